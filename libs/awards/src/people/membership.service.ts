import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Cycle, Delegation, Membership, onTheWhole, Person, Session, Unit } from '#store';
import type { Actor, Role, Text } from '#workflow';
import { forgetFactors } from '../access/link.service.js';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { only } from '../policy.js';
import { type JournalType, record } from '../journal.js';
import { todayOf } from '../units/unit-act.js';
import { endsTheLast, LAST_ADMINISTRATOR } from './administrators.js';
import { type PersonDetails, readDetails } from './details.js';
import { stepAsideFor } from './tie.service.js';
import { cyclesToJoin, LOOKS_AFTER_MEMBERS, LOOKS_AFTER_PEOPLE, looksAfter, mayDelegate, DELEGABLE } from './person.policy.js';

export interface MembershipWanted {
  /** Code of the unit. */
  unit: string;
  role: Exclude<Role, 'clock'>;
  title?: string | null | undefined;
  /** Id of the only cycle in which it counts; a standing one without. */
  cycle?: string | null | undefined;
  validFrom?: string | null | undefined;
  /** The last day. */
  validTo?: string | null | undefined;
}

export interface DelegationWanted {
  /** Who acts in the member's place. */
  delegate: string;
  validFrom: string;
  validTo: string;
  reason: string;
}

/** Who belongs where, and who acts for whom. The administrator everywhere; a reviewer for the nominators of the units below. */
@Injectable()
export class MembershipService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Adds a person with a first membership. A telephone number is enough. */
  addPerson(actor: Actor, details: PersonDetails, first: MembershipWanted): Promise<Person> {
    return this.em.fork().transactional(async (em) => {
      const unit = await this.unitFor(em, actor, first);
      const person = em.create(Person, await readDetails(em, details, null));
      await em.flush();
      const cycle = await cycleOf(em, actor, first);
      await this.note(em, actor, 'person.added', person.id, { role: first.role, unit: unit.code, ...inCycle(cycle) });
      em.create(Membership, { person, unit, cycle, ...termsOf(first) });
      return person;
    });
  }

  /** A new name, address or number. The journal notes which, never what it was. */
  async change(actor: Actor, personId: string, details: PersonDetails): Promise<Person> {
    only(LOOKS_AFTER_PEOPLE, actor);
    return this.em.fork().transactional(async (em) => {
      const person = await present(em, personId);
      const wanted = await readDetails(em, details, person.id);
      const changed = (['name', 'email', 'phone'] as const).filter((field) => (person[field] ?? null) !== wanted[field]);
      if (changed.length === 0) return person;
      Object.assign(person, wanted);
      await this.note(em, actor, 'person.changed', person.id, { fields: changed });
      return person;
    });
  }

  /** Who nominates or reviews has a tie to the unit: a member of a council steps aside at once. */
  addMembership(actor: Actor, personId: string, wanted: MembershipWanted): Promise<Membership> {
    return onTheWhole(this.em, async (em) => {
      const unit = await this.unitFor(em, actor, wanted);
      const person = await present(em, personId);
      const cycle = await cycleOf(em, actor, wanted);
      if ((await em.count(Membership, { person, unit, role: wanted.role, cycle: cycle ?? null })) > 0)
        throw invalid('unit', 'Người này đã có vai trò đó tại đơn vị.', 'This person has that role in the unit already.');
      const membership = em.create(Membership, { person, unit, cycle, ...termsOf(wanted) });
      await this.note(em, actor, 'membership.added', person.id, { role: wanted.role, unit: unit.code, ...inCycle(cycle) });
      await em.flush();
      await stepAsideFor(em, person.id, actor, await this.clock.now(em));
      return membership;
    });
  }

  /** Ends a membership now, and whatever is signed in through it. */
  endMembership(actor: Actor, id: string): Promise<void> {
    return this.em.fork().transactional(async (em) => {
      const membership = await em.findOne(Membership, id, { populate: ['unit', 'cycle'] });
      if (!membership || !(await looksAfter(em, actor, membership.unit.id, membership.role))) throw new NotFound('No such membership');
      await keepAnAdministrator(em, [membership]);
      em.remove(membership);
      const { role, unit, cycle, person } = membership;
      await this.note(em, actor, 'membership.ended', person.id, { role, unit: unit.code, ...inCycle(cycle ?? null) });
    });
  }

  /** The person leaves: memberships, delegations, sessions and everything they sign in with end. What they did stays, with their name. */
  async remove(actor: Actor, personId: string, reason: string): Promise<void> {
    only(LOOKS_AFTER_PEOPLE, actor);
    await this.em.fork().transactional(async (em) => {
      const person = await present(em, personId);
      const memberships = await depart(em, person, await this.clock.now(em));
      await this.note(em, actor, 'person.removed', person.id, { reason: reason.normalize('NFC').trim(), memberships });
    });
  }

  /** Lets somebody act in a member's place for some days. The member does it, or the administrator. */
  delegate(actor: Actor, membershipId: string, wanted: DelegationWanted): Promise<Delegation> {
    return onTheWhole(this.em, async (em) => {
      const membership = await em.findOne(Membership, membershipId, { populate: ['unit'] });
      if (!membership || !mayDelegate(actor, membership)) throw new NotFound('No such membership');
      const { today } = await todayOf(this.clock, em);
      if (!DELEGABLE.includes(membership.role))
        throw invalid('role', 'Vai trò này phải tự mình thực hiện, không ủy quyền được.', 'This role is personal and cannot be delegated.');
      if (wanted.validTo < wanted.validFrom || wanted.validTo < today)
        throw invalid(
          'validTo',
          'Ngày cuối phải từ hôm nay và không trước ngày đầu.',
          'The last day is today or later, and not before the first.',
        );
      const delegate = await em.findOne(Person, { id: wanted.delegate, removedAt: null });
      if (!delegate || delegate.id === membership.person.id)
        throw invalid('delegate', 'Hãy chọn một người khác.', 'Choose another person.');
      const { validFrom, validTo } = wanted;
      const delegation = em.create(Delegation, { membership, delegate, validFrom, validTo, reason: wanted.reason.normalize('NFC').trim() });
      await this.note(em, actor, 'delegation.given', membership.person.id, {
        delegate: delegate.id,
        role: membership.role,
        unit: membership.unit.code,
        validFrom,
        validTo,
      });
      await em.flush();
      await stepAsideFor(em, delegate.id, actor, await this.clock.now(em));
      return delegation;
    });
  }

  endDelegation(actor: Actor, id: string): Promise<void> {
    return this.em.fork().transactional(async (em) => {
      const delegation = await em.findOne(Delegation, id, { populate: ['membership', 'membership.unit'] });
      if (!delegation || !mayDelegate(actor, delegation.membership)) throw new NotFound('No such delegation');
      const { membership, delegate } = delegation;
      em.remove(delegation);
      await em.nativeDelete(Session, { person: delegate, membership });
      await this.note(em, actor, 'delegation.ended', membership.person.id, { delegate: delegate.id, unit: membership.unit.code });
    });
  }

  private async unitFor(em: EntityManager, actor: Actor, { unit: code, role }: MembershipWanted): Promise<Unit> {
    const unit = await em.findOne(Unit, { code: code.normalize('NFC').trim(), mergedInto: null });
    only(LOOKS_AFTER_MEMBERS, actor);
    if (!unit || !(await looksAfter(em, actor, unit.id, role)))
      throw invalid('unit', `Không có đơn vị “${code}” mà bạn phụ trách.`, `There is no unit “${code}” that you look after.`);
    return unit;
  }

  private async note(em: EntityManager, actor: Actor, type: JournalType, subjectId: string, data: Parameters<typeof record>[1]['data']) {
    record(em, { type, cycle: null, subjectId, actor, at: await this.clock.now(em), ...(data && { data }) });
  }
}

