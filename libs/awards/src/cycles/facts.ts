import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { type Cycle, wholly } from '#store';
import type { CycleFacts } from '#workflow';
import { quorumOf } from '#scoring';
import type { Rulebook } from '../machines.js';
import { deadlineOf } from './deadline.js';
import { organiserOf } from './cycle.policy.js';

interface Row {
  undecided: number;
  required: number;
  settled: number;
  below_minimum: number;
  open_objections: number;
  council: string[] | null;
  voted: string[] | null;
  finalised: boolean;
}

const SQL = `with here as (select id, status from nomination where cycle_id = :cycle and stage = :stage),
  seats as (select person_id from council_seat where cycle_id = :cycle),
  pairs as (select h.id, s.person_id,
      exists (select 1 from recusal r where r.nomination_id = h.id and r.scorer_id = s.person_id) as recused,
      exists (select 1 from score_sheet t where t.nomination_id = h.id and t.scorer_id = s.person_id and t.submitted_at is not null) as scored
    from here h cross join seats s where h.status = 'scoring')
select
  (select count(*)::int from here where status in ('submitted', 'returned')) as undecided,
  (select count(*)::int from pairs) as required,
  (select count(*)::int from pairs where recused or scored) as settled,
  (select count(*)::int from (select id from pairs group by id having count(*) filter (where scored and not recused) < :minimum) short) as below_minimum,
  (select count(*)::int from objection o join nomination n on n.id = o.nomination_id where n.cycle_id = :cycle and o.answered_at is null) as open_objections,
  (select array_agg(person_id::text) from seats) as council,
  (select array_agg(voter_id::text) from vote_register where cycle_id = :cycle and stage = :stage) as voted,
  exists (select 1 from decision where cycle_id = :cycle and superseded_at is null) as finalised`;

/** What the rules need to know of a cycle at this moment, whoever asks: numbers, and who has voted. One query. */
export async function cycleFacts(em: EntityManager, cycle: Cycle, { definition }: Rulebook, now: Date): Promise<CycleFacts> {
  const stage = definition.pipeline.stages.find((one) => one.code === cycle.stage);
  const minimum = stage?.kind === 'scoring' ? stage.minimumSheets : 0;
  const [row] = await wholly(() => em.execute<Row[]>(raw(SQL, { cycle: cycle.id, stage: cycle.stage ?? '', minimum })));
  if (!row) throw new Error('A query without FROM gives one row');
  const council = row.council ?? [];
  // A stage without an opening of its own opens when the one before it closes, however early that is.
  const opensAt = stage?.opens ? cycle.schedule[stage.code]?.opens : null;
  return {
    organiser: await organiserOf(em, cycle),
    now: now.getTime(),
    opens: opensAt ? Date.parse(opensAt) : null,
    closes: deadlineOf(cycle, definition, 'all'),
    launchable:
      council.length === (definition.council?.seats.length ?? 0) &&
      Object.values(cycle.schedule).every(({ closes }) => closes === null || Date.parse(closes) > now.getTime()),
    undecided: row.undecided,
    sheetsMissing: row.required - row.settled,
    belowMinimum: row.below_minimum,
    openObjections: row.open_objections,
    council,
    voted: row.voted ?? [],
    quorum: stage?.kind === 'ballot' ? quorumOf(stage.quorum, council.length) : 0,
    winnersFinalised: row.finalised,
  };
}
