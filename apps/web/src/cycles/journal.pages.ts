import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { findCycle, journalExport, JOURNAL_GROUPS, journalPage, rulebookOf } from '#awards';
import { journalHead } from '#store';
import type { Actor } from '#workflow';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentActor, CurrentPerson, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { Public, Roles } from '../http/policy.js';

const JournalQuery = z.object({ group: z.enum(JOURNAL_GROUPS).optional(), page: z.coerce.number().int().min(1).max(100_000).default(1) });
type JournalQuery = z.infer<typeof JournalQuery>;

/** The record of a cycle, for people to read. */
@Controller('cycles/:slug')
export class JournalPages {
  constructor(private readonly em: EntityManager) {}

  @Get('journal')
  @Public()
  @Page('cycles/journal')
  async show(
    @Param('slug') slug: string,
    @CurrentPerson() person: SignedIn | null,
    @Query({ schema: JournalQuery }) { group, page }: JournalQuery,
  ) {
    const em = this.em.fork();
    const cycle = await findCycle(em, slug, person?.actor ?? null);
    const { definition } = rulebookOf(cycle);
    const found = await journalPage(em, cycle, person?.actor ?? null, { group, page });
    const at = (wanted: number) =>
      `/cycles/${slug}/journal?${new URLSearchParams({ ...(group && { group }), page: String(wanted) }).toString()}`;
    return {
      title: definition.name,
      zone: definition.timeZone,
      cycle: { slug, name: definition.name },
      head: await journalHead(em, cycle.id),
      ...found,
      rows: found.rows.map((row) => ({
        ...row,
        key: `journal.${row.type}`,
        short: row.hash?.slice(0, 12) ?? null,
        isPublic: row.type === 'nomination.objected',
      })),
      groups: found.isWhole ? JOURNAL_GROUPS.map((name) => ({ name, key: `journalGroup.${name}`, isCurrent: name === group })) : [],
      isAll: group === undefined,
      severalPages: found.pages > 1,
      previous: page > 1 ? at(page - 1) : null,
      next: page < found.pages ? at(page + 1) : null,
    };
  }

  /** One JSON record a line, oldest first, with its place in the chain. */
  @Get('journal.jsonl')
  @Roles('secretariat', 'observer', 'administrator')
  async download(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Res() reply: FastifyReply) {
    const em = this.em.fork();
    const records = await journalExport(em, await findCycle(em, slug, actor));
    return reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="journal-${slug}.jsonl"`)
      .header('cache-control', 'no-store')
      .send(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
}
