import { Body, Controller, ForbiddenException, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { DraftService, Invalid, lastDossier, rulebookOf, Stale } from '#awards';
import type { FastifyReply } from 'fastify';
import { type Definition, Refusal } from '#workflow';
import { z } from 'zod';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { SignedInOnly } from '../http/policy.js';
import { type SeeOther, seeOther } from '../http/see-other.js';
import { answersOf, DraftForm, patchOf } from './draft.forms.js';
import { askAboutLegacy, inUnicode } from './draft.legacy.js';
import { DraftScreen, elsewhere, isTheirs } from './draft.screen.js';
import { labelsOf } from './nomination.model.js';

const SectionQuery = z.object({ add: z.string().max(60).optional() });
type SectionQuery = z.infer<typeof SectionQuery>;
const OverviewQuery = z.object({ copied: z.string().max(2000).optional() });
type OverviewQuery = z.infer<typeof OverviewQuery>;

/** Writing a dossier, one section a screen. Works as plain forms; scripts save through `DraftApi`. */
@Controller('nominations/:id')
@SignedInOnly()
export class DraftPages {
  constructor(
    private readonly screen: DraftScreen,
    private readonly drafts: DraftService,
  ) {}

  /** All sections with what is missing. First of all come the conditions; while something is sent back, only what was asked for. */
  @Get('edit')
  @Page('nominations/edit')
  async overview(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentPerson() person: SignedIn,
    @Query({ schema: OverviewQuery }) { copied }: OverviewQuery,
  ) {
    const read = await this.screen.read(id, person.actor);
    const { view, definition, around } = read;
    const other = elsewhere(null, read, person);
    if (other) return seeOther(other);
    const isUnanswered = view.conditions.some(({ from, met }) => from === 'branch' && met === null);
    if (isUnanswered && view.actions.includes('SAVE')) return seeOther(`/nominations/${id}/edit/conditions`);
    const last = await lastDossier(read.em, { cycle: view.cycle.id, unit: read.nomination.unit.id }, person.actor);
    return {
      ...around,
      ...this.screen.frame(read, person),
      earlier: last && rulebookOf(last.cycle).definition,
      copied: copied === undefined ? null : copiedLabels(copied, definition),
    };
  }

  @Get('edit/:section')
  @Page('nominations/section')
  async section(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('section') key: string,
    @CurrentPerson() person: SignedIn,
    @Query({ schema: SectionQuery }) { add }: SectionQuery,
  ) {
    const read = await this.screen.read(id, person.actor);
    const other = elsewhere(key, read, person);
    return other ? seeOther(other) : this.screen.section(read, key, person, { addRow: add });
  }

  @Post('edit/:section')
  @HttpCode(200)
  @Page('nominations/section')
  async save(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('section') key: string,
    @CurrentPerson() person: SignedIn,
    @Body({ schema: DraftForm }) form: DraftForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!isTheirs(form, person)) throw new ForbiddenException('The form belongs to another person');
    const { view, definition } = await this.screen.read(id, person.actor);
    const sent = form.legacy === 'convert' ? inUnicode(form) : form;
    try {
      if (form.legacy === undefined) askAboutLegacy(form, view.content.fields);
      await this.drafts.keep(id, person.actor, patchOf(sent, definition), form.revision, answersOf(sent));
    } catch (error) {
      if (!(error instanceof Invalid) && !(error instanceof Stale) && !(error instanceof Refusal)) throw error;
      void reply.status(error instanceof Invalid ? 422 : 409);
      const now = await this.screen.read(id, person.actor);
      return this.screen.section(now, key, person, { failed: { form: sent, error }, addRow: form.addRow });
    }
    return this.onwards(id, key, person, form);
  }

  /** Takes over what the unit wrote the last time. */
  @Post('copy')
  @HttpCode(200)
  async copy(@Param('id', ParseUUIDPipe) id: string, @CurrentPerson() person: SignedIn) {
    const copied = await this.drafts.copyFromLast(id, person.actor);
    return seeOther(`/nominations/${id}/edit?copied=${encodeURIComponent(copied.join(','))}`);
  }

  private async onwards(id: string, key: string, person: SignedIn, { go, addRow, removeRow }: DraftForm): Promise<SeeOther> {
    const here = `/nominations/${id}/edit/${key}`;
    if (addRow) return seeOther(`${here}?add=${encodeURIComponent(addRow)}#tables.${addRow}`);
    if (removeRow) return seeOther(`${here}#tables.${removeRow.split('.')[0]}`);
    if (go === 'stay') return seeOther(here, { toast: 'toast.saved' });
    const { next, unmet } = await this.screen.section(await this.screen.read(id, person.actor), key, person);
    // Whoever is not eligible reads that first, and can still go on.
    return seeOther(key === 'conditions' && unmet.length > 0 ? here : next);
  }
}

const copiedLabels = (codes: string, definition: Definition) => {
  const labels = labelsOf(definition);
  return codes.split(',').flatMap((code) => labels.get(code) ?? []);
};
