import {
  IN_LINE,
  IN_OWN_CYCLE,
  IS_STANDING,
  OF_OWN_CYCLE,
  ofNomination,
  PERSON,
  type Policies,
  ROLE,
  SEALED,
  texts,
  UNITS,
  WHOLE,
} from './terms.js';

// Who sees which row, as the database knows it: the second wall behind the conditions of the queries, and the same as
// `libs/awards/src/nominations/nomination.policy.ts`. What does not depend on the row stands in a subquery, which is asked once for a statement. Without
// a word about who asks every comparison is with null, and there is no row.

const COUNCIL_SEES = texts(['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked']);

/** What anybody may read: the list on notice, and whoever was ever announced. */
const PUBLIC = `status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id)`;

/** While the council must not know whose dossiers it has, it knows those with a number. */
const UNSEALED = `(number is not null and status in (${COUNCIL_SEES}) or cycle_id not in ${SEALED})`;

/** Its unit, who writes it in the unit's place, the council once it got there, who reviews it and the office once it is handed in. */
const CONCERNED = `when 'nominator' then unit_id = ${UNITS}
  when 'scorer' then status in (${COUNCIL_SEES}) and ${IN_LINE} and ${UNSEALED}
  when 'chair' then submitted_at is not null and ${IN_LINE} and ${UNSEALED}
  when 'reviewer' then (submitted_at is not null or filed_by_id = ${UNITS}) and ${IN_LINE}
  else submitted_at is not null and ${IN_LINE} end`;

export const nominationPolicies: Policies = [
  {
    name: 'nomination_read',
    command: 'select',
    using: `${WHOLE} or ${IN_OWN_CYCLE} and case ${ROLE} when 'public' then ${PUBLIC} ${CONCERNED}`,
  },
  {
    name: 'nomination_start',
    command: 'insert',
    check: `${IN_OWN_CYCLE} and case ${ROLE} when 'nominator' then unit_id = ${UNITS} when 'reviewer' then filed_by_id = ${UNITS} and ${IN_LINE} end`,
  },
  { name: 'nomination_change', command: 'update', using: `${WHOLE} or ${IN_OWN_CYCLE} and case ${ROLE} ${CONCERNED}` },
];

const seesNominationOf = (table: string) => `exists (select 1 from nomination n where n.id = ${table}.nomination_id)`;

/** Where a name gives way to a pseudonym, it does so in every row. */
const erasing = (table: string): Policies => [{ name: `${table}_erase`, command: 'update', using: WHOLE }];

/** The branch, and whoever writes in its place. */
const writesNominationOf = (table: string) => `exists (select 1 from nomination n where n.id = ${table}.nomination_id
  and case ${ROLE} when 'nominator' then true when 'reviewer' then n.filed_by_id = ${UNITS} end)`;

export const revisionPolicies: Policies = [
  ...erasing('revision'),
  { name: 'revision_read', command: 'select', using: ofNomination('revision') },
  {
    name: 'revision_save',
    command: 'insert',
    check: writesNominationOf('revision'),
  },
];

/**
 * Written by whoever writes the dossier, and given up by them as long as a file is on its way; found by whoever sees the dossier. A council that
 * scores blind finds the neutral ones.
 */
export const evidenceFilePolicies: Policies = [
  ...erasing('evidence_file'),
  { name: 'evidence_file_read', command: 'select', using: ofNomination('evidence_file', 'nomination_id', ' or evidence_file.neutral') },
  { name: 'evidence_file_add', command: 'insert', check: writesNominationOf('evidence_file') },
  { name: 'evidence_file_keep', command: 'update', using: writesNominationOf('evidence_file') },
  {
    name: 'evidence_file_give_up',
    command: 'delete',
    using: `state = 'receiving' and ${writesNominationOf('evidence_file')}`,
  },
];

export const returnPointPolicies: Policies = [
  ...erasing('return_point'),
  { name: 'return_point_read', command: 'select', using: ofNomination('return_point') },
  { name: 'return_point_make', command: 'insert', check: `${ROLE} in ('reviewer', 'secretariat') and ${seesNominationOf('return_point')}` },
  { name: 'return_point_answer', command: 'update', using: `${ROLE} = 'nominator' and ${seesNominationOf('return_point')}` },
];

/** Taken back by the unit that withdraws, too. A nominator sees its own rank and nobody else's. */
export const endorsementPolicies: Policies = [{ name: 'endorsement_of_nomination', using: ofNomination('endorsement') }];

export const petitionPolicies: Policies = [{ name: 'petition_of_unit', using: `${WHOLE} or unit_id = ${UNITS} and ${IN_OWN_CYCLE}` }];

/** What a list said when it was sent: for the unit whose list it is and, once it is sent, for the office that receives it. */
export const petitionPapersPolicies: Policies = [
  { name: 'petition_papers_of_unit', using: `${WHOLE} or unit_id = ${UNITS} and ${IN_OWN_CYCLE}` },
  {
    name: 'petition_papers_received',
    command: 'select',
    using: `petition_id is not null and (${ROLE} = 'administrator' or ${ROLE} in ('secretariat', 'observer') and ${OF_OWN_CYCLE})`,
  },
];

const REVIEWS = `${ROLE} in ('reviewer', 'secretariat')`;

/** What reviewers made sure of is for reviewers, and for who did it. */
export const tickPolicies: Policies = [
  { name: 'tick_of_reviewers', using: `${REVIEWS} and ${seesNominationOf('tick')}` },
  { name: 'tick_own', command: 'select', using: `by_id = ${PERSON}` },
];

/** The council judges what a dossier says, not how it came to say it. */
const TALKS = `${ROLE} in ('nominator', 'reviewer', 'secretariat', 'observer', 'administrator')`;

