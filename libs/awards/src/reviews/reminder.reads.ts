import type { EntityManager } from '@mikro-orm/postgresql';
import { type Cycle, Nomination } from '#store';
import type { Actor, Definition, StageOf } from '#workflow';
import { type Composed, lettersAbout } from '../letters/compose.js';
import { answerDue, submissionDue } from './reminder.service.js';
import { isRemindedOn, notAnswered, notHandedIn, type Silent } from './silent.reads.js';

export const REMINDERS = ['submission', 'answer'] as const;
export type ReminderKind = (typeof REMINDERS)[number];

/** Who can be reminded, by what of. */
export type SilentBranches = Record<ReminderKind, (Silent & { isRemindedToday: boolean })[]>;

interface Asked {
  cycle: Cycle;
  definition: Definition;
  stage: StageOf<'review'>;
  actor: Actor;
  now: Date;
}

/** The branches of a reviewing unit from which something is still to come. */
export async function silentBranches(em: EntityManager, { cycle, definition, stage, actor, now }: Asked): Promise<SilentBranches> {
  const unit = actor.unit ?? '';
  const marked = (found: Silent[]) => found.map((one) => ({ ...one, isRemindedToday: isRemindedOn(one, now, definition) }));
  return {
    submission: marked(await notHandedIn(em, cycle, definition, unit, now)),
    answer: marked(await notAnswered(em, cycle, definition, stage, unit, now)),
  };
}

/** The letters that reminding these branches would send: each as it will be sent, were it sent now. Whom nobody may remind gets none. */
export async function reminderLetters(
  em: EntityManager,
  asked: Asked,
  kind: ReminderKind,
  branches: readonly string[],
  baseUrl: string,
): Promise<Composed[]> {
  const { cycle, now } = asked;
  const silent = (await silentBranches(em, asked))[kind].filter(({ id, isRemindedToday }) => branches.includes(id) && !isRemindedToday);
  const ids = silent.map(({ id }) => id);
  if (kind === 'submission') {
    const would = { ...submissionDue(cycle, ids), at: now, subjectId: cycle.id, to: null };
    return lettersAbout(em, cycle, would, 'submissionDue', baseUrl);
  }
  const letters: Composed[] = [];
  for (const nomination of await em.find(Nomination, { id: { $in: ids } }, { orderBy: { code: 'asc' } })) {
    const would = { ...answerDue(nomination), at: now, subjectId: nomination.id, to: `${nomination.stage}/${nomination.status}` };
    letters.push(...(await lettersAbout(em, cycle, would, 'answerDue', baseUrl)));
  }
  return letters;
}
