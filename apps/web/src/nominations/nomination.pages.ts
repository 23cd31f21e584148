import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { Clock, Invalid, NominationService, nominationView, NotFound, revisionContent, rulebookOf, Stale } from '#awards';
import { type Content, Nomination } from '#store';
import type { FastifyReply } from 'fastify';
import { type Actor, Refusal } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Words } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { problemOf } from '../http/problem.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { chosenBetween, conflictsOf, hasChoices } from './conflict.model.js';
import { answersOf, ContentForm, contentOf, ReasonForm } from './nomination.forms.js';
import { editModel, nominationModel } from './nomination.model.js';

/** Where a save leads, by the button. */
const NEXT: Record<string, string> = { files: 'files', '1': 'submission' };

interface Typed {
  revision: number;
  content: Content;
  answers: Record<string, string>;
}

/** A nomination as its people see it, and what its branch does with it. */
@Controller('nominations/:id')
@SignedInOnly()
export class NominationPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly nominations: NominationService,
    private readonly words: Words,
  ) {}

  @Get()
  @Page('nominations/show')
  async show(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    return { ...around, nomination: nominationModel(view, definition) };
  }

  @Get('edit')
  @Page('nominations/edit')
  async edit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    if (view.actions.includes('SAVE')) return { ...around, nomination: editModel(view, definition) };
    // Its own branch may come by an old link; for others there is nothing to fill in.
    if (actor.role !== 'nominator') throw new NotFound('No such page');
    return seeOther(`/nominations/${id}`);
  }

  @Post()
  @HttpCode(200)
  @Page('nominations/edit')
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentPerson() person: SignedIn,
    @Body({ schema: ContentForm }) form: ContentForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const answers = answersOf(form);
    const content = await this.chosen(id, person.actor, form);
    try {
      await this.nominations.save(id, person.actor, content, form.revision, answers);
    } catch (error) {
      return this.editAgain(id, person, { ...form, content, answers }, error, reply);
    }
    return seeOther(`/nominations/${id}/${NEXT[form.submit ?? ''] ?? 'edit'}`);
  }

  /** The last look before handing it in; also what is still missing. */
  @Get('submission')
  @Page('nominations/submission')
  async preview(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    const { view, definition, around } = await this.read(id, actor);
    return { ...around, nomination: nominationModel(view, definition) };
  }

  @Post('submission')
  @HttpCode(200)
  async submit(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    await this.nominations.submit(id, actor);
    return seeOther(`/nominations/${id}`);
  }

  @Post('withdrawal')
  @HttpCode(200)
  async withdraw(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentActor() actor: Actor,
    @Body({ schema: ReasonForm }) { reason }: ReasonForm,
  ) {
    await this.nominations.withdraw(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  /** What the form says, with the stored version where a person who came late has chosen that. */
  private async chosen(id: string, actor: Actor, form: ContentForm): Promise<Content> {
    const yours = contentOf(form);
    if (!hasChoices(form)) return yours;
    const { view } = await this.read(id, actor);
    // A version newer than the one the person has seen was not chosen: the save will find that out and show it.
    return view.revision === form.revision ? chosenBetween(form, yours, view.content) : yours;
  }

  /** The form with all that was typed in it, and why it was not saved: what cannot be accepted, what somebody else wrote meanwhile, or the rule. */
  private async editAgain(
    id: string,
    { actor, language }: SignedIn,
    { revision, content, answers }: Typed,
    error: unknown,
    reply: FastifyReply,
  ) {
    if (!(error instanceof Invalid) && !(error instanceof Stale) && !(error instanceof Refusal)) throw error;
    const { view, definition, around } = await this.read(id, actor);
    const errors = error instanceof Invalid ? Object.fromEntries(error.faults.map(({ place, message }) => [place, message[language]])) : {};
    const isStale = error instanceof Stale;
    const base = isStale ? await revisionContent(this.em.fork(), id, revision) : null;
    const conflicts = isStale ? conflictsOf({ base, yours: content, theirs: view.content }, definition) : new Map<string, never>();
    void reply.status(error instanceof Invalid ? 422 : 409);
    return {
      ...around,
      nomination: editModel(view, definition, { content, answers, conflicts }, errors),
      isStale,
      refusal: error instanceof Refusal && problemOf(error, this.words, language),
    };
  }

  private async read(id: string, actor: Actor) {
    const em = this.em.fork();
    const now = await this.clock.now(em);
    const view = await nominationView(em, id, actor, now);
    const { cycle } = await em.findOneOrFail(Nomination, id, { populate: ['cycle', 'cycle.definition'] });
    return { view, definition: rulebookOf(cycle).definition, around: { title: view.unit, zone: view.cycle.timeZone, now } };
  }
}