/** What is said to the branch is for everybody who reads the dossier; what is said within a unit, for that unit. */
export const threadPolicies: Policies = [
  {
    name: 'thread_read',
    command: 'select',
    using: `${WHOLE} or ${TALKS} and ${seesNominationOf('thread')} and (audience = 'branch' or ${ROLE} <> 'nominator' and unit_id = ${UNITS})`,
  },
  { name: 'thread_begin', command: 'insert', check: `${TALKS} and unit_id = ${UNITS} and ${seesNominationOf('thread')}` },
  { name: 'thread_settle', command: 'update', using: `${WHOLE} or ${TALKS} and ${seesNominationOf('thread')}` },
];

const OF_THREAD = `exists (select 1 from thread t where t.id = comment.thread_id)`;
export const commentPolicies: Policies = [
  ...erasing('comment'),
  { name: 'comment_read', command: 'select', using: OF_THREAD },
  { name: 'comment_say', command: 'insert', check: `by_id = ${PERSON} and unit_id = ${UNITS} and ${OF_THREAD}` },
];

/** Who looks at a dossier is for those who look at it for the same unit. */
export const presencePolicies: Policies = [
  { name: 'presence_of_unit', using: `${REVIEWS} and unit_id = ${UNITS} and ${seesNominationOf('presence')}` },
];

/** In a cycle that the unit of who asks runs. */
const OF_OBJECTION = `exists (select 1 from nomination n where n.id = objection.nomination_id and n.${OF_OWN_CYCLE})`;

/** Written by anybody, about what is on notice; read and answered by the office, because it holds addresses. */
export const objectionPolicies: Policies = [
  ...erasing('objection'),
  {
    name: 'objection_read',
    command: 'select',
    using: `${WHOLE} or ${ROLE} in ('secretariat', 'observer') and ${OF_OBJECTION}`,
  },
  {
    name: 'objection_write',
    command: 'insert',
    check: `exists (select 1 from nomination n where n.id = objection.nomination_id and n.status = 'listed')`,
  },
  { name: 'objection_answer', command: 'update', using: `${ROLE} = 'secretariat' and ${OF_OBJECTION}` },
];

/** Of the person who asks, where the membership counts. */
const scoredBySelf = (table: string) => `scorer_id = ${PERSON} and (${IS_STANDING} or ${seesNominationOf(table)})`;

/** A scorer's own, for ever: what others gave is known as a mean only. */
export const scoreSheetPolicies: Policies = [
  ...erasing('score_sheet'),
  { name: 'score_sheet_read', command: 'select', using: `${WHOLE} or ${scoredBySelf('score_sheet')}` },
  { name: 'score_sheet_open', command: 'insert', check: `scorer_id = ${PERSON} and ${seesNominationOf('score_sheet')}` },
  { name: 'score_sheet_fill', command: 'update', using: scoredBySelf('score_sheet') },
];

export const recusalPolicies: Policies = [
  ...erasing('recusal'),
  { name: 'recusal_read', command: 'select', using: `${WHOLE} or ${scoredBySelf('recusal')}` },
  { name: 'recusal_make', command: 'insert', check: `${WHOLE} or scorer_id = ${PERSON} and ${seesNominationOf('recusal')}` },
];

/** That one has voted; that others have is counted only. */
export const voteRegisterPolicies: Policies = [
  { name: 'vote_register_read', command: 'select', using: `${WHOLE} or voter_id = ${PERSON} and ${IN_OWN_CYCLE}` },
  { name: 'vote_register_sign', command: 'insert', check: `voter_id = ${PERSON} and ${IN_OWN_CYCLE}` },
];

/** Nobody reads a paper; the close of the ballot counts them. */
export const ballotPaperPolicies: Policies = [
  { name: 'ballot_paper_count', command: 'select', using: WHOLE },
  {
    name: 'ballot_paper_cast',
    command: 'insert',
    check: `${IN_OWN_CYCLE} and exists (select 1 from council_seat s where s.cycle_id = ballot_paper.cycle_id and s.person_id = ${PERSON})`,
  },
];

/** Before it is published, those who work with it. */
export const decisionPolicies: Policies = [
  {
    name: 'decision_read',
    command: 'select',
    using: `${WHOLE} or ${ROLE} = 'administrator' or ${ROLE} in ('secretariat', 'observer', 'chair') and ${OF_OWN_CYCLE}
  or ${ROLE} is not null and published_at is not null`,
  },
  { name: 'decision_write', using: WHOLE },
];

/** Letters repeat what happened to somebody's dossier. */
export const deliveryPolicies: Policies = [
  { name: 'delivery_of_office', using: `${WHOLE} or ${ROLE} = 'administrator' or ${ROLE} = 'secretariat' and ${OF_OWN_CYCLE}` },
  {
    name: 'delivery_read',
    command: 'select',
    using: `${ROLE} = 'observer' and ${OF_OWN_CYCLE} or person_id = ${PERSON}`,
  },
];

/** What somebody asks of those who keep their data, read by the two of them. */
export const dataRequestPolicies: Policies = [
  { name: 'data_request_read', command: 'select', using: `${WHOLE} or ${ROLE} = 'administrator' or person_id = ${PERSON}` },
  { name: 'data_request_ask', command: 'insert', check: `person_id = ${PERSON}` },
  { name: 'data_request_answer', command: 'update', using: `${WHOLE} or ${ROLE} = 'administrator'` },
];

/** Files of people and their addresses, on their way in. */
export const uploadPolicies: Policies = [{ name: 'upload_own', using: `${WHOLE} or person_id = ${PERSON}` }];
