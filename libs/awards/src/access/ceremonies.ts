import { type EntityManager, raw } from '@mikro-orm/postgresql';
import type { CeremonyKind } from '#store';
import { hashOf, newSecret } from './secret.js';

/** Remembers something for ten minutes, for the browser that gets the returned secret as a cookie. */
export async function beginCeremony(em: EntityManager, kind: CeremonyKind, data: Record<string, string>): Promise<string> {
  const secret = newSecret();
  await em.execute(
    raw(`insert into ceremony (token_hash, kind, data, expires_at) values (:hash, :kind, :data::jsonb, now() + interval '10 minutes')`, {
      hash: hashOf(secret),
      kind,
      data: JSON.stringify(data),
    }),
  );
  return secret;
}

/** What was remembered, once; null when it was nothing, for something else or too long ago. */
export async function takeCeremony(em: EntityManager, kind: CeremonyKind, secret: string): Promise<Record<string, string> | null> {
  const [row] = await em.execute<{ data: Record<string, string> }[]>(
    raw('delete from ceremony where token_hash = :hash and kind = :kind and expires_at > now() returning data', {
      hash: hashOf(secret),
      kind,
    }),
  );
  return row?.data ?? null;
}
