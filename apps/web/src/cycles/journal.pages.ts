import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  findCycle,
  JOURNAL_GROUPS,
  JOURNAL_PAGE_SIZE,
  journalExport,
  journalPage,
  journalState,
  READS_WHOLE_JOURNAL,
  rulebookOf,
  type TableFormat,
} from '#awards';
import { type Actor, type Language, ROLES } from '#workflow';
import type { FastifyReply } from 'fastify';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { CurrentLanguage, Words } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Public, Roles } from '../http/policy.js';
import { Format, sendTable, tableOf } from '../http/table-file.js';
import { JournalQuery, queryOf } from './journal.forms.js';
import { tableHeading, tableRows, toldIn } from './journal.model.js';

/** The record of a cycle, for people to read. */
@Controller('cycles/:slug')
export class JournalPages {
  constructor(
    private readonly em: EntityManager,
    private readonly words: Words,
  ) {}

  @Get('journal')
  @Public()
  @Page('cycles/journal')
  async show(
    @Param('slug') slug: string,
    @CurrentPerson() person: SignedIn | null,
    @CurrentLanguage() language: Language,
    @Query({ schema: JournalQuery }) query: JournalQuery,
  ) {
    const em = this.em.fork();
    const actor = person?.actor ?? null;
    const cycle = await findCycle(em, slug, actor);
    const { definition } = rulebookOf(cycle);
    const { rows, total, isWhole } = await journalPage(em, cycle, actor, query);
    const filter = queryOf(query);
    return {
      title: definition.name,
      zone: definition.timeZone,
      cycle: { slug, name: definition.name },
      head: await journalState(em, cycle, actor),
      rows: toldIn(language, this.words, cycle, rows).map((row) => ({
        ...row,
        short: row.hash?.slice(0, 12) ?? null,
        isPublic: row.type === 'nomination.objected',
        isClock: row.role === 'clock',
        roleKey: `roles.${row.role}`,
      })),
      total,
      isWhole,
      filter,
      isFiltered: filter !== '',
      query,
      groups: JOURNAL_GROUPS.map((name) => ({ name, key: `journalGroup.${name}`, isChosen: name === query.group })),
      roles: ROLES.map((name) => ({ name, key: `roles.${name}`, isChosen: name === query.role })),
      pager: pagerOf(`/cycles/${slug}/journal${filter}`, query.page, JOURNAL_PAGE_SIZE, total),
    };
  }

  /** What the page shows, all pages of it: the same entries in the same words for the same reader. */
  @Get('journal.:format')
  @Public()
  async table(
    @Param('slug') slug: string,
    @Param('format', { schema: Format }) format: TableFormat,
    @CurrentPerson() person: SignedIn | null,
    @CurrentLanguage() language: Language,
    @Query({ schema: JournalQuery }) query: JournalQuery,
    @Res() reply: FastifyReply,
  ) {
    const em = this.em.fork();
    const actor = person?.actor ?? null;
    const cycle = await findCycle(em, slug, actor);
    const { rows } = await journalPage(em, cycle, actor, { ...query, page: 'all' });
    const cells = tableRows(language, this.words, cycle, rows);
    const sheet = this.words.say(language, 'journal.entries');
    sendTable(reply, await tableOf(format, sheet, tableHeading(language, this.words), cells), `nhat-ky-${slug}`, format);
  }

  /** One JSON record a line, oldest first, with its place in the chain; filtered like the page. */
  @Get('journal.jsonl')
  @Roles(...READS_WHOLE_JOURNAL)
  async download(
    @Param('slug') slug: string,
    @CurrentActor() actor: Actor,
    @Query({ schema: JournalQuery }) query: JournalQuery,
    @Res() reply: FastifyReply,
  ) {
    const em = this.em.fork();
    const records = await journalExport(em, await findCycle(em, slug, actor), actor, query);
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="journal-${slug}.jsonl"`)
      .header('cache-control', 'no-store')
      .send(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
}
