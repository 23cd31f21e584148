import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Membership, run, type SignInMethod, type Strength } from '#store';
import { type Actor, type Language, type Role, ROLES } from '#workflow';
import { NotFound } from '../errors.js';
import { actorAt, type Standpoint, standpointsOf, standpointsSql } from '../people/acting.js';
import { ALIVE } from './limits.js';
import { hashOf, newSecret } from './secret.js';

export interface SignedIn {
  sessionId: string;
  personId: string;
  name: string;
  language: Language;
  actor: Actor;
  title: string;
  unitName: string;
  /** The member in whose place the person acts; absent when acting for oneself. */
  onBehalfOf?: string;
  memberships: { id: string; role: Role; unitName: string; onBehalfOf?: string }[];
  method: SignInMethod;
  strength: Strength;
  /** Signed in within the last fifteen minutes, with every factor there is: enough to change how one signs in. */
  isFresh: boolean;
  /** Has an app with codes or a passkey. */
  hasSecondFactor: boolean;
}

/** Where a request comes from. */
export interface Origin {
  /** The network, not the address: see `networkOf`. */
  address: string;
  device: string;
}

export interface Opened {
  /** For the cookie. */
  token: string;
  strength: Strength;
}

export interface SessionRow extends Origin {
  id: string;
  method: SignInMethod;
  createdAt: Date;
  seenAt: Date;
}

export interface FoundPerson {
  id: string;
  strength: Strength;
  method: SignInMethod;
  is_fresh: boolean;
  has_second_factor: boolean;
  person_id: string;
  name: string;
  language: Language;
}

interface Found extends FoundPerson {
  membership_id: string;
  standpoints: Standpoint[] | null;
}

/** Two factors of a person `p`, beside the first. */
export const HAS_SECOND_FACTOR = `(exists (select 1 from authenticator a where a.person_id = p.id and a.confirmed_at is not null)
  or exists (select 1 from passkey k where k.person_id = p.id))`;

const FIND = `with found as (
    select s.id, s.strength, s.method, s.seen_at, s.membership_id, s.created_at > now() - interval '15 minutes' and (s.strength = 'double' or not ${HAS_SECOND_FACTOR}) as is_fresh,
           ${HAS_SECOND_FACTOR} as has_second_factor, p.id as person_id, p.name, p.language
      from session s join person p on p.id = s.person_id join membership m on m.id = s.membership_id
     where s.token_hash = $1 and (s.strength = 'pending') = $2::boolean and ${ALIVE}),
  seen as (update session set seen_at = now() where id = (select id from found where seen_at < now() - interval '1 minute'))
  select found.*, (select json_agg(one) from (${standpointsSql('found.person_id')}) one) as standpoints from found`;

/** Who is signed in, on which browser. Every time is the database's own. */
@Injectable()
export class SessionService {
  constructor(private readonly em: EntityManager) {}

  /** Who is behind a token; null when it is unknown, over, or still owes its second factor. Counts as a sign of life. */
  async find(token: string): Promise<SignedIn | null> {
    return this.lookUp(token, false);
  }

  /** Who has shown one factor and owes the other. */
  async findPending(token: string): Promise<SignedIn | null> {
    return this.lookUp(token, true);
  }

  /**
   * Opens a session, always under a new token. Who has a second factor and has not shown it gets one that leads nowhere but to it. Acts
   * through the membership with the least power; null for somebody who has none any more.
   */
  async open(em: EntityManager, person: string, method: SignInMethod, from: Origin, hasShownBoth = false): Promise<Opened | null> {
    const [here] = (await standpointsOf(em, person)).sort((a, b) => POWER.indexOf(a.role) - POWER.indexOf(b.role));
    if (!here) return null;
    const [row] = await em.execute<{ has: boolean }[]>(
      raw(`select ${HAS_SECOND_FACTOR} as has from person p where id = :person`, { person }),
    );
    const strength = hasShownBoth ? 'double' : row?.has ? 'pending' : 'single';
    return { token: await insert(em, person, here.membership, method, strength, from), strength };
  }

  /** Signs a sample person in; returns the token for the cookie. The caller makes sure this is not production. */
  async signInAsPersona(membershipId: string, from: Origin): Promise<string> {
    const em = this.em.fork();
    const membership = await em.findOne(Membership, { id: membershipId, person: { isSample: true } });
    if (!membership) throw new NotFound('No such persona');
    return insert(em, membership.person.id, membership.id, 'persona', 'single', from);
  }

