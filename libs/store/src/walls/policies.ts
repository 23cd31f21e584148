import type { PolicyDef } from '@mikro-orm/core';

// Who sees which row, as the database knows it: the second wall behind the conditions of the queries, and the same as
// `libs/awards/src/nominations/nomination.policy.ts`. What does not depend on the row stands in a subquery, which is asked once for a statement. Without
// a word about who asks every comparison is with null, and there is no row.

type Policies = PolicyDef[];

const ROLE = `(select asking('role'))`;
const PERSON = `(select asking('person'))::uuid`;
const WHOLE = `(select asking('whole')) = 'on'`;
const UNITS = `any ((select asking_units())::uuid[])`;
const IN_LINE = `line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])`;

/** Of the cycle to which the membership of who asks is limited; a standing one, and the public, ask about all. */
const IS_STANDING = `(select asking('cycle')) is null`;
const IN_OWN_CYCLE = `(${IS_STANDING} or cycle_id = (select asking('cycle'))::uuid)`;

/** Of cycles that the unit of who asks organises, or a unit below it; of these the one, where the membership is limited to it. */
const OF_OWN_CYCLE = `cycle_id = any ((select asking_cycles())::uuid[])`;

const texts = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

const COUNCIL_SEES = texts(['scoring', 'listed', 'balloting', 'finalist', 'eliminated', 'awarded', 'notAwarded', 'revoked']);

/** What anybody may read: the list on notice, and whoever was ever announced. */
const PUBLIC = `status = 'listed' or status in ('awarded', 'notAwarded', 'revoked') and exists (select 1 from certificate c where c.nomination_id = nomination.id)`;

const SEALED = `(select id from cycle where sealed)`;
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

/**
 * The rows of a table that belong to a nomination, such as its revisions: for whoever sees the nomination and may know whose it is, the public left out.
 * A new table of that kind has a column `nomination_id` and starts with this; `or` lets a council that scores blind see some of them all the same.
 */
export const ofNomination = (table: string, column = 'nomination_id', or = ''): string =>
  `${ROLE} <> 'public' and exists (select 1 from nomination n where n.id = ${table}.${column} and (${ROLE} not in ('scorer', 'chair') or n.cycle_id not in ${SEALED}${or}))`;

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

const OF_MEMBERS = texts(['sheet.saved', 'sheet.submitted', 'ballot.cast']);
const OUTCOME = texts(['nomination.advanced', 'nomination.eliminated']);

/** What happened to units, definitions and oneself. */
const OUTSIDE_CYCLES = `subject_id = ${PERSON} or ${ROLE} <> 'public' and (type like 'unit.%' or type like 'definition.%')`;
/** Of those who hand in and judge: for the office, and for who did it. */
const OFFICE_ALONE = `type in (${OF_MEMBERS}) or type like 'petition.%' or type = 'branch.reminded' and ${ROLE} = 'public'`;
const TELLS_OUTCOME = `type in (${OUTCOME}) and exists (select 1 from cycle c where c.id = journal.cycle_id and c.status = 'published')`;
/** Who stepped aside is known to the chair, too; how a nomination came out, to everybody who sees it once the cycle is published. */
const TOLD = `${ROLE} = 'chair' and ${OF_OWN_CYCLE} or type not in ('nomination.recused', 'nomination.objected', 'objection.answered', ${OUTCOME}) or ${TELLS_OUTCOME}`;

/** Who writes a row that the database numbers must see it: that there is an objection, and no more, is seen by the public. */
const JUST_SAID = `${ROLE} = 'public' and type = 'nomination.objected'`;

/**
 * What happened to a cycle itself is for everybody, what happened to a nomination for those who see it and may know whose it is. Through a membership
 * limited to one cycle nobody reads more of another than what happened to the cycle itself.
 */
export const journalPolicies: Policies = [
  {
    name: 'journal_read',
    command: 'select',
    using: `${WHOLE} or ${ROLE} = 'administrator' or ${ROLE} in ('secretariat', 'observer') and ${OF_OWN_CYCLE}
  or (select asking('person')) in (actor_id, on_behalf_of) or ${ROLE} is not null and case when cycle_id is null then ${OUTSIDE_CYCLES} else (${IN_OWN_CYCLE} or type like 'cycle.%')
  and not (${OFFICE_ALONE}) and (${JUST_SAID} or (${TOLD}) and (type not like 'nomination.%' or ${ofNomination('journal', 'subject_id')})) end`,
  },
  { name: 'journal_write', command: 'insert', check: `${ROLE} is not null` },
];

/** With the entry that says it, whoever reads that. Its subject leads there: the entry has no number yet when the text is written. */
export const journalTextPolicies: Policies = [
  {
    name: 'journal_text_read',
    command: 'select',
    using: `${WHOLE} or exists (select 1 from journal j where j.subject_id = journal_text.subject_id and strpos(j.data::text, commitment) > 0)`,
  },
  { name: 'journal_text_write', command: 'insert', check: `${ROLE} is not null` },
  { name: 'journal_text_forget', command: 'delete', using: WHOLE },
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
