import { IN_OWN_CYCLE, OF_OWN_CYCLE, ofNomination, PERSON, type Policies, ROLE, texts, WHOLE } from './terms.js';

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
