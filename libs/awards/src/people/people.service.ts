import { createHash, randomBytes } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Membership, Person, Session, Tie, Unit } from '#store';
import type { Actor, Language, Role } from '#workflow';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { actorAt, standpointsOf } from './acting.js';

export interface PersonWanted {
  name: string;
  email?: string | null;
  unit: string;
  role: Exclude<Role, 'clock'>;
  title?: string;
  /** Codes of units to which this person has a tie, with its reason. */
  ties?: { unit: string; reason: string }[];
  isSample?: boolean;
}

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
}

const SESSION_DAYS = 14;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** Who there is, and who is signed in. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Adds a person with one membership. */
  async add(actor: Actor, wanted: PersonWanted): Promise<Person> {
    if (actor.role !== 'administrator') throw new NotFound('No such page');
    return this.em.fork().transactional(async (em) => {
      const unit = await unitOf(em, wanted.unit, 'unit');
      const person = em.create(Person, {
        name: wanted.name.normalize('NFC').trim(),
        email: wanted.email ?? null,
        isSample: wanted.isSample ?? false,
      });
      em.create(Membership, { person, unit, role: wanted.role, title: wanted.title?.normalize('NFC') ?? null });
      for (const { unit: code, reason } of wanted.ties ?? [])
        em.create(Tie, { person, unit: await unitOf(em, code, 'ties'), reason: reason.normalize('NFC') });
      await em.flush();
      record(em, {
        type: 'person.added',
        cycle: null,
        subjectId: person.id,
        actor,
        at: await this.clock.now(em),
        data: { role: wanted.role, unit: unit.code },
      });
      return person;
    });
  }

  /** The people of the sample, who may be tried with one click. Empty when no sample is loaded. */
  personas(): Promise<Membership[]> {
    return this.em
      .fork()
      .find(
        Membership,
        { person: { isSample: true } },
        { populate: ['person', 'unit'], orderBy: { role: 'asc', unit: { code: 'asc' }, person: { name: 'asc' } } },
      );
  }

  /** Signs a sample person in; returns the token for the cookie. The caller makes sure this is not production. */
  async signInAsPersona(membershipId: string): Promise<string> {
    const em = this.em.fork();
    const membership = await em.findOne(Membership, { id: membershipId, person: { isSample: true } }, { populate: ['person'] });
    if (!membership) throw new NotFound('No such persona');
    const token = randomBytes(32).toString('base64url');
    const now = new Date();
    em.create(Session, {
      tokenHash: hashOf(token),
      person: membership.person,
      membership,
      createdAt: now,
      expiresAt: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
    });
    await em.flush();
    return token;
  }

  async find(token: string): Promise<SignedIn | null> {
    const em = this.em.fork();
    const session = await em.findOne(Session, { tokenHash: hashOf(token), expiresAt: { $gt: new Date() } }, { populate: ['person'] });
    if (!session) return null;
    const { person, membership } = session;
    const standpoints = await standpointsOf(em, person.id);
    // A membership or delegation whose days are over is not acted through any more; another one may be left.
    const here = standpoints.find((one) => one.membership === membership.id) ?? standpoints[0];
    if (!here) return null;
    return {
      sessionId: session.id,
      personId: person.id,
      name: person.name,
      language: person.language,
      actor: actorAt(person.id, here),
      title: here.title ?? person.name,
      unitName: here.unitName,
      ...(!here.isOwn && { onBehalfOf: here.memberName }),
      memberships: standpoints.map(({ membership: id, role, unitName, isOwn, memberName }) => ({
        id,
        role,
        unitName,
        ...(!isOwn && { onBehalfOf: memberName }),
      })),
    };
  }

  /** Keeps the language a person chose. */
  async speak(personId: string, language: Language): Promise<void> {
    await this.em.fork().nativeUpdate(Person, { id: personId }, { language });
  }

  /** From now on the session acts through another membership of the same person. */
  async actAs(sessionId: string, membershipId: string): Promise<void> {
    const em = this.em.fork();
    const session = await em.findOneOrFail(Session, sessionId);
    const standpoints = await standpointsOf(em, session.person.id);
    if (!standpoints.some(({ membership }) => membership === membershipId)) throw new NotFound('No such membership');
    session.membership = em.getReference(Membership, membershipId);
    await em.flush();
  }

  async signOut(sessionId: string): Promise<void> {
    await this.em.fork().nativeDelete(Session, { id: sessionId });
  }
}

async function unitOf(em: EntityManager, code: string, place: string): Promise<Unit> {
  const unit = await em.findOne(Unit, { code });
  if (!unit) throw invalid(place, `Không có đơn vị “${code}”.`, `There is no unit “${code}”.`);
  return unit;
}
