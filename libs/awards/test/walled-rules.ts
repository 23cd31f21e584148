import type { Actor } from '#workflow';
import type { Row, Table, WalledWorld } from './walled-world.js';

const OFFICE = ['secretariat', 'observer', 'administrator', 'chair'];
const COUNCIL_SEES = ['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked'];
const OF_MEMBERS = ['sheet.saved', 'sheet.submitted', 'ballot.cast'];
const SECRET = [
  ...OF_MEMBERS,
  'nomination.recused',
  'nomination.advanced',
  'nomination.eliminated',
  'nomination.objected',
  'objection.answered',
];

/** Whether a nomination is this person's business: the rule once more, in the words of this test. */
function dealsWith(actor: Actor | null, row: Row): boolean {
  const isInLine = actor?.unit !== null && Object.values(row['line'] as object).includes(actor?.unit);
  // There is one cycle, and no membership limited to it.
  if (actor === null || actor.cycle !== undefined) return false;
  if (actor.role === 'nominator') return row['unit_id'] === actor.unit;
  if (actor.role === 'scorer') return isInLine && COUNCIL_SEES.includes(String(row['status']));
  return isInLine && row['submitted_at'] !== null;
}

type Sees = (row: Row) => boolean;

/** What somebody sees of each table: the policies once more, in the words of the tests. */
export function seenBy(actor: Actor | null, { season, all: { nomination, thread, journal } }: WalledWorld): Record<Table, Sees> {
  const ofNomination: Sees = (row) => nomination.some((one) => one['id'] === row['nomination_id'] && dealsWith(actor, one));
  const isOneOf = (...roles: string[]) => roles.includes(actor?.role ?? '');
  // There is one cycle, and one person in an office elsewhere.
  const isElsewhere = actor?.cycle !== undefined;
  const runsIt = actor !== null && actor.unit === season.cycle.organiser.id && !isElsewhere;
  const isOffice = runsIt && isOneOf(...OFFICE);
  const isReviewer = isOneOf('reviewer', 'secretariat');
  const seesThread: Sees = (row) =>
    !isOneOf('scorer', 'chair') &&
    ofNomination(row) &&
    (row['audience'] === 'branch' || (!isOneOf('nominator') && row['unit_id'] === actor?.unit));
  const isOwner: Sees = (row) => nomination.some((one) => one['id'] === row['subject_id'] && dealsWith(actor, one));
  const seesEntry: Sees = (row) => {
    const type = String(row['type']);
    if ([row['actor_id'], row['on_behalf_of']].includes(actor?.id)) return true;
    if (row['cycle_id'] === null) return actor !== null && (row['subject_id'] === actor.id || /^(unit|definition)\./.test(type));
    if (isOffice && !isOneOf('chair')) return true;
    if (isElsewhere && !type.startsWith('cycle.')) return false;
    if (type === 'nomination.objected' && actor === null) return true;
    if (type === 'branch.reminded' && actor === null) return false;
    if (OF_MEMBERS.includes(type) || type.startsWith('petition.') || (!isOffice && SECRET.includes(type))) return false;
    return !type.startsWith('nomination.') || isOwner(row);
  };
  const own =
    (column: string): Sees =>
    (row) =>
      row[column] === actor?.id;
  return {
    delivery: (row) => (runsIt && isOneOf('secretariat', 'observer')) || (actor !== null && row['person_id'] === actor.id),
    data_request: own('person_id'),
    upload: own('person_id'),
    nomination: (row) => (actor ? dealsWith(actor, row) : row['status'] === 'listed'),
    revision: ofNomination,
    return_point: ofNomination,
    endorsement: ofNomination,
    petition: (row) => actor !== null && !isElsewhere && row['unit_id'] === actor.unit,
    petition_papers: (row) =>
      actor !== null &&
      ((!isElsewhere && row['unit_id'] === actor.unit) || (runsIt && isOneOf('secretariat', 'observer') && row['petition_id'] !== null)),
    tick: (row) => (isReviewer && ofNomination(row)) || row['by_id'] === actor?.id,
    thread: seesThread,
    comment: (row) => thread.some((one) => one['id'] === row['thread_id'] && seesThread(one)),
    objection: (row) => runsIt && isOneOf('secretariat', 'observer') && ofNomination(row),
    score_sheet: own('scorer_id'),
    recusal: own('scorer_id'),
    vote_register: own('voter_id'),
    ballot_paper: () => false,
    decision: () => isOffice,
    journal: seesEntry,
    journal_text: ({ commitment }) => journal.some((row) => JSON.stringify(row['data']).includes(String(commitment)) && seesEntry(row)),
  };
}
