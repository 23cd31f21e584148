import type { PolicyDef } from '@mikro-orm/core';

// The words in which policies say who asks, and for which rows.

export type Policies = PolicyDef[];

export const ROLE = `(select asking('role'))`;
export const PERSON = `(select asking('person'))::uuid`;
export const WHOLE = `(select asking('whole')) = 'on'`;
export const UNITS = `any ((select asking_units())::uuid[])`;
export const IN_LINE = `line ->> (select asking_tier()) = any ((select asking_units()::text[])::text[])`;

/** Of the cycle to which the membership of who asks is limited; a standing one, and the public, ask about all. */
export const IS_STANDING = `(select asking('cycle')) is null`;
export const IN_OWN_CYCLE = `(${IS_STANDING} or cycle_id = (select asking('cycle'))::uuid)`;

/** Of cycles that the unit of who asks organises, or a unit below it; of these the one, where the membership is limited to it. */
export const OF_OWN_CYCLE = `cycle_id = any ((select asking_cycles())::uuid[])`;

export const texts = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const SEALED = `(select id from cycle where sealed)`;

/**
 * The rows of a table that belong to a nomination, such as its revisions: for whoever sees the nomination and may know whose it is, the public left out.
 * A new table of that kind has a column `nomination_id` and starts with this; `or` lets a council that scores blind see some of them all the same.
 */
export const ofNomination = (table: string, column = 'nomination_id', or = ''): string =>
  `${ROLE} <> 'public' and exists (select 1 from nomination n where n.id = ${table}.${column} and (${ROLE} not in ('scorer', 'chair') or n.cycle_id not in ${SEALED}${or}))`;
