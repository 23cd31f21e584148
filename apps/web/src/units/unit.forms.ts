import { z } from 'zod';

const text = (most: number) => z.string().trim().max(most, { error: 'tooLong' });
const needed = (most: number) => text(most).min(1, { error: 'needed' });
const date = z.iso.date({ error: 'date' });
const orNothing = <T extends z.ZodType>(inner: T) => z.union([z.literal('').transform(() => null), inner]).optional();
/** What to do about text that looks like TCVN3 or VNI. */
const legacy = z.enum(['convert', 'keep']).optional();

export const UnitsQuery = z.object({ q: z.string().max(200).default(''), page: z.coerce.number().int().min(1).max(10_000).default(1) });
export type UnitsQuery = z.infer<typeof UnitsQuery>;

export const UnitId = z.uuid();

export const NewUnitForm = z.object({
  code: needed(48),
  tier: needed(48),
  parent: text(48).optional(),
  name: needed(200),
  nameEn: text(200).optional(),
  validFrom: orNothing(date),
  legacy,
});
export type NewUnitForm = z.infer<typeof NewUnitForm>;

export const RenameForm = z.object({ name: needed(200), nameEn: text(200).optional(), on: date, legacy });
export type RenameForm = z.infer<typeof RenameForm>;

export const MoveForm = z.object({ parent: needed(48), on: date });
export type MoveForm = z.infer<typeof MoveForm>;

export const CloseUnitForm = z.object({ on: date, reason: needed(500) });
export type CloseUnitForm = z.infer<typeof CloseUnitForm>;

/** Codes as people list them: one a line, or with commas. */
export const MergeForm = z.object({
  units: needed(2000).transform((value) => value.split(/[\s,;]+/).filter(Boolean)),
  on: date,
  reason: needed(500),
});
export type MergeForm = z.infer<typeof MergeForm>;

export const ACTS = ['rename', 'move', 'close', 'merge'] as const;
export type UnitAct = (typeof ACTS)[number];
