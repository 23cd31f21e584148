import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Res } from '@nestjs/common';
import { Invalid, ownSheet, ScoringService } from '#awards';
import type { FastifyReply } from 'fastify';
import type { Actor } from '#workflow';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { SignedInOnly } from '../http/policy.js';
import { evidenceModel } from '../evidence/file.model.js';
import { ReasonForm } from '../nominations/nomination.forms.js';
import { NominationScreen } from '../nominations/nomination.screen.js';
import { itemsOf, SheetForm } from './score-sheet.forms.js';

/** A council member's own sheet for one nomination. */
@Controller('nominations/:id/sheet')
@SignedInOnly()
export class ScoreSheetPages {
  constructor(
    private readonly screen: NominationScreen,
    private readonly scoring: ScoringService,
  ) {}

  @Get()
  @Page('scoring/sheet')
  sheet(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor) {
    return this.model(id, actor);
  }

  @Post()
  @HttpCode(200)
  @Page('scoring/sheet')
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentPerson() { actor, language }: SignedIn,
    @Body({ schema: SheetForm }) form: SheetForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const wanted = { items: itemsOf(form), comment: form.comment };
    try {
      if (form.submit) await this.scoring.submit(id, actor, wanted);
      else await this.scoring.save(id, actor, wanted);
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      const errors = Object.fromEntries(error.faults.map(({ place, message }) => [place, message[language]]));
      void reply.status(422);
      return this.model(id, actor, wanted, errors);
    }
    return seeOther(form.submit ? `/nominations/${id}` : `/nominations/${id}/sheet`);
  }

  @Post('recusal')
  @HttpCode(200)
  async recuse(@Param('id', ParseUUIDPipe) id: string, @CurrentActor() actor: Actor, @Body({ schema: ReasonForm }) { reason }: ReasonForm) {
    await this.scoring.recuse(id, actor, reason);
    return seeOther(`/nominations/${id}`);
  }

  private async model(
    id: string,
    actor: Actor,
    entered?: { items: Record<string, number>; comment?: string | undefined },
    errors: Record<string, string> = {},
  ) {
    const { em, view: nomination, definition } = await this.screen.read(id, actor);
    const evidence = evidenceModel(nomination, definition);
    const files = new Map(evidence?.rubric.map((place) => [place.part, place.files]));
    const sheet = await ownSheet(em, id, actor);
    const items = entered?.items ?? sheet.items;
    return {
      nomination: { ...nomination, may: Object.fromEntries(nomination.actions.map((action) => [action.toLowerCase(), true])) },
      sheet: { ...sheet, comment: entered?.comment ?? sheet.comment },
      // Evidence for an item stands beside its score.
      papers: evidence && evidence.items.length > 0 ? { ...evidence, rubric: [] } : null,
      total: sheet.rubric.total,
      sum: Object.values(items).reduce((a, b) => a + b, 0),
      errors: Object.entries(errors).map(([field, message]) => ({ id: field, label: '', message })),
      criteria: sheet.rubric.criteria.map((criterion) => ({
        ...criterion,
        items: criterion.items.map((item) => ({
          ...item,
          id: `items.${item.code}`,
          steps: item.method === 'steps',
          value: items[item.code] ?? '',
          files: files.get(item.code) ?? [],
          self: nomination.content.selfScores[item.code] ?? null,
          error: errors[`items.${item.code}`],
          levels: item.levels.map((level) => ({ ...level, chosen: items[item.code] === level.score })),
        })),
      })),
    };
  }
}
