import { z } from 'zod';
import { CalendarDate } from './moment.js';
import { Pipeline } from './pipeline.js';
import { Code, Line, Text } from './text.js';

const points = z.number().min(0).max(1000);

/** What a file may be, by the end of its name. HEIC is not among them: nothing free can draw it, and phones send JPEG when asked to. */
export const FILE_FORMATS = ['pdf', 'docx', 'jpg', 'jpeg', 'png', 'webp'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Files that show what a self-score claims; always possible, never required. What is left out is as the award does it everywhere. */
const EvidenceLimits = z.strictObject({
  formats: z.array(z.enum(FILE_FORMATS)).min(1).optional(),
  maximum: z.int().min(1).optional(),
  maxMegabytes: z.number().positive().optional(),
  /** They tell nobody whose they are: a council that scores blind sees what they show, without their names. */
  neutral: z.boolean().optional(),
});

const Level = z.strictObject({ score: points, when: Text });
const RubricItem = z.strictObject({
  code: Code,
  name: Text,
  maximum: points,
  /** steps: one of the fixed levels. judged: any score up to the maximum, the levels are anchors. */
  method: z.enum(['steps', 'judged']),
  input: z.enum(['count', 'ratio', 'choice']).optional(),
  levels: z.array(Level).min(2),
  evidence: Text,
  files: EvidenceLimits.optional(),
});
const Criterion = z.strictObject({ code: Code, name: Text, maximum: points, items: z.array(RubricItem).min(1) });
const Adjustment = z.strictObject({ text: Text, points: z.number() });

export const Rubric = z.strictObject({
  total: points,
  criteria: z.array(Criterion).min(1),
  bonus: z.strictObject({ maximum: points, kinds: z.array(Adjustment) }).optional(),
  penalty: z.strictObject({ maximum: points, kinds: z.array(Adjustment) }).optional(),
});
export type Rubric = z.infer<typeof Rubric>;
export type RubricItem = z.infer<typeof RubricItem>;

const FieldCode = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/, 'fieldCode');
const Column = z.strictObject({
  code: FieldCode,
  label: Text,
  type: z.enum(['text', 'number', 'date']),
  required: z.boolean().default(false),
  /** Characters of a text, or the largest number. */
  maximum: z.int().min(1).optional(),
  decimals: z.int().min(0).max(4).optional(),
});
export type Column = z.infer<typeof Column>;

const Field = z.strictObject({
  code: FieldCode,
  label: Text,
  help: Text.optional(),
  type: z.enum(['text', 'longText', 'number', 'date', 'choice', 'url', 'table']),
  required: z.boolean().default(false),
  /** Tells whose dossier it is: left out where the council scores blind. */
  identifying: z.boolean().default(false),
  /** Fewest rows of a table that is filled in. */
  minimum: z.int().min(1).optional(),
  /** Characters of a text, the largest number, or the most rows of a table. */
  maximum: z.int().min(1).optional(),
  /** Decimals of a number; whole without it. */
  decimals: z.int().min(0).max(4).optional(),
  options: z.array(z.strictObject({ code: Code, name: Text })).optional(),
  /** That the answer is about a person: what it is needed for, and, for what the law calls sensitive, why nothing less will do. */
  personal: z.strictObject({ purpose: Text, sensitive: Text.optional() }).optional(),
  /** Of a table. */
  columns: z.array(Column).min(1).max(8).optional(),
});
export type Field = z.infer<typeof Field>;
const Section = z.strictObject({ code: Code, title: Text, fields: z.array(Field).min(1) });

const DossierItem = z.strictObject({
  code: Code,
  /** The tier that provides it. */
  owner: Code,
  required: z.boolean(),
  name: Text,
  type: z.enum(['form', 'selfScore', 'document', 'photos', 'link', 'generated']),
  formats: z.array(z.enum(FILE_FORMATS)).default([]),
  minimum: z.int().min(0).optional(),
  maximum: z.int().min(1).optional(),
  maxMegabytes: z.number().positive().optional(),
  /** As of evidence for a rubric item. */
  neutral: z.boolean().optional(),
});

export type DossierItem = z.infer<typeof DossierItem>;

