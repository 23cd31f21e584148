import type { EntityManager, RequiredEntityData } from '@mikro-orm/postgresql';
import { JournalEntry, JournalText, type Json, keepTexts } from '#store';
import type { Actor, Standing } from '#workflow';
import type { HeldCycle } from './held.js';
import { rulebookOf } from './machines.js';
import { type Add, addTo } from './writing.js';

/** `ward-review/returned`; a standing outside every stage is its status alone. */
export const standingText = ({ status, stage }: Standing) => (stage === null ? status : `${stage}/${status}`);

/** Everything that can be written down. The worker's reactions and the readers' sentences have a row for each. */
export const JOURNAL_TYPES = [
  'unit.added',
  'unit.renamed',
  'unit.moved',
  'unit.closed',
  'unit.merged',
  'person.added',
  'person.password-set',
  'person.factor-added',
  'person.factor-removed',
  'person.invited',
  'person.recovery-asked',
  'person.recovery-refused',
  'person.recovered',
  'person.data-asked',
  'person.data-answered',
  'person.erased',
  'office.data-forgotten',
  'person.token-issued',
  'person.token-revoked',
  'person.changed',
  'person.removed',
  'membership.added',
  'membership.ended',
  'delegation.given',
  'delegation.ended',
  'tie.declared',
  'tie.lifted',
  'definition.published',
  'cycle.prepared',
  'cycle.launched',
  'cycle.stage-opened',
  'cycle.stage-closed',
  'cycle.reminded',
  'cycle.stage-extended',
  'cycle.unit-extended',
  'cycle.unit-merged',
  'cycle.suspended',
  'cycle.resumed',
  'cycle.cancelled',
  'cycle.finalised',
  'cycle.reopened',
  'cycle.published',
  'cycle.corrected',
  'cycle.letter-resent',
  'cycle.letter-confirmed',
  'cycle.job-retried',
  'cycle.data-forgotten',
  'ballot.cast',
  'petition.drafted',
  'petition.forwarded',
  'nomination.started',
  'nomination.saved',
  'nomination.confirmed',
  'nomination.answered',
  'nomination.files-added',
  'nomination.file-removed',
  'nomination.file-captioned',
  'nomination.file-moved',
  'nomination.submitted',
  'nomination.resubmitted',
  'nomination.supplement-lapsed',
  'nomination.withdrawn',
  'nomination.returned',
  'nomination.checked',
  'nomination.commented',
  'nomination.thread-resolved',
  'nomination.thread-reopened',
  'nomination.endorsed',
  'nomination.ranked',
  'nomination.declined',
  'nomination.disqualified',
  'nomination.forwarded',
  'branch.reminded',
  'nomination.lapsed',
  'nomination.recused',
  'nomination.objected',
  'objection.answered',
  'nomination.advanced',
  'nomination.eliminated',
  'nomination.awarded',
  'nomination.not-awarded',
  'nomination.reissued',
  'nomination.reopened',
  'nomination.revoked',
  'sheet.saved',
  'sheet.submitted',
] as const;
export type JournalType = (typeof JOURNAL_TYPES)[number];

export interface Happened {
  type: JournalType;
  cycle: HeldCycle | null;
  subjectId: string;
  actor: Actor;
  at: Date;
  from?: Standing | null;
  to?: Standing | null;
  data?: Record<string, Json>;
}

function rulesOf(cycle: HeldCycle): string {
  const { code, version } = rulebookOf(cycle).definition;
  return `${code}@${version}`;
}

/** Writes down one accepted act in the transaction that makes it. */
export const record = (em: EntityManager, happened: Happened): void => void em.create(JournalEntry, entryOf(addTo(em), happened));

/** How an accepted act is written down; what it says in somebody's own words is added beside it. */
export const entryOf = (add: Add, { cycle, actor, from, to, data, ...happened }: Happened): RequiredEntityData<JournalEntry> => ({
  ...happened,
  cycle: cycle && cycle.id,
  actorId: actor.id,
  actorRole: actor.role,
  actorUnit: actor.unit,
  onBehalfOf: actor.onBehalfOf ?? null,
  requestId: actor.requestId ?? null,
  rules: cycle && rulesOf(cycle),
  from: from ? standingText(from) : null,
  to: to ? standingText(to) : null,
  data: keepTexts((kept) => add(JournalText, { ...kept, subjectId: happened.subjectId }), data ?? {}),
});
