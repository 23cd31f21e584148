import { type EntityManager, raw } from '@mikro-orm/postgresql';
import { type LinkPurpose, run } from '#store';
import { hashOf, newSecret, newWrittenSecret } from './secret.js';
import type { AccessSettings } from './settings.js';

export interface MadeLink {
  link: string;
  /** What stands in the link and can be typed instead. */
  token: string;
  expiresAt: Date;
}

/** Behind the question mark, because that part of an address is not logged. */
const linkTo = ({ baseUrl }: AccessSettings, token: string) => `${baseUrl}/sign-in/link?token=${token}`;

/** A link for each of these people, for so long. A newer one makes the older ones of its kind useless. */
export async function makeLinks(
  em: EntityManager,
  settings: AccessSettings,
  people: readonly string[],
  { purpose, life }: { purpose: LinkPurpose; life: string },
): Promise<Map<string, MadeLink>> {
  // Those on paper are typed by hand at times.
  const tokens = new Map(people.map((person) => [person, purpose === 'sign-in' ? newSecret() : newWrittenSecret()]));
  await run(em, 'delete from one_time_link where person_id = any($1::uuid[]) and purpose = $2', [people, purpose]);
  const rows = await run<{ person: string; expiresAt: Date }>(
    em,
    `insert into one_time_link (token_hash, person_id, purpose, expires_at)
     select hash, person, $3, now() + $4::interval from unnest($1::uuid[], $2::text[]) as t (person, hash)
     returning person_id as person, expires_at as "expiresAt"`,
    [[...tokens.keys()], [...tokens.values()].map(hashOf), purpose, life],
  );
  return new Map(
    rows.map(({ person, expiresAt }) => {
      const token = tokens.get(person) ?? '';
      return [person, { token, link: linkTo(settings, token), expiresAt: new Date(expiresAt) }];
    }),
  );
}

/** The same for one. */
export async function makeLink(
  em: EntityManager,
  settings: AccessSettings,
  person: string,
  wanted: { purpose: LinkPurpose; life: string },
) {
  const made = (await makeLinks(em, settings, [person], wanted)).get(person);
  if (!made) throw new Error('No link was made');
  return made;
}

/** Links that are still open for a person end. */
export const endLinks = (em: EntityManager, person: string) =>
  em.execute(raw('delete from one_time_link where person_id = :person', { person }));
