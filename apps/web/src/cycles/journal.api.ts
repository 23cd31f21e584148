import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { findCycle, JOURNAL_PAGE_SIZE, journalPage } from '#awards';
import type { Language } from '#workflow';
import { CurrentPerson, type SignedIn } from '../http/actor.js';
import { CurrentLanguage, Words } from '../http/i18n.js';
import { Public } from '../http/policy.js';
import { JournalQuery } from './journal.forms.js';
import { toldIn } from './journal.model.js';

/** The record of a cycle, newest first, as far as the caller may read it. */
@Controller('api/v1/cycles/:slug/journal')
export class JournalApi {
  constructor(
    private readonly em: EntityManager,
    private readonly words: Words,
  ) {}

  @Get()
  @Public()
  async show(
    @Param('slug') slug: string,
    @CurrentPerson() person: SignedIn | null,
    @CurrentLanguage() language: Language,
    @Query({ schema: JournalQuery }) query: JournalQuery,
  ) {
    const em = this.em.fork();
    const actor = person?.actor ?? null;
    const cycle = await findCycle(em, slug, actor);
    const { rows, total, page } = await journalPage(em, cycle, actor, query);
    return { rows: toldIn(language, this.words, cycle, rows), total, page, pages: Math.max(1, Math.ceil(total / JOURNAL_PAGE_SIZE)) };
  }
}
