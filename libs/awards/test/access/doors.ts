import { Person } from '#store';
import { type Award, anAward } from '#testing';
import { SessionService, type SignedIn } from '../../src/index.js';
import { Attempts } from '../../src/access/attempts.js';
import { FactorService } from '../../src/access/factor.service.js';
import { LinkService } from '../../src/access/link.service.js';
import { PasswordService } from '../../src/access/password.service.js';
import type { AccessSettings } from '../../src/access/settings.js';
import { TokenService } from '../../src/access/token.service.js';

export const SETTINGS: AccessSettings = {
  baseUrl: 'https://khenthuong.example.vn',
  appKey: 'a key of at least thirty-two letters',
  secondFactor: 'nobody',
  invitationDays: 14,
};

export const from = (network = '192.0.2.0/24') => ({ address: network, device: 'Firefox' });

/** An award whose people can sign in. */
export async function doorsOf() {
  const award = await anAward({ branches: 2, wards: 1 });
  const { em, clock } = award.desk;
  const attempts = new Attempts(em);
  const sessions = new SessionService(em);
  const who = async (token: string): Promise<SignedIn> => {
    const found = await sessions.find(token);
    if (!found) throw new Error('Nobody is signed in');
    return found;
  };
  const links = new LinkService(em, clock, attempts, sessions, SETTINGS);
  return {
    award,
    em: () => em.fork(),
    attempts,
    sessions,
    links,
    passwords: new PasswordService(em, clock, attempts, sessions),
    factors: new FactorService(em, clock, attempts, sessions, SETTINGS),
    tokens: new TokenService(em, clock),
    who,
    /** Comes in by an invitation, as on the first day. */
    invited: async (person: string) => (await links.enter(tokenIn((await links.invite(person)).link), from())).token,
    emailOf: async (person: string) => (await em.fork().findOneOrFail(Person, person)).email ?? '',
    journal: async (person: string) =>
      (await em.fork().execute<{ type: string }[]>('select type from journal where subject_id = ? order by id', [person])).map(
        ({ type }) => type,
      ),
  };
}
export type Doors = Awaited<ReturnType<typeof doorsOf>> & { award: Award };

export const tokenIn = (link: string) => new URL(link).searchParams.get('token') ?? '';
