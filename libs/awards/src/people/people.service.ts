import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Membership, Person, Tie, Unit } from '#store';
import type { Actor, Language, Role } from '#workflow';
import { Clock } from '../clock.js';
import { invalid } from '../errors.js';
import { record } from '../journal.js';
import { only } from '../policy.js';
import { readDetails } from './details.js';
import { LOOKS_AFTER_PEOPLE } from './person.policy.js';

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

/** Who there is: the first ones, and those of a sample. `MembershipService` looks after everybody else. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Adds a person with one membership. */
  async add(actor: Actor, wanted: PersonWanted): Promise<Person> {
    only(LOOKS_AFTER_PEOPLE, actor);
    return this.em.fork().transactional(async (em) => {
      const unit = await unitOf(em, wanted.unit, 'unit');
      const person = em.create(Person, { ...(await readDetails(em, wanted, null)), isSample: wanted.isSample ?? false });
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
