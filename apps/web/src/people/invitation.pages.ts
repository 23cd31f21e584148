import { EntityManager } from '@mikro-orm/postgresql';
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { INVITATION_FILTERS, invitationPage, InvitationService, MAY_INVITE, PRINTED_AT_ONCE } from '#awards';
import type { Config } from '#config';
import { z } from 'zod';
import type { Actor } from '#workflow';
import { CONFIG } from '../config.js';
import { CurrentActor } from '../http/actor.js';
import { Page } from '../http/page.js';
import { pagerOf } from '../http/pager.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { qrCode } from './qr-code.js';

const filter = {
  q: z.string().max(200).default(''),
  state: z.enum(INVITATION_FILTERS).default('waiting'),
  /** The request that imported them. */
  from: z.string().max(80).optional(),
};
const count = z.coerce.number().int().min(0).optional();
const ListQuery = z.object({
  ...filter,
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  letters: count,
  unreachable: count,
});
type ListQuery = z.infer<typeof ListQuery>;

const InviteForm = z
  .object({
    ...filter,
    scope: z.enum(['chosen', 'all']).default('chosen'),
    person: z.union([z.uuid().transform((id) => [id]), z.array(z.uuid())]).default([]),
  })
  .refine(({ scope, person }) => scope === 'all' || person.length > 0, { path: ['person'], error: 'nobodyChosen' });
type InviteForm = z.infer<typeof InviteForm>;

const TITLE = { vi: 'Mời người dùng', en: 'Invite people' };

/** Asking people in: who was, who came, who has not; by letter or on paper. */
@Controller('invitations')
@Roles(...MAY_INVITE)
export class InvitationPages {
  constructor(
    private readonly em: EntityManager,
    private readonly invitations: InvitationService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('people/invitations')
  async list(@CurrentActor() actor: Actor, @Query({ schema: ListQuery }) { page, letters, unreachable, ...wanted }: ListQuery) {
    const { rows, size, total } = await invitationPage(this.em.fork(), actor, { ...wanted, page });
    const hidden = wanted.from === undefined ? [] : [{ name: 'from', value: wanted.from }];
    return {
      title: TITLE,
      ...wanted,
      letters,
      unreachable,
      rows: rows.map((row) => ({ ...row, stateKey: `invitations.stateOf.${row.cameAt ? 'came' : (row.state ?? 'none')}` })),
      filters: INVITATION_FILTERS.map((state) => ({
        href: addressOf({ ...wanted, state }),
        key: `invitations.filter.${state}`,
        isCurrent: state === wanted.state,
      })),
      hidden: [{ name: 'state', value: wanted.state }, ...hidden],
      pager: pagerOf(addressOf(wanted), page, size, total),
      severalPages: total > size,
      mayInvite: wanted.state !== 'came' && total > 0,
      isPaperFull: total > PRINTED_AT_ONCE,
      mostOnPaper: PRINTED_AT_ONCE,
      days: this.config.signIn.invitationDays,
    };
  }

  /** The answer to the POST is the only page that ever shows the links. */
  @Post('printing')
  @Page('people/invitation-cards', { again: (pages: InvitationPages, request) => pages.again(request.person?.actor, request.body) })
  async print(@CurrentActor() actor: Actor, @Body({ schema: InviteForm }) form: InviteForm) {
    const cards = await this.invitations.print(actor, wantedBy(form));
    if (cards.length === 0) return seeOther('/invitations', { toast: 'toast.nobodyInvited' });
    return {
      title: TITLE,
      cards: await Promise.all(cards.map(async (card) => ({ ...card, picture: await qrCode(card.link) }))),
      address: `${this.config.baseUrl.replace(/^https?:\/\//, '')}/sign-in/link`,
      rest: addressOf({ ...form, state: 'new' }),
    };
  }

  @Post('letters')
  @HttpCode(200)
  async mail(@CurrentActor() actor: Actor, @Body({ schema: InviteForm }) form: InviteForm) {
    const { letters, unreachable } = await this.invitations.mail(actor, wantedBy(form));
    return seeOther(addressOf({ ...form, letters, unreachable }));
  }

  /** Nobody was chosen: the list again, with what was typed. */
  private again(actor: Actor | undefined, body: unknown) {
    const { q, state, from } = z.object(filter).catch({ q: '', state: 'waiting', from: undefined }).parse(body);
    return actor ? this.list(actor, { q, state, from, page: 1 }) : {};
  }
}

const wantedBy = ({ q, state, from, scope, person }: InviteForm) => ({ q, state, from, ...(scope === 'chosen' && { people: person }) });

interface Address {
  q: string;
  state: string;
  from?: string | undefined;
  letters?: number;
  unreachable?: number;
}

function addressOf({ q, state, from, letters, unreachable }: Address): string {
  const told = { letters, unreachable };
  const query = new URLSearchParams({ ...(q && { q }), state, ...(from && { from }) });
  for (const [key, value] of Object.entries(told)) if (value !== undefined) query.set(key, String(value));
  return `/invitations?${query.toString()}`;
}
