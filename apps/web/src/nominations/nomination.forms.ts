import { z } from 'zod';
import type { Content } from '#store';

/** Field names as the form sends them: `fields.members`, `selfScores.2.1`. */
export const ContentForm = z
  .object({ revision: z.coerce.number().int().min(0), submit: z.string().optional() })
  .catchall(z.string().max(20_000));
export type ContentForm = z.infer<typeof ContentForm>;

/** The dossier's content out of the flat names of a form; a score field left empty is no score. */
export function contentOf(form: Record<string, unknown>): Content {
  const under = (prefix: string) =>
    Object.entries(form).flatMap(([key, value]): [string, string][] =>
      key.startsWith(prefix) && typeof value === 'string' ? [[key.slice(prefix.length), value]] : [],
    );
  const scores = under('selfScores.').filter(([, value]) => value.trim() !== '');
  return {
    fields: Object.fromEntries(under('fields.')),
    selfScores: Object.fromEntries(scores.map(([code, value]) => [code, numberOf(value)])),
  };
}

/** What was typed as an answer to each point, by its id. */
export const answersOf = (form: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([key, value]): [string, string][] =>
      key.startsWith('answers.') && typeof value === 'string' ? [[key.slice(8), value]] : [],
    ),
  );

/** People type 4,5 as well as 4.5. */
export const numberOf = (text: string): number => Number(text.trim().replace(',', '.'));

export const ContentBody = z.object({
  revision: z.int().min(0),
  content: z.object({ fields: z.record(z.string(), z.string().max(20_000)), selfScores: z.record(z.string(), z.number()) }),
});
export type ContentBody = z.infer<typeof ContentBody>;

export const AnswerForm = z.object({ answer: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }) });
export type AnswerForm = z.infer<typeof AnswerForm>;

export const ReasonForm = z.object({ reason: z.string().trim().min(1, { error: 'needed' }).max(2000, { error: 'tooLong' }) });
export type ReasonForm = z.infer<typeof ReasonForm>;

/** A page asks twice: nothing brings a revoked award back. */
export const RevokeForm = ReasonForm.extend({ confirm: z.literal('yes', { error: 'confirm' }) });
export type RevokeForm = z.infer<typeof RevokeForm>;
