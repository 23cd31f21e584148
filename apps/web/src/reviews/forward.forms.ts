import { z } from 'zod';

const line = z.string().trim().max(60, { error: 'tooLong' });
const needed = line.min(1, { error: 'needed' });
const day = z.iso.date({ error: 'date' });
const maybe = z.union([z.literal('').transform(() => undefined), day]).optional();

/** A draft may leave out what is not known yet. */
export const DraftForm = z.object({ number: line.optional(), signedOn: maybe, minutes: line.optional(), minutesOn: maybe });
export type DraftForm = z.infer<typeof DraftForm>;

/** A list goes under a numbered petition, after a meeting of which there are minutes. */
export const PetitionForm = z.object({ number: needed, signedOn: day, minutes: needed, minutesOn: day });
export type PetitionForm = z.infer<typeof PetitionForm>;
