import type { JournalType } from '#awards';
import type { JournalEntry } from '#store';
import type { LetterEvent } from '#workflow';
import { CERTIFICATES, MAIL, type QueueName } from '../queues/queues.js';

export interface Reaction {
  queue: QueueName;
  name: string;
}

const letter = (event: LetterEvent): Reaction => ({ queue: MAIL, name: `letter-${event}` });
const papers: Reaction = { queue: CERTIFICATES, name: 'petition-papers' };
const certificate: Reaction = { queue: CERTIFICATES, name: 'certificate' };

/** A stage that opens concerns different people according to its kind. */
const opened = ({ data }: Pick<JournalEntry, 'data'>): Reaction[] =>
  data['kind'] === 'scoring' ? [letter('councilInvited')] : data['kind'] === 'notice' ? [letter('noticeOpened')] : [];

/** A branch that has not handed in is told something else than one that has not answered. */
const reminded = ({ data }: Pick<JournalEntry, 'data'>): Reaction[] => [letter(data['kind'] === 'answer' ? 'answerDue' : 'submissionDue')];

/** What follows from each thing that can happen. A new type of entry does not compile until it has a row here. */
const reactions: Record<JournalType, Reaction[] | typeof opened> = {
  'unit.added': [],
  'unit.renamed': [],
  'unit.moved': [],
  'unit.closed': [],
  'unit.merged': [],
  'person.added': [],
  'person.password-set': [],
  'person.factor-added': [],
  'person.factor-removed': [],
  'person.invited': [],
  'person.recovery-asked': [],
  'person.recovery-refused': [],
  'person.recovered': [],
  'person.data-asked': [],
  'person.data-answered': [],
  'person.erased': [],
  'office.data-forgotten': [],
  'person.token-issued': [],
  'person.token-revoked': [],
  'person.changed': [],
  'person.removed': [],
  'membership.added': [],
  'membership.ended': [],
  'delegation.given': [],
  'delegation.ended': [],
  'tie.declared': [],
  'tie.lifted': [],
  'definition.published': [],
  'cycle.prepared': [],
  'cycle.launched': [],
  'cycle.stage-opened': opened,
  'cycle.stage-closed': [],
  'cycle.reminded': [letter('reminder')],
  'cycle.stage-extended': [],
  'cycle.unit-extended': [],
  'cycle.unit-merged': [],
  'cycle.suspended': [],
  'cycle.resumed': [],
  'cycle.cancelled': [],
  'cycle.finalised': [],
  'cycle.reopened': [],
  'cycle.published': [],
  'cycle.corrected': [],
  'cycle.letter-resent': [],
  'cycle.letter-confirmed': [],
  'cycle.job-retried': [],
  'cycle.data-forgotten': [],
  'ballot.cast': [],
  'petition.drafted': [papers],
  'petition.forwarded': [papers],
  'branch.reminded': reminded,
  'nomination.started': [],
  'nomination.saved': [],
  'nomination.confirmed': [],
  'nomination.answered': [],
  'nomination.files-added': [],
  'nomination.file-removed': [],
  'nomination.file-captioned': [],
  'nomination.file-moved': [],
  'nomination.submitted': [letter('submitted')],
  'nomination.resubmitted': [],
  'nomination.supplement-lapsed': [],
  'nomination.withdrawn': [],
  'nomination.returned': [letter('returned')],
  'nomination.checked': [],
  // Addressed to the branch or not: its page shows it.
  'nomination.commented': [],
  'nomination.thread-resolved': [],
  'nomination.thread-reopened': [],
  'nomination.endorsed': [],
  'nomination.ranked': [],
  'nomination.declined': [],
  'nomination.disqualified': [],
  'nomination.forwarded': [letter('forwarded')],
  'nomination.lapsed': [],
  'nomination.recused': [],
  'nomination.objected': [],
  'objection.answered': [],
  'nomination.advanced': [],
  'nomination.eliminated': [],
  'nomination.awarded': [letter('awarded'), certificate],
  'nomination.not-awarded': [letter('notAwarded')],
  'nomination.reissued': [certificate],
  'nomination.reopened': [],
  'nomination.revoked': [],
  'sheet.saved': [],
  'sheet.submitted': [],
};

export function reactionsTo(entry: Pick<JournalEntry, 'type' | 'data'>): Reaction[] {
  const found = reactions[entry.type as JournalType] ?? [];
  return typeof found === 'function' ? found(entry) : found;
}