export const LIMITED_ADMINISTRATOR: Text = {
  vi: 'Người quản trị không giới hạn được trong một đợt.',
  en: 'An administrator cannot be limited to one cycle.',
};

/** The one cycle a membership is for. Whoever administers looks after all of them. */
async function cycleOf(em: EntityManager, actor: Actor, { cycle: id, role }: MembershipWanted): Promise<Cycle | null> {
  if (!id) return null;
  if (role === 'administrator') throw invalid('cycle', LIMITED_ADMINISTRATOR.vi, LIMITED_ADMINISTRATOR.en);
  const cycle = await em.findOne(Cycle, { $and: [{ id }, await cyclesToJoin(em, actor)] });
  if (!cycle) throw invalid('cycle', 'Đợt xét tặng này không có hoặc đã kết thúc.', 'There is no such cycle, or it is over.');
  return cycle;
}

/** For the journal. */
export const inCycle = (cycle: Cycle | null) => (cycle ? { cycle: cycle.slug } : {});

const termsOf = ({ role, title, validFrom, validTo }: MembershipWanted) => {
  if (validFrom && validTo && validTo < validFrom)
    throw invalid('validTo', 'Ngày cuối trước ngày đầu.', 'The last day is before the first.');
  return { role, title: title?.normalize('NFC').trim() || null, validFrom: validFrom ?? null, validTo: validTo ?? null };
};

async function present(em: EntityManager, id: string): Promise<Person> {
  const person = await em.findOne(Person, { id, removedAt: null });
  if (!person) throw new NotFound('No such person');
  return person;
}

/** Ends everything a person is and signs in with; returns how many memberships that were. */
export async function depart(em: EntityManager, person: Person, at: Date): Promise<number> {
  const memberships = await em.find(Membership, { person });
  await keepAnAdministrator(em, memberships);
  await forgetFactors(em, person.id);
  await em.nativeDelete(Delegation, { delegate: person });
  for (const membership of memberships) em.remove(membership);
  person.removedAt = at;
  return memberships.length;
}

async function keepAnAdministrator(em: EntityManager, ending: readonly Membership[]): Promise<void> {
  if (await endsTheLast(em, ending)) throw invalid('role', LAST_ADMINISTRATOR.vi, LAST_ADMINISTRATOR.en);
}
