import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  type Board,
  type BoardRow,
  Clock,
  cycleBoard,
  findCycle,
  nominationList,
  officeCycle,
  rulebookOf,
  SEES_BOARD,
  type TableFormat,
} from '#awards';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Actor, type Language, NOMINATION_STATUSES, type NominationStatus } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { formatDateTime } from '../http/format.js';
import { CurrentLanguage, Words } from '../http/i18n.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles, SignedInOnly } from '../http/policy.js';
import { Format, sendTable, tableOf } from '../http/table-file.js';
import { toneOf } from '../nominations/nomination.model.js';

const BoardQuery = z.object({ page: z.coerce.number().int().min(1).max(1000).default(1) });
type BoardQuery = z.infer<typeof BoardQuery>;
const ShownQuery = z.object({ status: z.enum(NOMINATION_STATUSES).optional(), q: z.string().trim().max(100).optional().catch(undefined) });
type ShownQuery = z.infer<typeof ShownQuery>;

/** The office's view of a cycle, which is not for the chair, who scores; and what its lists show, as files. */
@Controller('cycles/:slug')
export class BoardPages {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly words: Words,
  ) {}

  @Get('board')
  @Roles(...SEES_BOARD)
  @Page('cycles/board')
  async show(@Param('slug') slug: string, @CurrentActor() actor: Actor, @Query({ schema: BoardQuery }) { page }: BoardQuery) {
    const { cycle, board, now } = await this.read(slug, actor, page);
    const { definition } = rulebookOf(cycle);
    return {
      title: definition.name,
      zone: definition.timeZone,
      now,
      cycle: { slug, name: definition.name },
      ...board,
      columns: board.columns.map((column) => ({ ...column, tone: colourOf(column.status) })),
      rows: board.rows.map((row, index) => ({ ...row, id: `unit-${index}`, bar: barOf(board, row), chip: CHIPS[row.state ?? 'none'] })),
      isEmpty: board.totals.units === 0,
      pager: pagerOf(`/cycles/${slug}/board`, board.page, board.size, board.totals.units),
      severalPages: board.totals.units > board.size,
    };
  }

  @Get('board.:format')
  @Roles(...SEES_BOARD)
  async download(
    @Param('slug') slug: string,
    @Param('format', { schema: Format }) format: TableFormat,
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: Language,
    @Res() reply: FastifyReply,
  ) {
    const { cycle, board } = await this.read(slug, actor, 'all');
    const say = (key: string) => this.words.say(language, key);
    const zone = rulebookOf(cycle).definition.timeZone;
    const heading = [
      ...['board.code', 'board.unit', 'board.nominators', 'board.handedIn'].map(say),
      ...board.columns.map(({ name }) => name[language]),
      ...['board.used', 'board.quota', 'board.open', 'board.overdue', 'board.closes'].map(say),
    ];
    const rows = board.rows.map(({ unit, nominators, handedIn, counts, quota, open, overdue, closes }) => [
      unit.code,
      unit.name,
      nominators,
      handedIn,
      ...counts,
      quota?.used ?? null,
      quota?.limit ?? null,
      open,
      overdue,
      formatDateTime(closes, zone) || null,
    ]);
    sendTable(reply, await tableOf(format, say('board.title').slice(0, 31), heading, rows), `bang-theo-doi-${slug}`, format);
  }

  /** The list of nominations as its reader sees it. */
  @Get('nominations.:format')
  @SignedInOnly()
  async nominations(
    @Param('slug') slug: string,
    @Param('format', { schema: Format }) format: TableFormat,
    @CurrentActor() actor: Actor,
    @CurrentLanguage() language: Language,
    @Query({ schema: ShownQuery }) query: ShownQuery,
    @Res() reply: FastifyReply,
  ) {
    const em = this.em.fork();
    const cycle = await findCycle(em, slug, actor);
    const zone = rulebookOf(cycle).definition.timeZone;
    const { rows } = await nominationList(em, cycle, actor, { ...query, page: 'all' });
    const heading = ['board.code', 'cycle.branch', 'cycle.ward', 'cycle.status', 'cycle.submitted', 'board.supplementDue'].map((key) =>
      this.words.say(language, key),
    );
    const cells = rows.map((row) => [
      row.code,
      row.unit,
      row.parent,
      row.statusName[language],
      ...[row.submittedAt, row.supplementDue].map((at) => formatDateTime(at, zone) || null),
    ]);
    sendTable(reply, await tableOf(format, this.words.say(language, 'cycle.nominations'), heading, cells), `ho-so-${slug}`, format);
  }

  private async read(slug: string, actor: Actor, page: number | 'all') {
    const em = this.em.fork();
    const cycle = await officeCycle(em, slug, actor);
    const now = await this.clock.now(em);
    return { cycle, now, board: await cycleBoard(em, cycle, actor, now, page) };
  }
}

const CHIPS = {
  late: { tone: 'bad', icon: 'circle-alert', key: 'board.late' },
  soon: { tone: 'gold', icon: 'clock-alert', key: 'board.soon' },
  none: null,
};

/** As the chips, but what has not begun and what is with the council stand apart from what waits for a review. */
const COLOURS: Partial<Record<NominationStatus, string>> = { draft: 'plain', scoring: 'deep', listed: 'deep', balloting: 'deep' };
const colourOf = (status: NominationStatus) => COLOURS[status] ?? toneOf(status);

/** What the picture of a row is drawn from: parts of a bar 100 wide, in the order of the columns; the rest has handed nothing in. */
function barOf({ columns }: Board, { counts, nominators }: BoardRow) {
  const total = Math.max(
    nominators,
    counts.reduce((sum, count) => sum + count, 0),
    1,
  );
  let x = 0;
  return counts.flatMap((count, index) => {
    const column = columns[index];
    if (!column || count === 0) return [];
    const width = (count / total) * 100;
    const part = { x: x.toFixed(2), width: width.toFixed(2), tone: colourOf(column.status) };
    x += width;
    return [part];
  });
}
