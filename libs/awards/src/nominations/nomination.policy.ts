import { type EntityManager, type ObjectQuery, raw } from '@mikro-orm/postgresql';
import { type Cycle, type JournalEntry, type Nomination, run } from '#store';
import { fold } from '#tables';
import type { Actor, NominationStatus, Role, Standing } from '#workflow';
import type { JournalType } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { COUNCIL } from '../people/tie.policy.js';
import { isOneOf } from '../policy.js';
import { like } from '../units/unit.reads.js';

/*
 * Who sees a nomination, and what of it.
 *
 * nominator     those of the own unit, from the first draft on
 * reviewer, secretariat, observer, administrator, chair
 *               those of the own unit and everything below it, once they are handed in; a reviewer's unit also what it writes in the place of a unit below
 * scorer        of these what reached the council, whatever became of it then
 * council (scorer, chair) while the cycle is sealed, that is until its last blind stage has closed
 *               of these what has its number, drawn when blind scoring opens; the number, what it says but for `identifying` fields, and its self-scores.
 *               Not its unit, code, times, history, files or points of a return (`hidesIdentity`). Then everything: who won was settled without it
 * branch, ward  not its number while the cycle is sealed: they must not be able to tell a member (`knowsNumber`)
 * the public    what stands on notice (`notices/`) and what was published (`announcements.policy.ts`)
 *
 * Through a membership that counts in one cycle: of these the ones in that cycle.
 *
 * Who acts on one: `nominationRules` in libs/workflow/src/rules.ts.
 */

/** What the council sees: what reached scoring, whatever became of it then. */
const BEFORE_COUNCIL: NominationStatus[] = ['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked'];

const REACHED_COUNCIL = { status: { $in: BEFORE_COUNCIL } };
const NUMBERED = { ...REACHED_COUNCIL, number: { $ne: null } };

/** Whether this person must not know yet whose dossiers these are. Whoever is in the office, too, sees them there by name: do not give one person both. */
export const hidesIdentity = (cycle: Pick<Cycle, 'sealed'>, actor: Actor): boolean => cycle.sealed && isOneOf(actor, COUNCIL);

/** Who works with the outcome before everybody hears it. */
const INSIDERS: readonly Role[] = ['secretariat', 'observer', 'administrator', 'chair', 'clock'];

/**
 * Whether this person, who sees a nomination of it, is of the cycle's office: of the organiser or a unit above. An observer of a ward is not. As
 * `isOfficeOf`, without a question: no unit of a stage stands above the organiser, and a unit that sees the nomination is in its line.
 */
function isInsider(cycle: Cycle, actor: Actor): boolean {
  if (!isOneOf(actor, INSIDERS)) return false;
  if (isOneOf(actor, ['administrator', 'clock']) || actor.unit === cycle.organiser.id) return true;
  const { tiers, pipeline } = rulebookOf(cycle).definition;
  const rank = (code: string) => tiers.findIndex((tier) => tier.code === code);
  return actor.tier !== undefined && rank(actor.tier) <= Math.min(...pipeline.stages.map(({ tier }) => rank(tier)));
}

/** Whether this person may know both whose a dossier is and its number. */
export const knowsNumber = (cycle: Cycle, actor: Actor): boolean => !cycle.sealed || (actor.role !== 'chair' && isInsider(cycle, actor));

/** What this person calls a nomination. The sign is read in every language. */
export const nameFor = (cycle: Pick<Cycle, 'sealed'>, { code, number }: Pick<Nomination, 'code' | 'number'>, actor: Actor): string =>
  hidesIdentity(cycle, actor) ? `№ ${number}` : code;

/** The nominations this person may see at all, as a condition of the query: the others do not exist for them. */
export async function visibleTo(em: EntityManager, actor: Actor): Promise<ObjectQuery<Nomination>> {
  if (actor.role === 'clock') return {};
  if (actor.unit === null) return { id: null };
  const own = await withPredecessors(em, actor.unit);
  const tier = own[0]?.tier;
  if (tier === undefined) return { id: null };
  const units = own.map(({ id }) => id);
  const limit = actor.cycle === undefined ? {} : { cycle: actor.cycle };
  if (actor.role === 'nominator') return { $and: [limit, { unit: { $in: units } }] };
  const below = (actor.role === 'reviewer' ? inLineOf(units) : { line: { [tier]: { $in: units } } }) as ObjectQuery<Nomination>;
  const handedIn = { submittedAt: { $ne: null } };
  const begun = isOneOf(actor, ['reviewer']) ? { $or: [handedIn, { filedBy: actor.unit }] } : handedIn;
  const seen = actor.role === 'scorer' ? REACHED_COUNCIL : begun;
  return { $and: [limit, below, seen, ...(isOneOf(actor, COUNCIL) ? [{ $or: [{ cycle: { sealed: false } }, NUMBERED] }] : [])] };
}

/** By the index, for who sees few of many. The office sees nearly all of them, and goes through the rows. */
const inLineOf = (units: string[]) => ({ id: { $in: raw('(select nomination_id from nomination_line where unit_id in (?))', [units]) } });

/** A unit and those that were merged into it, whose finished work it inherits. What is open has been handed over. */
async function withPredecessors(em: EntityManager, id: string): Promise<{ id: string; tier: string }[]> {
  return run(
    em,
    `with recursive own as (select id, tier from unit where id = $1::uuid union select u.id, o.tier from unit u join own o on u.merged_into_id = o.id)
     select id, tier from own`,
    [id],
  );
}

const listed = (statuses: readonly string[]) => statuses.map((status) => `'${status}'`).join(', ');

const IN_LINE = `n.line ->> (select tier from unit where id = $3::uuid) = $3::text`;
const WITH_COUNCIL = `n.status in (${listed(BEFORE_COUNCIL)})`;
const UNSEALED = `(not c.sealed or n.number is not null and ${WITH_COUNCIL})`;

