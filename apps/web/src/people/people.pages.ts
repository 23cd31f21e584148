import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  cycleChoices,
  cycleName,
  isOneOf,
  LOOKS_AFTER_MEMBERS,
  LOOKS_AFTER_PEOPLE,
  MembershipService,
  NotFound,
  peoplePage,
  personByPhone,
  personView,
} from '#awards';
import { type Actor, ROLES } from '#workflow';
import { CurrentActor } from '../http/actor.js';
import { hasLegacy, inUnicode } from '../http/legacy.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { UnitsQuery } from '../units/unit.forms.js';
import { DelegationForm, DetailsForm, MembershipForm, NewPersonForm, PersonId, RemovalForm } from './people.forms.js';

/** Seats of a council are personal. The service says so; the page does not offer it. */
const DELEGABLE: readonly string[] = ['nominator', 'reviewer', 'secretariat'];

const roleOptions = (actor: Actor) =>
  (isOneOf(actor, LOOKS_AFTER_PEOPLE) ? ROLES.filter((role) => role !== 'clock') : (['nominator'] as const)).map((role) => ({
    value: role,
    key: `roles.${role}`,
  }));

/** Who there is: everybody for the administrator, the nominators of the units below for a reviewer. */
@Controller('people')
@Roles(...LOOKS_AFTER_PEOPLE)
export class PeoplePages {
  constructor(
    private readonly em: EntityManager,
    private readonly memberships: MembershipService,
  ) {}

  @Get()
  @Roles(...LOOKS_AFTER_MEMBERS)
  @Page('people/list')
  async list(@CurrentActor() actor: Actor, @Query({ schema: UnitsQuery }) { q, page }: UnitsQuery) {
    const { rows, size, total } = await peoplePage(this.em.fork(), actor, { q, page });
    const url = q ? `/people?${new URLSearchParams({ q }).toString()}` : '/people';
    return {
      rows,
      q,
      pager: pagerOf(url, page, size, total),
      severalPages: total > size,
      isAdministrator: isOneOf(actor, LOOKS_AFTER_PEOPLE),
    };
  }

  @Get('new')
  @Roles(...LOOKS_AFTER_MEMBERS)
  @Page('people/new')
  async form(@CurrentActor() actor: Actor) {
    return { ...(await this.choices(actor)), values: {} };
  }

  @Post()
  @Roles(...LOOKS_AFTER_MEMBERS)
  @Page('people/new', {
    again: async (pages: PeoplePages, { person, body }) => ({
      ...(person ? await pages.choices(person.actor) : {}),
      isLegacy: hasLegacy(body),
    }),
  })
  async add(@CurrentActor() actor: Actor, @Body({ schema: NewPersonForm }) form: NewPersonForm) {
    const { name, phone, email, ...first } = inUnicode(form, ['name', 'title']);
    const person = await this.memberships.addPerson(actor, { name, phone, email }, first);
    return seeOther(isOneOf(actor, LOOKS_AFTER_PEOPLE) ? `/people/${person.id}` : '/people', { toast: 'toast.saved' });
  }

  @Get(':id')
  @Page('people/person')
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: PersonId }) id: string) {
    const { person, memberships, delegations, ties, history } = await personView(this.em.fork(), actor, id);
    return {
      title: person.name,
      subject: person,
      isErased: history.some(({ type }) => type === 'person.erased'),
      values: { name: person.name, phone: person.phone, email: person.email },
      memberships: memberships.map(({ id: membership, role, unit, cycle, title, validFrom, validTo }) => ({
        id: membership,
        roleKey: `roles.${role}`,
        mayDelegate: DELEGABLE.includes(role),
        unit: { id: unit.id, name: unit.name },
        cycle: cycle && cycleName(cycle),
        title,
        validFrom,
        validTo,
      })),
      delegations: delegations.map(({ id: delegation, delegate, membership, validFrom, validTo }) => ({
        id: delegation,
        delegate: delegate.name,
        member: membership.person.name,
        unit: membership.unit.name,
        cycle: membership.cycle && cycleName(membership.cycle),
        validFrom,
        validTo,
      })),
      ties: ties.map(({ unit, reason }) => ({ unit: unit.name, reason })),
      history: history.map(({ type, at }) => ({ at, key: `people.history.${type}` })),
      ...(await this.choices(actor)),
    };
  }

  @Post(':id')
  @HttpCode(200)
  async change(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Body({ schema: DetailsForm }) form: DetailsForm,
  ) {
    const { legacy: _, ...details } = inUnicode(form, ['name']);
    await this.memberships.change(actor, id, details);
    return seeOther(`/people/${id}`, { toast: 'toast.saved' });
  }

  @Post(':id/memberships')
  @HttpCode(200)
  async join(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Body({ schema: MembershipForm }) form: MembershipForm,
  ) {
    await this.memberships.addMembership(actor, id, form);
    return seeOther(`/people/${id}`, { toast: 'toast.saved' });
  }

  @Post(':id/memberships/:membership/delegations')
  @HttpCode(200)
  async delegate(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Param('membership', { schema: PersonId }) membership: string,
    @Body({ schema: DelegationForm }) { phone, ...wanted }: DelegationForm,
  ) {
    await this.itsOwn(actor, id, membership);
    await this.memberships.delegate(actor, membership, { ...wanted, delegate: await personByPhone(this.em.fork(), actor, phone) });
    return seeOther(`/people/${id}`, { toast: 'toast.saved' });
  }

  @Post(':id/delegations/:delegation/end')
  @HttpCode(200)
  async takeBack(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Param('delegation', { schema: PersonId }) delegation: string,
  ) {
    await this.itsOwn(actor, id, delegation);
    await this.memberships.endDelegation(actor, delegation);
    return seeOther(`/people/${id}`, { toast: 'toast.saved' });
  }

  @Post(':id/memberships/:membership/end')
  @HttpCode(200)
  async leave(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Param('membership', { schema: PersonId }) membership: string,
  ) {
    await this.itsOwn(actor, id, membership);
    await this.memberships.endMembership(actor, membership);
    return seeOther(`/people/${id}`, { toast: 'toast.saved' });
  }

  @Post(':id/removal')
  @HttpCode(200)
  async remove(
    @CurrentActor() actor: Actor,
    @Param('id', { schema: PersonId }) id: string,
    @Body({ schema: RemovalForm }) { reason }: RemovalForm,
  ) {
    await this.memberships.remove(actor, id, reason);
    return seeOther('/people', { toast: 'toast.personRemoved' });
  }

  /** What a membership can be chosen from. */
  async choices(actor: Actor) {
    return { roles: roleOptions(actor), cycles: await cycleChoices(this.em.fork(), actor) };
  }

  /** An address that ties something to another person than its own is none. */
  private async itsOwn(actor: Actor, person: string, id: string): Promise<void> {
    const { memberships, delegations } = await personView(this.em.fork(), actor, person);
    if (![...memberships, ...delegations].some((one) => one.id === id)) throw new NotFound('No such page');
  }
}
