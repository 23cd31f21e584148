import { z } from 'zod';
import { readNumber } from '../http/read-values.js';

/** People type 4,5 as well as 4.5. */
export const numberOf = (text: string): number => Number(readNumber(text) ?? Number.NaN);

export const ContentBody = z.object({
  revision: z.int().min(0),
  content: z.object({
    fields: z.record(z.string(), z.string().max(20_000)),
    selfScores: z.record(z.string(), z.number()),
    tables: z.record(z.string(), z.array(z.record(z.string(), z.string().max(2000))).max(200)).optional(),
    eligibility: z.record(z.string(), z.string().max(20)).optional(),
  }),
});
export type ContentBody = z.infer<typeof ContentBody>;

export const AnswerForm = z.object({ answer: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }) });
export type AnswerForm = z.infer<typeof AnswerForm>;

export const ReasonForm = z.object({ reason: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }) });
export type ReasonForm = z.infer<typeof ReasonForm>;

/** A page asks twice: nothing brings a revoked award back. */
export const RevokeForm = ReasonForm.extend({ confirm: z.literal('yes', { error: 'confirm' }) });
export type RevokeForm = z.infer<typeof RevokeForm>;