const EligibilityRule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('selfScoreFrom'), points }),
  z.strictObject({ type: z.literal('monthsOldOn'), months: z.int().min(1), on: CalendarDate }),
  z.strictObject({ type: z.literal('notWinnerFor'), years: z.int().min(1) }),
]);
const Eligibility = z.strictObject({
  code: Code,
  text: Text,
  check: z.enum(['auto', 'reviewer']),
  rule: EligibilityRule.optional(),
});
export type Condition = z.infer<typeof Eligibility>;

const Seat = z.strictObject({ code: Code, title: Text, role: z.enum(['scorer', 'chair']) });

/** Wording that staff edit: Handlebars text with the variables of its letter. English may be missing: Vietnamese is used. */
const Wording = z.strictObject({ vi: Line, en: Line.optional() });
export const LETTER_EVENTS = [
  'submitted',
  'returned',
  'forwarded',
  'reminder',
  'submissionDue',
  'answerDue',
  'councilInvited',
  'noticeOpened',
  'awarded',
  'notAwarded',
] as const;
export type LetterEvent = (typeof LETTER_EVENTS)[number];
const Letter = z.strictObject({
  code: Code,
  on: z.enum(LETTER_EVENTS),
  to: z.array(z.enum(['nominator', 'reviewers', 'council'])).min(1),
  subject: Wording,
  body: Wording,
});
export type Letter = z.infer<typeof Letter>;

/** The words of a printed paper. `{{…}}` stands for what differs from winner to winner. */
const Paper = z.strictObject({
  issuer: z.array(Line).min(1).max(3),
  /** Above the title, for a paper that reads “TẶNG / GIẤY KHEN”. */
  grant: Line.optional(),
  title: Line,
  /** Below the title, for one that reads “… chứng nhận”. */
  lead: z.array(Line).max(3).default([]),
  citation: z.array(Line).max(4).default([]),
  awardName: Line.optional(),
  yearText: Line.optional(),
  place: Line,
  signature: z.array(Line).min(1).max(3),
});
export type Paper = z.infer<typeof Paper>;

const days = z.int().min(1).max(3650);
/** After how many days what is kept about people is deleted. */
export const Retention = z.strictObject({
  /** What was written and never submitted, from the end of the cycle. */
  drafts: days.default(90),
  /** Name, telephone number and address of who objected, from the publication. */
  objections: days.default(180),
  /** Letters with their addressees, from the day they were sent. */
  letters: days.default(365),
});
export type Retention = z.infer<typeof Retention>;

/** Also for definitions that say nothing about it. */
export const retentionOf = ({ retention }: Pick<Definition, 'retention'>): Retention => retention ?? Retention.parse({});

/** One award's rules as a document of data. Immutable once published; a cycle pins one version for life. */
export const Definition = z.strictObject({
  format: z.literal('vinh-danh/definition@1'),
  code: Code,
  version: z.int().min(1).default(1),
  name: Text,
  shortName: Text,
  year: z.int().min(1900).max(2999),
  achievementPeriod: z.strictObject({ from: CalendarDate, to: CalendarDate }),
  ceremony: z.strictObject({ on: CalendarDate, at: z.string().optional(), place: Line.optional() }),
  timeZone: z.string().refine(isTimeZone, 'timeZone'),
  /** Days that are no working days: Tết and the other public holidays of the season. */
  holidays: z.array(CalendarDate).default([]),
  organiser: Code,
  /** From the top down. The last tier is the one that nominates. */
  tiers: z.array(z.strictObject({ code: Code, name: Text })).min(1),
  pipeline: Pipeline,
  form: z.array(Section).min(1),
  dossier: z.array(DossierItem).default([]),
  eligibility: z.array(Eligibility).default([]),
  rubric: Rubric,
  council: z.strictObject({ seats: z.array(Seat).min(1), meetingPlace: Line.optional() }).optional(),
  prize: z.strictObject({ items: z.array(Text), cashVnd: z.int().min(0) }).optional(),
  /** Names of statuses in the award's own words, by `status` or `stage/status`. */
  statuses: z.record(z.string(), Text).default({}),
  letters: z.array(Letter).default([]),
  short: z.record(Code, Line).default({}),
  papers: z.record(Code, Paper).default({}),
  retention: Retention.optional(),
  /** Wording of the papers an office writes: the decision, the minutes of a count. */
  documents: z.record(Code, Wording).default({}),
});
export type Definition = z.infer<typeof Definition>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
