import { z } from 'zod';
import { numberOf } from '../nominations/nomination.forms.js';

export const SheetForm = z.object({ comment: z.string().max(4000).optional(), submit: z.string().optional() }).catchall(z.string().max(20));
export type SheetForm = z.infer<typeof SheetForm>;

/** Points by rubric item out of `items.2.1`; an empty field is an item not scored yet. */
export const itemsOf = (form: Record<string, unknown>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([key, value]): [string, number][] =>
      key.startsWith('items.') && typeof value === 'string' && value.trim() !== '' ? [[key.slice(6), numberOf(value)]] : [],
    ),
  );

export const SheetBody = z.object({ items: z.record(z.string(), z.number()), comment: z.string().max(4000).optional() });
export type SheetBody = z.infer<typeof SheetBody>;
