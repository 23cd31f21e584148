import { z } from 'zod';
import { Moment } from './moment.js';
import { Code, Text } from './text.js';

const stage = {
  code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'stageCode'),
  name: Text,
  /** The tier whose people act in this stage. */
  tier: Code,
  opens: Moment.optional(),
  closes: Moment.optional(),
  /** Minutes after `closes` in which the server still accepts what was late on the way. */
  graceMinutes: z.int().min(0).max(1440).default(0),
};

const Fraction = z.strictObject({ of: z.enum(['all', 'present']), numerator: z.int().min(1), denominator: z.int().min(1) });
/** A share of the council, in integers: 2/3 of all members. */
export type Fraction = z.infer<typeof Fraction>;

const Quota = z.strictObject({
  perUnit: z.int().min(1, 'quota'),
  /** A unit with more than `children` units below it has another quota. */
  larger: z.strictObject({ children: z.int().min(1), perUnit: z.int().min(1, 'quota') }).optional(),
});
export type Quota = z.infer<typeof Quota>;

const daysBefore = z.int().min(1).max(60).optional();

const NominationStage = z.strictObject({
  kind: z.literal('nomination'),
  ...stage,
  /** Whole days before the close on which branches that have not handed in are reminded. */
  remindDays: daysBefore,
});

/** Something a reviewer makes sure of. What is required must be ticked before the nomination is endorsed. */
const Check = z.strictObject({ code: Code, text: Text, required: z.boolean().default(true) });
export type Check = z.infer<typeof Check>;

const ReviewStage = z.strictObject({
  kind: z.literal('review'),
  ...stage,
  by: z.enum(['reviewer', 'secretariat']).default('reviewer'),
  quota: Quota.optional(),
  ranked: z.boolean().default(false),
  maxReturns: z.int().min(0).max(9).default(2),
  /** After this nothing is sent back: the nominator would have no time left to answer. Absent: until the stage closes. */
  returnsUntil: Moment.optional(),
  /** Working days a nominator has to answer a return. */
  supplementDays: z.int().min(1).max(60).default(2),
  /** True when the unit forwards what it endorsed as one list under a petition number. */
  petition: z.boolean().default(false),
  /** What becomes of nominations still undecided when the stage closes. */
  undecided: z.enum(['hold', 'forward', 'decline']).default('hold'),
  /** What this stage's reviewers make sure of. Absent: the conditions of the award that a reviewer checks, in the first stage of role reviewer. */
  checklist: z.array(Check).optional(),
  /** Whole days before the close on which units with undecided nominations are reminded. */
  remindDays: daysBefore,
  /** Whole days before an answer is due on which its branch is reminded. */
  answerRemindDays: daysBefore,
});

const ScoringStage = z.strictObject({
  kind: z.literal('scoring'),
  ...stage,
  /** Fewest submitted sheets without which a nomination cannot leave the stage. */
  minimumSheets: z.int().min(1),
  /** From this many sheets on, the highest and the lowest total do not count. Absent: all count. */
  dropExtremesFrom: z.int().min(3).optional(),
  decimals: z.int().min(0).max(4).default(2),
  /** A spread of this many points between two scorers is pointed out. */
  spreadAlert: z.number().positive().optional(),
  /** Lowest score that goes on. Absent: all go on. */
  passFrom: z.number().min(0).optional(),
  /** True when the council scores dossiers by number and learns only afterwards whose they were. */
  blind: z.boolean().default(false),
});

const NoticeStage = z.strictObject({ kind: z.literal('notice'), ...stage, workingDays: z.int().min(1).max(60) });

const BallotStage = z.strictObject({
  kind: z.literal('ballot'),
  ...stage,
  chooseAtMost: z.int().min(1),
  quorum: Fraction,
  pass: Fraction,
  /** When scorers with a tie to a nominee's unit still vote on it. */
  tiedMembersVote: z.boolean().default(true),
});

const AnnouncementStage = z.strictObject({
  kind: z.literal('announcement'),
  ...stage,
  winnersMax: z.int().min(1),
  /** At most so many winners from one unit of this tier. */
  winnersPerUnit: z.strictObject({ tier: Code, max: z.int().min(1) }).optional(),
  /** Codes of criteria whose higher score goes first among equals. */
  tieBreak: z.array(Code).default([]),
});

export const Stage = z.discriminatedUnion(
  'kind',
  [NominationStage, ReviewStage, ScoringStage, NoticeStage, BallotStage, AnnouncementStage],
  { error: (issue) => (issue.code === 'invalid_union' ? 'kind' : undefined) },
);
export type Stage = z.infer<typeof Stage>;
export type StageKind = Stage['kind'];
export type StageOf<K extends StageKind> = Extract<Stage, { kind: K }>;

export const Pipeline = z.strictObject({ stages: z.array(Stage).min(2, 'stages') });
export type Pipeline = z.infer<typeof Pipeline>;

/** Position of a stage in its pipeline; -1 when there is none of that code. */
export const indexOfStage = (pipeline: Pipeline, code: string) => pipeline.stages.findIndex((stage) => stage.code === code);

/** Whether the council must not know yet whose dossiers it has: until the last blind stage is over. */
export const isSealed = (pipeline: Pipeline, at: string | null): boolean =>
  at !== null && pipeline.stages.slice(Math.max(0, indexOfStage(pipeline, at))).some((stage) => stage.kind === 'scoring' && stage.blind);

/** The stage of that code. Throws when a row names a stage its pipeline does not have: a corrupted database. */
export function stageOf(pipeline: Pipeline, code: string): Stage {
  const found = pipeline.stages.find((stage) => stage.code === code);
  if (!found) throw new Error(`Pipeline has no stage "${code}"`);
  return found;
}
