import { z } from 'zod';

const one = z.object({
  field: z.string().trim().min(1, { error: 'needed' }).max(48),
  file: z.uuid().optional(),
  request: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }),
});

/** What a page chooses of: a part, or `part/file`. */
const about = (choice: string): { field: string; file?: string | undefined } => {
  const [field = '', file] = choice.split('/');
  return { field, file };
};

/** A page sends parallel lists, one row per point; rows left empty do not count. */
export const ReturnForm = z
  .object({
    field: z.union([z.array(z.string()), z.string().transform((value) => [value])]),
    request: z.union([z.array(z.string()), z.string().transform((value) => [value])]),
  })
  .transform(({ field, request }) => ({
    points: field
      .map((choice, index) => ({ ...about(choice), request: request[index] ?? '' }))
      .filter((point) => point.field !== '' || point.request.trim() !== ''),
  }))
  .pipe(z.object({ points: z.array(one).min(1, { error: 'needed' }).max(50) }));
export type ReturnForm = z.infer<typeof ReturnForm>;

export const ReturnBody = z.object({ points: z.array(one).min(1).max(50) });
export type ReturnBody = z.infer<typeof ReturnBody>;

export const EndorseForm = z.object({
  rank: z.union([z.literal('').transform(() => undefined), z.coerce.number().int().min(1).max(999)]).optional(),
});
export type EndorseForm = z.infer<typeof EndorseForm>;
