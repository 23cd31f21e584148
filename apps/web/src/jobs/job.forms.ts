import { z } from 'zod';

export const JobsQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });
export type JobsQuery = z.infer<typeof JobsQuery>;

/** The id of a journal entry, as it stands in addresses. */
export const EntryId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
export const JobName = z.string().max(60);
export const DeliveryKey = z.string().max(120);
