import { z } from 'zod';

/** Without a version: the one that holds. */
export const ResultQuery = z.object({ version: z.coerce.number().int().min(1).max(100_000).optional() });
export type ResultQuery = z.infer<typeof ResultQuery>;
