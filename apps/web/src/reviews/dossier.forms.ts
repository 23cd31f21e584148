import { z } from 'zod';
import { AUDIENCES } from '#store';
import { QueueQuery } from './queue.forms.js';
import { EndorseForm, ReturnForm } from './review.forms.js';

/** What a page showed when it was opened: `<revision>.<returns>.<entries of its history>`. */
const seen = z
  .string()
  .regex(/^\d{1,9}\.\d{1,3}\.\d{1,4}$/)
  .transform((text) => {
    const [revision = 0, returns = 0] = text.split('.').map(Number);
    return { revision, returns };
  })
  .optional();

/** How many entries of its history a page showed; null when it does not say. */
export const entriesSeen = (body: unknown): number | null => {
  const text = (body as Record<string, unknown> | null)?.['seen'];
  const entries = typeof text === 'string' ? /^\d+\.\d+\.(\d+)$/.exec(text)?.[1] : undefined;
  return entries === undefined ? null : Number(entries);
};

const Seen = z.object({ seen });
const reason = z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' });

export const DossierReturnForm = ReturnForm.and(
  Seen.extend({ due: z.union([z.literal('').transform(() => undefined), z.iso.date({ error: 'date' })]).optional() }),
);
export type DossierReturnForm = z.infer<typeof DossierReturnForm>;

export const DossierEndorseForm = EndorseForm.and(Seen);
export type DossierEndorseForm = z.infer<typeof DossierEndorseForm>;

export const DossierReasonForm = Seen.extend({ reason });
export type DossierReasonForm = z.infer<typeof DossierReasonForm>;

const code = z.string().max(48);
const codes = z.union([z.array(code), code.transform((one) => [one])]).default([]);
/** What is ticked, and what was when the page was opened. */
export const ChecksForm = z.object({ checks: codes, seen: codes });
export type ChecksForm = z.infer<typeof ChecksForm>;

const body = z.string().trim().min(1, { error: 'needed' }).max(4000, { error: 'tooLong' });
export const CommentForm = z.object({
  part: code.min(1, { error: 'needed' }),
  file: z.uuid().optional(),
  audience: z.enum(AUDIENCES),
  body,
});
export type CommentForm = z.infer<typeof CommentForm>;
export const ThreadForm = z.object({ body });
export type ThreadForm = z.infer<typeof ThreadForm>;

const revision = z.coerce.number().int().min(0).max(1_000_000).optional().catch(undefined);
export const DossierQuery = QueueQuery.extend({ from: revision, to: revision });
export type DossierQuery = z.infer<typeof DossierQuery>;
