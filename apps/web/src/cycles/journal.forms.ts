import { z } from 'zod';
import { JOURNAL_GROUPS } from '#awards';
import { ROLES } from '#workflow';

/** A field of a search that was left empty asks for nothing. */
const optional = <T extends z.ZodType>(schema: T) => z.union([z.literal('').transform(() => undefined), schema]).optional();
const day = optional(z.iso.date({ error: 'date' }));

export const JournalQuery = z.object({
  group: optional(z.enum(JOURNAL_GROUPS)),
  nomination: optional(z.string().trim().max(40, { error: 'tooLong' })),
  role: optional(z.enum(ROLES)),
  from: day,
  to: day,
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});
export type JournalQuery = z.infer<typeof JournalQuery>;

/** The filter as the end of an address; empty when everything is wanted. */
export function queryOf(query: JournalQuery): string {
  const said = Object.entries(query).filter((pair): pair is [string, string] => pair[0] !== 'page' && Boolean(pair[1]));
  return said.length > 0 ? `?${new URLSearchParams(said).toString()}` : '';
}
