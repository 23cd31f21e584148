import { z } from 'zod';

/** A string as everything in the product stores it: Unicode NFC, no surrounding blanks, not empty. */
export const Line = z
  .string()
  .transform((value) => value.normalize('NFC').trim())
  .pipe(z.string().min(1, 'empty'));

/** The same sentence in Vietnamese and English. */
export const Text = z.strictObject({ vi: Line, en: Line });
export type Text = z.infer<typeof Text>;
export type Language = keyof Text;

/** A code that stays the same for ever: used in addresses, columns and events. */
export const Code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/, 'code');
