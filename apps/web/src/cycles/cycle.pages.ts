import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Clock,
  CycleService,
  type CycleSummary,
  cycleView,
  findCycle,
  nominationList,
  NominationService,
  ReviewService,
  rulebookOf,
} from '#awards';
import { type Actor, NOMINATION_STATUSES, type NominationStatus, type Stage } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { formatDateTime } from '../http/format.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { iconOf, toneOf } from '../nominations/nomination.model.js';
import { CloseForm, ExtendForm, ForwardForm, ListQuery } from './cycle.forms.js';

/** A cycle: where it stands, what is in it, and what its people may do with it. */
@Controller('cycles/:slug')
export class CyclePages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly cycles: CycleService,
    private readonly nominations: NominationService,
    private readonly reviews: ReviewService,
  ) {}

  @Get()
  @Public()
  @Page('cycles/cycle')
  async show(@Param('slug') slug: string, @CurrentPerson() person: SignedIn | null, @Query({ schema: ListQuery }) query: ListQuery) {
    const em = this.em.fork();
    const actor = person?.actor ?? null;
    const moment = await this.clock.now(em);
    const view = await cycleView(em, slug, actor, moment);
    const cycle = await findCycle(em, slug, actor);
    const status = NOMINATION_STATUSES.find((one) => one === query.status);
    const list = actor ? await nominationList(em, cycle, actor, { status, page: query.page }) : null;
    const now = view.stages.find(({ state }) => state === 'now') ?? null;
    const kind = now?.kind;
    return {
      title: view.name,
      zone: view.timeZone,
      now: moment,
      cycle: { ...view, may: mayOf(view.actions), current: now },
      ...stepsOf(view),
      list: list && {
        ...list,
        rows: list.rows.map((row) => ({ ...row, tone: toneOf(row.status), icon: iconOf(row.status) })),
        ...pagerOf(slug, list, status),
      },
      severalPages: list !== null && list.pages > 1,
      status: status ?? null,
      mayStart: actor?.role === 'nominator' && kind === 'nomination' && list?.total === 0,
      forwardable:
        actor?.role === 'reviewer' && view.counts.some((one) => one.status === 'endorsed')
          ? { stage: petitionStageOf(rulebookOf(cycle).definition.pipeline.stages) }
          : null,
      announcing: kind === 'announcement' && (actor?.role === 'chair' || actor?.role === 'secretariat' || actor?.role === 'observer'),
      onNotice: kind === 'notice',
    };
  }

  @Post('nominations')
  @SignedInOnly()
  @HttpCode(200)
  async start(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    const { id } = await this.nominations.start(cycle.id, actor);
    return seeOther(`/nominations/${id}/edit`);
  }

  @Post('close')
  @SignedInOnly()
  @HttpCode(200)
  async close(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: CloseForm }) { stage, reason }: CloseForm) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.cycles.closeStage(cycle.id, actor, stage, { reason });
    return seeOther(`/cycles/${slug}`);
  }

  @Post('extension')
  @SignedInOnly()
  @HttpCode(200)
  async extend(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Body({ schema: ExtendForm }) wanted: ExtendForm) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.cycles.extend(cycle.id, actor, wanted);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('remind')
  @SignedInOnly()
  @HttpCode(200)
  async remind(@Param('slug') slug: string, @CurrentActor() actor: Actor) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.cycles.remind(cycle.id, actor);
    return seeOther(`/cycles/${slug}`);
  }

  @Post('forward')
  @SignedInOnly()
  @HttpCode(200)
  async forward(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ForwardForm }) { stage, ...petition }: ForwardForm,
  ) {
    const cycle = await findCycle(this.em.fork(), slug, actor);
    await this.reviews.forward(cycle.id, stage, actor, petition);
    return seeOther(`/cycles/${slug}`);
  }
}

const mayOf = (actions: readonly string[]) => Object.fromEntries(actions.map((action) => [action.toLowerCase(), true]));

const petitionStageOf = (stages: readonly Stage[]) => stages.find((stage) => stage.kind === 'review' && stage.petition)?.code ?? null;

/** The pipeline as its machine orders it, for the stepper. */
const stepsOf = ({ stages, timeZone }: CycleSummary) => ({
  stepList: stages.map(({ name, state, closes }) => ({ name, state, when: closes ? formatDateTime(closes, timeZone) : '' })),
});

function pagerOf(slug: string, { page, pages }: { page: number; pages: number }, status: NominationStatus | undefined) {
  const at = (wanted: number) => `/cycles/${slug}?${new URLSearchParams({ ...(status && { status }), page: String(wanted) }).toString()}`;
  return { previous: page > 1 ? at(page - 1) : null, next: page < pages ? at(page + 1) : null };
}
