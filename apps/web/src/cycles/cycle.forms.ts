import { z } from 'zod';

const text = (most: number) => z.string().trim().max(most, { error: 'tooLong' });
const needed = (most: number) => text(most).min(1, { error: 'needed' });

export const CloseForm = z.object({ stage: z.string().min(1).max(32), reason: needed(500) });
export type CloseForm = z.infer<typeof CloseForm>;

export const ExtendForm = z.object({
  stage: z.string().min(1).max(32),
  until: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { error: 'date' }),
  reason: needed(500),
});
export type ExtendForm = z.infer<typeof ExtendForm>;

export const ForwardForm = z.object({ stage: z.string().min(1).max(32), number: needed(60), signedOn: z.iso.date({ error: 'date' }) });
export type ForwardForm = z.infer<typeof ForwardForm>;

const list = z.union([z.array(z.uuid()), z.uuid().transform((id) => [id])]);

export const CastForm = z.object({ choices: list.default([]) });
export type CastForm = z.infer<typeof CastForm>;

export const FinaliseForm = z.object({ winners: list.default([]), reason: text(1000).optional() });
export type FinaliseForm = z.infer<typeof FinaliseForm>;

export const PublishForm = z.object({ number: needed(60), signedOn: z.iso.date({ error: 'date' }), signer: text(200).default('') });
export type PublishForm = z.infer<typeof PublishForm>;

export const ListQuery = z.object({
  status: z.string().max(20).optional(),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export type ListQuery = z.infer<typeof ListQuery>;
