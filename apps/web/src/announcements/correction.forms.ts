import { z } from 'zod';

const line = (most: number) => z.string().trim().max(most, { error: 'tooLong' });
const needed = (most: number) => line(most).min(1, { error: 'needed' });
const decision = {
  number: needed(60),
  signedOn: z.iso.date({ error: 'date' }),
  signer: line(200).default(''),
  reason: needed(1000),
};
const chosen = z.union([z.array(z.uuid()), z.uuid().transform((id) => [id])]).default([]);

export const CorrectBody = z.object({ winners: z.array(z.uuid()).max(500), ...decision });
export type CorrectBody = z.infer<typeof CorrectBody>;

const PLACE = /^[1-9]\d{0,2}$/;

/** Of a page: the ticked ids, the place of each under `place.<id>`, and how far the person is: back to the form, or through with the preview. */
export const CorrectForm = z
  .object({ winners: chosen, ...decision, step: z.enum(['edit', 'final']).optional() })
  .catchall(z.string().max(20))
  .transform(({ winners, number, signedOn, signer, reason, step, ...places }, context) => {
    for (const id of winners)
      if (!PLACE.test(placeOf(places, id))) context.addIssue({ code: 'custom', path: ['place', id], message: 'rank' });
    // Equal places stay in the order in which they stand on the page.
    const inOrder = winners.toSorted((a, b) => Number(placeOf(places, a)) - Number(placeOf(places, b)));
    return { wanted: { winners: inOrder, number, signedOn, signer, reason }, step };
  });
export type CorrectForm = z.infer<typeof CorrectForm>;

const placeOf = (places: Record<string, string>, id: string) => (places[`place.${id}`] ?? '').trim();

/** The fields of the page's form as they were, for going back to it. */
export const typedOf = ({ winners, ...rest }: CorrectForm['wanted']): Record<string, unknown> => ({
  ...rest,
  winners,
  ...Object.fromEntries(winners.map((id, index) => [`place.${id}`, String(index + 1)])),
});
