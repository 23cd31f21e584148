import type { EntityManager } from '@mikro-orm/postgresql';

/** Deletes what no longer means anything: sessions, links and half-done sign-ins that are over, and attempts after ninety days. */
export async function forgetWhatIsOver(em: EntityManager): Promise<void> {
  for (const where of [
    `session where created_at < now() - interval '14 days' or (strength = 'pending' and created_at < now() - interval '1 day')`,
    `one_time_link where expires_at < now()`,
    `ceremony where expires_at < now()`,
    `recovery_request where asked_at < now() - interval '1 day'`,
    `link_request where asked_at < now() - interval '1 day'`,
    `sign_in where at < now() - interval '90 days'`,
    `authenticator where confirmed_at is null and created_at < now() - interval '1 day'`,
  ])
    await em.execute(`delete from ${where}`);
}
