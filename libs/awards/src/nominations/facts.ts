import { type EntityManager, raw } from '@mikro-orm/postgresql';
import type { Cycle, Nomination } from '#store';
import { type Actor, type Definition, type NominationFacts, stageOf, type Stage } from '#workflow';
import { deadlineOf, lastMomentOf } from '../cycles/deadline.js';
import { missingParts, selfScoreTotal, selfScoreMinimum } from './dossier.js';

interface Row {
  unanswered: number;
  council: string[] | null;
  ties: string[] | null;
  recused: boolean;
  sheet_submitted: boolean;
  used: number;
  ranks: (number | null)[] | null;
  children: number;
  extended: Date | string | null;
  decided_in: string | null;
}

const SQL = `select
  (select count(*)::int from return_point where nomination_id = :nomination and stage = :stage and round = :round and answered_at is null) as unanswered,
  (select array_agg(person_id::text) from council_seat where cycle_id = :cycle) as council,
  (select array_agg(unit_id::text) from tie where person_id::text = :person) as ties,
  exists (select 1 from recusal where nomination_id = :nomination and scorer_id::text = :person) as recused,
  exists (select 1 from score_sheet where nomination_id = :nomination and scorer_id::text = :person and submitted_at is not null) as sheet_submitted,
  (select count(*)::int from endorsement where cycle_id = :cycle and stage = :stage and unit_id::text = :reviewer) as used,
  (select array_agg(rank) from endorsement where cycle_id = :cycle and stage = :stage and unit_id::text = :reviewer) as ranks,
  (select count(*)::int from unit where parent_id::text = :reviewer) as children,
  (select max(e.until) from extension e where e.cycle_id = :cycle and e.stage = :cycleStage and e.unit_id::text in
    (select l.value from nomination n, jsonb_each_text(n.line) l where n.id = :nomination)) as extended,
  case when :decided then (select split_part(from_standing, '/', 1) from journal
    where subject_id = :nomination and type in ('nomination.declined', 'nomination.disqualified') order by id desc limit 1) end as decided_in`;

/** What the rules need to know of this nomination and this person, at this moment. One query. */
export async function nominationFacts(
  em: EntityManager,
  { cycle, nomination, definition, actor, now, within = null }: FactsOf,
): Promise<NominationFacts> {
  const stage = nomination.stage === null ? null : stageOf(definition.pipeline, nomination.stage);
  const reviewer = stage ? (nomination.line[stage.tier] ?? '') : '';
  const [row] = await em.execute<Row[]>(
    raw(SQL, {
      nomination: nomination.id,
      stage: nomination.stage ?? '',
      round: nomination.returns,
      cycle: cycle.id,
      person: actor.id,
      reviewer,
      cycleStage: cycle.stage ?? '',
      decided: nomination.status === 'declined' || nomination.status === 'ineligible',
    }),
  );
  if (!row) throw new Error('A query without FROM gives one row');
  return {
    ...timeOf(cycle),
    within,
    now: now.getTime(),
    closes: deadlineOf(cycle, definition, row.extended),
    line: nomination.line,
    unit: nomination.unit.id,
    ...dossierOf(definition, nomination),
    unanswered: row.unanswered,
    returns: nomination.returns,
    supplementDue: nomination.supplementDue ? lastMomentOf(nomination.supplementDue) : null,
    returnsUntil: returnsUntil(cycle, nomination),
    quotaLeft: quotaLeft(stage, row.used, row.children),
    ranksTaken: (row.ranks ?? []).filter((rank) => rank !== null),
    decidedIn: row.decided_in,
    council: row.council ?? [],
    ties: row.ties ?? [],
    recused: row.recused,
    sheetSubmitted: row.sheet_submitted,
  };
}

const timeOf = ({ stage, status }: Cycle) => ({ cycleStage: stage, waiting: status === 'waiting', suspended: status === 'suspended' });

function dossierOf(definition: Definition, { content }: Nomination) {
  const minimum = selfScoreMinimum(definition);
  return { missing: missingParts(definition, content).length, selfScoreShort: minimum !== null && selfScoreTotal(content) < minimum };
}

function returnsUntil({ schedule }: Cycle, { stage }: Nomination): number | null {
  const until = stage === null ? null : schedule[stage]?.returnsUntil;
  return until ? lastMomentOf(new Date(until)) : null;
}

export interface FactsOf {
  cycle: Cycle;
  nomination: Nomination;
  definition: Definition;
  actor: Actor;
  now: Date;
  within?: NominationFacts['within'];
}

/** How many nominations the unit may put forward in this stage; null: as many as it likes. */
export function quotaOf(stage: Stage | null, children: number): number | null {
  if (stage?.kind !== 'review' || !stage.quota) return null;
  const { perUnit, larger } = stage.quota;
  return larger && children > larger.children ? larger.perUnit : perUnit;
}

function quotaLeft(stage: Stage | null, used: number, children: number): number | null {
  const quota = quotaOf(stage, children);
  return quota === null ? null : quota - used;
}
