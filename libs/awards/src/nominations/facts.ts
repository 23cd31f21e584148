import type { EntityManager } from '@mikro-orm/postgresql';
import { run } from '#store';
import {
  type Actor,
  checklistOf,
  type Definition,
  type NominationFacts,
  type NominationRule,
  type RuleName,
  stageOf,
  type Stage,
} from '#workflow';
import { deadlineOf, lastMomentOf } from '../cycles/deadline.js';
import { organiserOf } from '../cycles/cycle.policy.js';
import type { HeldCycle, HeldNomination } from '../held.js';
import { supplementLimits } from '../reviews/supplement.js';
import { conditionsFor, recordOf, unmetOf } from './conditions.js';
import { missingParts, selfScoreTotal, selfScoreMinimum } from './dossier.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Row {
  unanswered: number;
  ticked: string[] | null;
  council: string[] | null;
  ties: string[] | null;
  recused: boolean;
  sheet_submitted: boolean;
  used: number;
  ranks: (number | null)[] | null;
  children: number;
  decided_in: string | null;
}

// Every subquery goes by an index on what it compares: nothing here may grow with the number of nominations.
const SQL = `select
  (select count(*)::int from return_point where nomination_id = p.nomination and stage = p.stage and round = p.round and answered_at is null) as unanswered,
  (select array_agg(code) from tick where nomination_id = p.nomination and stage = p.stage) as ticked,
  (select array_agg(person_id::text) from council_seat where cycle_id = p.cycle) as council,
  (select array_agg(unit_id::text) from tied_unit where person_id = p.person) as ties,
  exists (select 1 from recusal where nomination_id = p.nomination and scorer_id = p.person) as recused,
  exists (select 1 from score_sheet where nomination_id = p.nomination and scorer_id = p.person and submitted_at is not null) as sheet_submitted,
  (select count(*)::int from endorsement where cycle_id = p.cycle and stage = p.stage and unit_id = p.reviewer) as used,
  (select array_agg(rank) from endorsement where cycle_id = p.cycle and stage = p.stage and unit_id = p.reviewer) as ranks,
  (select count(*)::int from unit where parent_id = p.reviewer and merged_into_id is null) as children,
  case when p.decided then (select split_part(from_standing, '/', 1) from journal
    where subject_id = p.nomination and type in ('nomination.declined', 'nomination.disqualified') order by id desc limit 1) end as decided_in
from (values ($1::uuid, $2::text, $3::int, $4::uuid, $5::uuid, $6::uuid, $7::boolean)) as p (nomination, stage, round, cycle, person, reviewer, decided)`;

/** The rules that look at what SQL answers. An event without any of them needs no query; a rule missing here finds no answer and says so. */
const ASKING: readonly NominationRule[] = [
  'pointsAnswered',
  'checklistDone',
  'councilMember',
  'noTie',
  'notRecused',
  'sheetOpen',
  'quotaLeft',
  'rankFree',
  'decidedHere',
];

/** What the rules need to know of this nomination and this person, at this moment. One query; none when `rules` are named and need none. */
export async function nominationFacts(em: EntityManager, about: FactsOf, rules?: readonly RuleName[]): Promise<NominationFacts> {
  const { cycle, nomination, definition, now, within = null } = about;
  const known = {
    ...timeOf(cycle),
    organiser: await organiserOf(em, cycle),
    within,
    now: now.getTime(),
    closes: deadlineOf(cycle, definition, nomination.line),
    line: nomination.line,
    unit: nomination.unit.id,
    filedBy: nomination.filedBy?.id ?? null,
    confirmed: (nomination.confirmedAt ?? null) !== null,
    ...dossierOf(definition, nomination),
    revision: nomination.revision,
    returns: nomination.returns,
    supplementDue: nomination.supplementDue ? lastMomentOf(nomination.supplementDue) : null,
    returnsUntil: returnsUntil(cycle, nomination),
    ...supplementLimits(cycle, nomination, definition, now),
  };
  const isAsked = rules === undefined || rules.some((rule) => ASKING.some((one) => one === rule));
  const unmet = rules === undefined || rules.includes('eligible') ? unmetOf(await conditionsOf(em, about)) : NOBODY_ASKED;
  return isAsked
    ? { ...known, unmet, ...(await asked(em, about)) }
    : Object.assign(Object.create(UNASKED) as Awaited<ReturnType<typeof asked>>, { ...known, unmet });
}

/** Equal to no number of conditions: a rule that looks at it without having been asked about says no. */
const NOBODY_ASKED = Number.NaN;

export const conditionsOf = async (em: EntityManager, { nomination, definition }: Pick<FactsOf, 'nomination' | 'definition'>) =>
  conditionsFor(definition, nomination, await recordOf(em, nomination, definition));

async function asked(em: EntityManager, { cycle, nomination, definition, actor }: FactsOf) {
  const stage = nomination.stage === null ? null : stageOf(definition.pipeline, nomination.stage);
  const reviewer = stage ? (nomination.line[stage.tier] ?? null) : null;
  // The clock and the installer have a word for an id, and neither ties nor sheets.
  const person = UUID.test(actor.id) ? actor.id : null;
  const [row] = await run<Row>(em, SQL, [
    nomination.id,
    nomination.stage ?? '',
    nomination.returns,
    cycle.id,
    person,
    reviewer,
    nomination.stage === null,
  ]);
  if (!row) throw new Error('One row of values gives one row');
  return {
    unanswered: row.unanswered,
    unchecked: checklistOf(definition, stage).filter(({ code, required }) => required && !row.ticked?.includes(code)).length,
    quotaLeft: quotaLeft(stage, row.used, row.children),
    ranksTaken: (row.ranks ?? []).filter((rank) => rank !== null),
    decidedIn: row.decided_in,
    council: row.council ?? [],
    ties: row.ties ?? [],
    recused: row.recused,
    sheetSubmitted: row.sheet_submitted,
  } satisfies Partial<NominationFacts>;
}

const timeOf = ({ stage, status }: HeldCycle) => ({ cycleStage: stage, waiting: status === 'waiting', suspended: status === 'suspended' });

function dossierOf(definition: Definition, { content }: HeldNomination) {
  const minimum = selfScoreMinimum(definition);
  return { missing: missingParts(definition, content).length, selfScoreShort: minimum !== null && selfScoreTotal(content) < minimum };
}

/** Stands where nothing was asked. A rule that looks here all the same must not get a guess. */
const UNASKED: object = {};
const ANSWERS: Record<keyof Awaited<ReturnType<typeof asked>>, true> = {
  unanswered: true,
  unchecked: true,
  quotaLeft: true,
  ranksTaken: true,
  council: true,
  ties: true,
  recused: true,
  sheetSubmitted: true,
  decidedIn: true,
};
for (const fact of Object.keys(ANSWERS))
  Object.defineProperty(UNASKED, fact, {
    get(): never {
      throw new Error(`A rule looks at "${fact}" and is not among those that ask the database`);
    },
  });

function returnsUntil({ schedule }: HeldCycle, { stage }: HeldNomination): number | null {
  const until = stage === null ? null : schedule[stage]?.returnsUntil;
  return until ? lastMomentOf(new Date(until)) : null;
}

export interface FactsOf {
  cycle: HeldCycle;
  nomination: HeldNomination;
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
