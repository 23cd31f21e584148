import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  type ActingUnit,
  Clock,
  countsIn,
  type CycleView,
  cycleView,
  endorsable,
  findCycle,
  isOfficeOf,
  isOneOf,
  nominationList,
  rulebookOf,
  SEES_ANNOUNCEMENT,
  SEES_BOARD,
  unitsActing,
  unitsWithout,
} from '#awards';
import type { Cycle } from '#store';
import type { FastifyRequest } from 'fastify';
import { type Actor, NOMINATION_STATUSES, type Stage } from '#workflow';
import { formatDateTime } from '../http/format.js';
import { type ListQuery, typedEndorsements } from './cycle.forms.js';
import { listModel } from './cycle.list.js';

/** What the page of a cycle shows; for its own address, and for its forms when they have to be shown again. */
@Injectable()
export class CycleScreen {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  async model(slug: string, actor: Actor | null, query: ListQuery) {
    const em = this.em.fork();
    const moment = await this.clock.now(em);
    const view = await cycleView(em, slug, actor, moment);
    const cycle = await findCycle(em, slug, actor);
    const status = NOMINATION_STATUSES.find((one) => one === query.status);
    const list = actor ? await nominationList(em, cycle, actor, { ...query, status }) : null;
    const member = countsIn(cycle.id, actor) ? actor : null;
    const now = view.stages.find(({ state }) => state === 'now') ?? null;
    return {
      title: view.name,
      zone: view.timeZone,
      // While a cycle is suspended time stands still for it, and so does what is left until its deadlines.
      now: view.suspended?.since ?? moment,
      cycle: { ...view, may: mayOf(view.actions), current: now },
      ...stepsOf(view),
      list: list && listModel(view, list, { status, q: query.q }),
      onBoard: isOneOf(actor, SEES_BOARD) && (await isOfficeOf(em, cycle, actor)),
      ...roomsOf(view, member, now?.kind, list?.total),
      forwardable: forwardable(view, cycle, actor),
      endorse: actor ? await endorsable(em, cycle, actor, moment) : null,
      filable: isFiling(view, member, now?.kind) ? await unitsWithout(em, cycle, member) : [],
      units: view.actions.includes('EXTEND') ? several(await unitsActing(em, cycle)) : [],
    };
  }

  /** The page again, for a form on it that was not accepted; `form` is the last step of its address. */
  async again({ params, person, url, body }: FastifyRequest) {
    const { slug } = params as { slug: string };
    const form = url.split('?')[0]?.split('/').at(-1) ?? '';
    const model = await this.model(slug, person?.actor ?? null, { page: 1 });
    return { ...model, form, endorse: model.endorse && typedEndorsements(model.endorse, form === 'endorsements' ? body : {}) };
  }
}

const mayOf = (actions: readonly string[]) => Object.fromEntries(actions.map((action) => [action.toLowerCase(), true]));

/** Units to choose one of: one alone is everybody. Where they have several parents, these are named too. */
function several(units: ActingUnit[]) {
  if (units.length < 2) return [];
  const isOneFamily = new Set(units.map(({ parent }) => parent)).size === 1;
  return units.map(({ code, name, parent }) => ({ code, label: isOneFamily ? name : `${name}, ${parent}` }));
}

/** Reviewers file in the place of a branch while nominations are open. */
const isFiling = ({ status }: CycleView, actor: Actor | null, kind: string | undefined): actor is Actor =>
  actor?.role === 'reviewer' && kind === 'nomination' && status === 'open';

/** Where the page leads besides. */
const roomsOf = ({ status }: CycleView, actor: Actor | null, kind: string | undefined, total: number | undefined) => ({
  mayStart: actor?.role === 'nominator' && kind === 'nomination' && status !== 'waiting' && total === 0,
  announcing: kind === 'announcement' && isOneOf(actor, SEES_ANNOUNCEMENT),
  onNotice: kind === 'notice' && status !== 'waiting',
});

function forwardable({ counts, status }: CycleView, cycle: Cycle, actor: Actor | null) {
  if (actor?.role !== 'reviewer' || status === 'suspended' || !counts.some((one) => one.status === 'endorsed')) return null;
  return { stage: petitionStageOf(rulebookOf(cycle).definition.pipeline.stages) };
}

const petitionStageOf = (stages: readonly Stage[]) => stages.find((stage) => stage.kind === 'review' && stage.petition)?.code ?? null;

/** The pipeline as its machine orders it, for the stepper, and in which way the cycle stands in its stage. */
const stepsOf = ({ stages, timeZone, status }: CycleView) => ({
  stepList: stages.map(({ name, state, opens, closes }) => {
    const isWaiting = state === 'now' && status === 'waiting';
    const at = isWaiting ? opens : closes;
    const mode = state === 'stopped' ? 'cancelled' : state === 'now' && status !== 'open' ? status : null;
    return { name, state, mode, modeKey: mode && `stepper.${mode}`, when: at ? formatDateTime(at, timeZone) : '' };
  }),
});