  /** From now on the session acts through another membership, the person's own or one they stand in for, under a new token: returns it. */
  async actAs(sessionId: string, membershipId: string): Promise<string> {
    const token = newSecret();
    const changed = await this.em.fork().execute<unknown[]>(
      raw(
        `update session s set membership_id = :membershipId, token_hash = :hash
          where s.id = :sessionId and exists (select 1 from (${standpointsSql('s.person_id')}) one where one.membership = :membershipId) returning 1`,
        { sessionId, membershipId, hash: hashOf(token) },
      ),
    );
    if (changed.length === 0) throw new NotFound('No such membership');
    return token;
  }

  /** The session has shown its second factor: it goes on under a new token. */
  async strengthen(em: EntityManager, sessionId: string): Promise<string> {
    const token = newSecret();
    await em.execute(
      raw(`update session set strength = 'double', token_hash = :hash, seen_at = now() where id = :sessionId`, {
        sessionId,
        hash: hashOf(token),
      }),
    );
    return token;
  }

  /** A person's sessions that are still alive, the newest first. */
  async list(person: string): Promise<SessionRow[]> {
    return this.em.fork().execute<SessionRow[]>(
      raw(
        `select s.id, s.method, s.device, s.address, s.created_at as "createdAt", s.seen_at as "seenAt"
           from session s join membership m on m.id = s.membership_id
          where s.person_id = :person and s.strength <> 'pending' and ${ALIVE} order by s.seen_at desc, s.id`,
        { person },
      ),
    );
  }

  /** Ends one session of this person, or of nobody. */
  async end(person: string, id: string): Promise<void> {
    await this.em.fork().execute(raw('delete from session where id = :id and person_id = :person', { id, person }));
  }

  /** Ends all sessions of this person but one. */
  async endOthers(person: string, but: string | null): Promise<void> {
    await endSessions(this.em.fork(), person, but);
  }

  private async lookUp(token: string, isPending: boolean): Promise<SignedIn | null> {
    const [row] = await run<Found>(this.em.fork(), FIND, [hashOf(token), isPending]);
    // A membership or delegation whose days are over is not acted through any more: the person signs in again.
    const here = row?.standpoints?.find(({ membership }) => membership === row.membership_id);
    return row && here ? signedIn(row, here, row.standpoints ?? []) : null;
  }
}

const POWER: readonly Role[] = ['observer', 'nominator', 'scorer', 'reviewer', 'chair', 'secretariat', 'administrator', ...ROLES];

/** Ends the sessions of a person, all of them or all but one, within the transaction that gives the reason. */
export async function endSessions(em: EntityManager, person: string, but: string | null = null): Promise<void> {
  await em.execute(raw('delete from session where person_id = :person and id is distinct from :but::uuid', { person, but }));
}

async function insert(
  em: EntityManager,
  person: string,
  membership: string,
  method: SignInMethod,
  strength: Strength,
  from: Origin,
): Promise<string> {
  const token = newSecret();
  // Who comes for the first time needs no invitation any more, wherever its paper lies.
  await em.execute(
    raw(
      `with come as (update person set came_at = now() where id = :person and came_at is null returning id),
         gone as (delete from one_time_link l using come where l.person_id = come.id and l.purpose = 'invitation')
       insert into session (token_hash, person_id, membership_id, method, strength, device, address)
       values (:hash, :person, :membership, :method, :strength, :device, :address)`,
      { hash: hashOf(token), person, membership, method, strength, ...from },
    ),
  );
  return token;
}

export const signedIn = (row: FoundPerson, here: Standpoint, standpoints: readonly Standpoint[] = []): SignedIn => ({
  sessionId: row.id,
  personId: row.person_id,
  name: row.name,
  language: row.language,
  actor: actorAt(row.person_id, here),
  title: here.title ?? here.memberName,
  unitName: here.unitName,
  ...inWhosePlace(here),
  memberships: standpoints.map((one) => ({ id: one.membership, role: one.role, unitName: one.unitName, ...inWhosePlace(one) })),
  method: row.method,
  strength: row.strength,
  isFresh: row.is_fresh,
  hasSecondFactor: row.has_second_factor,
});

const inWhosePlace = ({ isOwn, memberName }: Standpoint) => (isOwn ? {} : { onBehalfOf: memberName });