/** The same as SQL, for a nomination `n` of the cycle `c`, the person's role `$2`, unit `$3` and, where the membership counts in one only, cycle `$4`: an act needs no query of its own to find out. */
export const VISIBLE = `($4::uuid is null or n.cycle_id = $4::uuid) and case $2::text
  when 'clock' then true
  when 'nominator' then n.unit_id = $3::uuid
  when 'scorer' then ${IN_LINE} and ${WITH_COUNCIL} and ${UNSEALED}
  when 'reviewer' then ${IN_LINE} and (n.submitted_at is not null or n.filed_by_id = $3::uuid)
  when 'chair' then ${IN_LINE} and n.submitted_at is not null and ${UNSEALED}
  else ${IN_LINE} and n.submitted_at is not null
end`;

const OUTCOMES: readonly NominationStatus[] = ['eliminated', 'finalist'];

type Decided = Pick<Nomination, 'status' | 'stage' | 'votes'>;

const knowsOutcome = (cycle: Cycle, actor: Actor): boolean => cycle.status === 'published' || isInsider(cycle, actor);

/**
 * The standing as this person may know it: until the publication, whoever has won or lost stands, for branches, wards and scorers, where the
 * outcome fell: before the ballot when votes were counted, else in scoring.
 */
export function shownStanding(cycle: Cycle, { status, stage, votes }: Decided, actor: Actor): Standing<NominationStatus> {
  const actual = { status, stage: stage ?? null };
  if (!OUTCOMES.includes(status) || knowsOutcome(cycle, actor)) return actual;
  const kind = votes === null || votes === undefined ? 'scoring' : 'ballot';
  const fell = rulebookOf(cycle).definition.pipeline.stages.findLast((one) => one.kind === kind);
  return fell ? { status: kind === 'ballot' ? 'balloting' : 'scoring', stage: fell.code } : actual;
}

/** The nominations that this person sees in a status. The counterpart of `shownStanding`: a filter must not tell what a page hides. */
export function whereShown(cycle: Cycle, status: NominationStatus, actor: Actor): ObjectQuery<Nomination> {
  if (knowsOutcome(cycle, actor)) return { status };
  if (OUTCOMES.includes(status)) return { id: null };
  const hidden = { status: { $in: [...OUTCOMES] } };
  if (status === 'balloting') return { $or: [{ status }, { ...hidden, votes: { $ne: null } }] };
  if (status === 'scoring') return { $or: [{ status }, { ...hidden, votes: null }] };
  return { status };
}

/**
 * The nominations that this person finds by what they type: name or code of the branch or the unit above it, without marks. Who must not know whose they
 * are finds them by their number alone: a hit, a count or an empty list would tell a name as well as a heading.
 */
export function whereFound(cycle: Cycle, q: string, actor: Actor): ObjectQuery<Nomination> {
  if (hidesIdentity(cycle, actor)) {
    const number = /^№?\s*(\d{1,6})$/.exec(q)?.[1];
    return number === undefined ? { id: null } : { number: Number(number) };
  }
  const folded = { $like: like(fold(q)) };
  return { $or: [{ unit: { search: folded } }, { unit: { parent: { search: folded } } }, { code: { $ilike: folded.$like } }] };
}

/** Who compares what was sent back with what came again: the branch, those who review it and the office. The council judges what a dossier says, not how it came to say it. */
export const comparesVersions = ({ status }: Nomination, actor: Actor): boolean =>
  actor.role === 'nominator' || (status !== 'returned' && isOneOf(actor, ['reviewer', 'secretariat', 'observer', 'administrator']));

/** Every save of a draft would bury what matters; what was said stands where it is about, and part of it is for one unit alone. */
const QUIET: readonly JournalType[] = [
  'nomination.saved',
  'nomination.answered',
  'nomination.started',
  'nomination.files-added',
  'nomination.file-removed',
  'nomination.file-captioned',
  'nomination.file-moved',
  'nomination.checked',
  'nomination.commented',
  'nomination.thread-resolved',
  'nomination.thread-reopened',
];
/** Who scored is told nobody in a nomination's history; who stepped aside and who objected, the office alone. */
const SHEETS: readonly JournalType[] = ['sheet.saved', 'sheet.submitted'];
const OFFICE_ONLY: readonly JournalType[] = ['nomination.recused', 'nomination.objected', 'objection.answered'];
const OUTCOME_ENTRIES: readonly JournalType[] = ['nomination.advanced', 'nomination.eliminated'];

/** The parts of a form that this person must not read. */
export const hiddenFields = (cycle: Cycle, actor: Actor): string[] =>
  hidesIdentity(cycle, actor)
    ? rulebookOf(cycle).definition.form.flatMap(({ fields }) => fields.flatMap(({ code, identifying }) => (identifying ? [code] : [])))
    : [];

/** The entries that a nomination's history leaves out for this person. */
export function hiddenEntries(cycle: Cycle, actor: Actor): JournalType[] {
  const isOffice = isInsider(cycle, actor);
  return [...QUIET, ...SHEETS, ...(isOffice ? [] : OFFICE_ONLY), ...(isOffice || cycle.status === 'published' ? [] : OUTCOME_ENTRIES)];
}

/** How single scorers differed, and how many sheets were left out: for the office. Everybody else hears the score. */
const OF_SCORERS = ['sheets', 'dropped', 'spread', 'alert'];

/** What of an entry in the history this person may know. */
export function shownOfEntry(cycle: Cycle, data: JournalEntry['data'], actor: Actor): JournalEntry['data'] {
  if (isInsider(cycle, actor)) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !OF_SCORERS.includes(key)));
}
