import { z } from 'zod';

const line = (most: number) => z.string().trim().min(1, { error: 'needed' }).max(most, { error: 'tooLong' });
export const ObjectionForm = z.object({ nomination: z.uuid(), name: line(200), phone: line(40), address: line(300), body: line(4000) });
/** A signed comment: nothing anonymous is accepted. */
export type ObjectionForm = z.infer<typeof ObjectionForm>;
