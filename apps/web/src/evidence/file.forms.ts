import { z } from 'zod';

export const CaptionForm = z.object({ caption: z.string().max(300), was: z.string().max(300), part: z.string().max(48) });
export type CaptionForm = z.infer<typeof CaptionForm>;

export const MoveForm = z.object({ direction: z.enum(['up', 'down']), part: z.string().max(48) });
export type MoveForm = z.infer<typeof MoveForm>;
