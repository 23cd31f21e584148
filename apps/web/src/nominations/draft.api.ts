import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { Clock, DraftService, Invalid, type KeptDraft, Stale, type Values } from '#awards';
import { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyReply } from 'fastify';
import { Refusal } from '#workflow';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { formatTime } from '../http/format.js';
import { SignedInOnly } from '../http/policy.js';
import { answersOf, DraftForm, partAt, patchOf } from './draft.forms.js';
import { legacyIn } from './draft.legacy.js';
import { DraftScreen, isTheirs, type Read } from './draft.screen.js';
import { partModels } from './section.model.js';

/** What a page that saves by itself is told. */
type Answer =
  | {
      saved: {
        revision: number;
        at: string;
        others: Record<string, string | null>;
        faults: Record<string, string>;
        legacy: ReturnType<typeof legacyIn>;
      };
    }
  | { conflict: true }
  | { refused: string }
  | { otherPerson: true };

/** Saves what was changed in a section while it is being written. Only the parts that changed are sent, with the revision they were read from. */
@Controller('nominations/:id/draft')
@SignedInOnly()
export class DraftApi {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly screen: DraftScreen,
    private readonly drafts: DraftService,
  ) {}

  @Post()
  @HttpCode(200)
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentPerson() person: SignedIn,
    @Body({ schema: DraftForm }) form: DraftForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    if (!isTheirs(form, person)) {
      void reply.status(403);
      return { otherPerson: true };
    }
    const { definition, view } = await this.screen.read(id, person.actor);
    try {
      const { kept, faults } = await this.keepWhatFits(id, person, form, patchOf(form, definition));
      const others = Object.keys(kept.others);
      return {
        saved: {
          revision: kept.revision,
          at: formatTime(await this.clock.now(this.em.fork()), definition.timeZone),
          others: others.length > 0 ? othersIn(others, await this.screen.read(id, person.actor), person) : {},
          faults: Object.fromEntries(faults.map(({ place, message }) => [place, message[person.language]])),
          legacy: legacyIn(form, view.content.fields),
        },
      };
    } catch (error) {
      return this.refusedWith(error, person, reply);
    }
  }

  /** What cannot be accepted stays on the page until it is corrected; everything else is kept all the same. */
  private async keepWhatFits(
    id: string,
    { actor }: SignedIn,
    form: DraftForm,
    patch: Values,
  ): Promise<{ kept: KeptDraft; faults: Invalid['faults'] }> {
    const answers = answersOf(form);
    try {
      return { kept: await this.drafts.keep(id, actor, patch, form.revision, answers), faults: [] };
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      const wrong = new Set(error.faults.map(({ place }) => partAt(place)));
      const right = Object.fromEntries(Object.entries(patch).filter(([name]) => !wrong.has(name)));
      return { kept: await this.drafts.keep(id, actor, right, form.revision, answers), faults: error.faults };
    }
  }

  private refusedWith(error: unknown, { language }: SignedIn, reply: FastifyReply): Answer {
    if (!(error instanceof Stale) && !(error instanceof Refusal)) throw error;
    void reply.status(409);
    return error instanceof Stale ? { conflict: true } : { refused: error.sentence[language] };
  }
}

/** What others wrote meanwhile as it would stand in the form; null for what a form cannot be given without being built anew. */
function othersIn(names: string[], { view, definition }: Read, { language }: SignedIn): Record<string, string | null> {
  const parts = partModels(names, view, definition, { language, errors: {}, conflicts: new Map() });
  return Object.fromEntries(parts.map((part) => [part.id, 'isField' in part ? part.value : null]));
}
