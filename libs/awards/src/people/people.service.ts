import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Membership, Person, Tie, Unit } from '#store';
import type { Actor, Language, Role } from '#workflow';
import { loginOf, phoneOf } from '../access/secret.js';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';

export interface PersonWanted {
  name: string;
  email?: string | null;
  phone?: string | null;
  unit: string;
  role: Exclude<Role, 'clock'>;
  title?: string;
  /** Codes of units to which this person has a tie, with its reason. */
  ties?: { unit: string; reason: string }[];
  isSample?: boolean;
}

/** Who there is. */
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
      requireReachable(wanted);
      await requireFree(em, wanted);
      const person = em.create(Person, {
        name: wanted.name.normalize('NFC').trim(),
        email: wanted.email ? loginOf(wanted.email) : null,
        phone: wanted.phone ? phoneOf(wanted.phone) : null,
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

  /** Keeps the language a person chose. */
  async speak(personId: string, language: Language): Promise<void> {
    await this.em.fork().nativeUpdate(Person, { id: personId }, { language });
  }
}

async function unitOf(em: EntityManager, code: string, place: string): Promise<Unit> {
  const unit = await em.findOne(Unit, { code });
  if (!unit) throw invalid(place, `Không có đơn vị “${code}”.`, `There is no unit “${code}”.`);
  return unit;
}

/** One address, one person: it is what they sign in with. */
async function requireFree(em: EntityManager, { email, phone }: PersonWanted): Promise<void> {
  if (email && (await em.count(Person, { email: loginOf(email) })) > 0)
    throw invalid('email', `Đã có người dùng địa chỉ “${email}”.`, `Somebody already uses the address “${email}”.`);
  if (phone && (await em.count(Person, { phone: phoneOf(phone) })) > 0)
    throw invalid('phone', `Đã có người dùng số điện thoại “${phone}”.`, `Somebody already uses the phone number “${phone}”.`);
}

/** One address and nothing else: a list, a quoted part or a line break would send letters to somebody else. */
function requireReachable({ email, phone }: PersonWanted): void {
  if (email && !z.email().max(254).safeParse(loginOf(email)).success)
    throw invalid('email', `“${email}” không phải là địa chỉ thư điện tử.`, `“${email}” is not an e-mail address.`);
  if (phone && !/^\d{8,15}$/.test(phoneOf(phone)))
    throw invalid('phone', `“${phone}” không phải là số điện thoại.`, `“${phone}” is not a phone number.`);
}
