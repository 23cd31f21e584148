import { REMINDERS } from '#awards';
import { z } from 'zod';

const chosen = z.union([z.array(z.uuid()), z.uuid().transform((id) => [id])]).default([]);

/** Several branches are ticked; the button beside one means this one alone. */
export const ReminderForm = z
  .object({ kind: z.enum(REMINDERS), branches: chosen, only: z.uuid().optional() })
  .transform(({ kind, branches, only }) => ({ kind, branches: only ? [only] : branches }))
  .pipe(z.object({ kind: z.enum(REMINDERS), branches: z.array(z.uuid()).min(1, { error: 'needed' }).max(1000) }));
export type ReminderForm = z.infer<typeof ReminderForm>;
