import type { EntityManager } from '@mikro-orm/postgresql';
import { type Membership, run } from '#store';
import type { Text } from '#workflow';
import { IN_FORCE } from './acting.js';

export const LAST_ADMINISTRATOR: Text = {
  vi: 'Phải còn ít nhất một người quản trị.',
  en: 'At least one administrator must remain.',
};

/** Somebody must be able to let people in, today: whether nobody is left when these memberships end. Whoever else ends one waits. */
export async function endsTheLast(em: EntityManager, ending: readonly Membership[]): Promise<boolean> {
  if (!ending.some(({ role }) => role === 'administrator')) return false;
  await run(em, 'select pg_advisory_xact_lock(hashtext($1))', ['administrators']);
  const left = await run(
    em,
    `select 1 from membership m join person p on p.id = m.person_id where m.role = 'administrator' and m.id <> all($1::uuid[]) and ${IN_FORCE} limit 1`,
    [ending.map(({ id }) => id)],
  );
  return left.length === 0;
}
