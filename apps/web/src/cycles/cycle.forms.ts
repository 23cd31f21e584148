import { z } from 'zod';
import type { Endorsable } from '#awards';

const text = (most: number) => z.string().trim().max(most, { error: 'tooLong' });
const needed = (most: number) => text(most).min(1, { error: 'needed' });
const stage = z.string().min(1).max(32);

/** Opens or closes a stage by hand. The stage is the one the person saw, in case it has moved on. */
export const StageForm = z.object({ stage, reason: needed(500) });
export type StageForm = z.infer<typeof StageForm>;

export const SuspendForm = z.object({ reason: needed(500) });
export type SuspendForm = z.infer<typeof SuspendForm>;

/** A page asks twice: nothing brings a cancelled cycle back. */
export const CancelForm = SuspendForm.extend({ confirm: z.literal('yes', { error: 'confirm' }) });
export type CancelForm = z.infer<typeof CancelForm>;

export const ExtendForm = z.object({
  stage,
  until: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, { error: 'date' }),
  reason: needed(500),
  /** Code of the one unit it is for; empty: everybody. */
  unit: text(48)
    .transform((code) => code || undefined)
    .optional(),
});
export type ExtendForm = z.infer<typeof ExtendForm>;

export const ForwardForm = z.object({
  stage,
  number: needed(60),
  signedOn: z.iso.date({ error: 'date' }),
  /** Number and date of the minutes of the meeting that decided the list. */
  minutes: text(60).optional(),
  minutesOn: z.iso.date({ error: 'date' }).optional(),
});
export type ForwardForm = z.infer<typeof ForwardForm>;

const list = z.union([z.array(z.uuid()), z.uuid().transform((id) => [id])]);

/** Of a page: the chosen ids, and a rank beside each under `rank.<id>`. */
export const EndorseAllForm = z
  .object({ nominations: list.default([]) })
  .catchall(z.string().max(20))
  .transform(({ nominations, ...ranks }, context) => ({
    nominations: nominations.slice(0, 200).map((id) => {
      const typed = (ranks[`rank.${id}`] ?? '').trim();
      if (typed === '' || /^[1-9]\d{0,2}$/.test(typed)) return { id, rank: typed ? Number(typed) : undefined };
      context.addIssue({ code: 'custom', path: ['rank', id], message: 'rank' });
      return z.NEVER;
    }),
  }));
export type EndorseAllForm = z.infer<typeof EndorseAllForm>;

export const EndorseAllBody = z.object({
  nominations: z
    .array(z.object({ id: z.uuid(), rank: z.int().min(1).max(999).optional() }))
    .min(1, { error: 'needed' })
    .max(200),
});
export type EndorseAllBody = z.infer<typeof EndorseAllBody>;

/** The list to choose from, with what was ticked and typed. */
export function typedEndorsements(endorsable: Endorsable, body: unknown) {
  const typed = (body ?? {}) as Record<string, unknown>;
  const chosen = new Set([typed['nominations'] ?? []].flat());
  return {
    ...endorsable,
    candidates: endorsable.candidates.map((one) => ({ ...one, chosen: chosen.has(one.id), rank: typed[`rank.${one.id}`] ?? '' })),
  };
}

export const CastForm = z.object({ choices: list.default([]) });
export type CastForm = z.infer<typeof CastForm>;

export const FinaliseForm = z.object({ winners: list.default([]), reason: text(1000).optional() });
export type FinaliseForm = z.infer<typeof FinaliseForm>;

export const PublishForm = z.object({ number: needed(60), signedOn: z.iso.date({ error: 'date' }), signer: text(200).default('') });
export type PublishForm = z.infer<typeof PublishForm>;

export const ListQuery = z.object({
  status: z.string().max(20).optional(),
  q: z.string().trim().max(100).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).default(1),
});
export type ListQuery = z.infer<typeof ListQuery>;

export const FilingForm = z.object({ unit: z.uuid({ error: 'needed' }) });
export type FilingForm = z.infer<typeof FilingForm>;
