import { PLACES, QUEUE_ORDERS } from '#awards';
import { z } from 'zod';

/** What an address says of a queue. What it says wrongly is not said. */
export const QueueQuery = z.object({
  place: z.enum(PLACES).optional().catch(undefined),
  late: z
    .literal('yes')
    .transform(() => true)
    .optional()
    .catch(undefined),
  q: z.string().trim().max(100).optional().catch(undefined),
  order: z.enum(QUEUE_ORDERS).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
});
export type QueueQuery = z.infer<typeof QueueQuery>;

export const RankForm = z.object({
  id: z.uuid(),
  rank: z.coerce.number({ error: 'rank' }).int({ error: 'rank' }).min(1, { error: 'rank' }).max(999, { error: 'rank' }),
});
export type RankForm = z.infer<typeof RankForm>;
