import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { inGroups, type IssuedLink, LinkService, MAY_RECOVER, peopleBelow, waitingRecoveries } from '#awards';
import { z } from 'zod';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { qrCode } from './qr-code.js';
import { type Account, CurrentAccount } from './session.service.js';

const TITLE = { vi: 'Giúp đăng nhập lại', en: 'Help to sign in again' };
const SIGN_IN_AGAIN = seeOther('/sign-in?next=/recovery', { toast: 'toast.signInAgain' });
const Words = z.object({ q: z.string().max(100).default('') });
type Words = z.infer<typeof Words>;

/** The unit above helps somebody who has lost what they sign in with. */
@Controller('recovery')
@Roles(...MAY_RECOVER)
export class RecoveryPages {
  constructor(
    private readonly em: EntityManager,
    private readonly links: LinkService,
  ) {}

  @Get()
  @Page('people/recovery')
  async list(@CurrentAccount() { actor }: Account, @Query({ schema: Words }) { q }: Words) {
    const em = this.em.fork();
    const people = await peopleBelow(em, actor, q);
    return { title: TITLE, q, people, isFull: people.length === 50, waiting: await waitingRecoveries(em, actor) };
  }

  /** The answer to the POST is the only page that ever shows the link. */
  @Post(':id/link')
  @Page('people/printed-link', {
    again: (pages: RecoveryPages, request) => (request.person ? pages.list(request.person as Account, { q: '' }) : {}),
  })
  async issue(@CurrentAccount() who: Account, @Param('id', { schema: z.uuid() }) id: string) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    const issued = await this.links.recover(who, id);
    return issued === null ? seeOther('/recovery', { toast: 'toast.recoveryAsked' }) : this.printed(issued);
  }

  /** For somebody of the office: another administrator agrees. */
  @Post(':id/confirmation')
  @Roles('administrator')
  @Page('people/printed-link')
  async confirm(@CurrentAccount() who: Account, @Param('id', { schema: z.uuid() }) id: string) {
    return who.isFresh ? this.printed(await this.links.confirmRecovery(who, id)) : SIGN_IN_AGAIN;
  }

  @Post(':id/refusal')
  @Roles('administrator')
  @HttpCode(200)
  async refuse(@CurrentAccount() who: Account, @Param('id', { schema: z.uuid() }) id: string) {
    await this.links.refuseRecovery(who, id);
    return seeOther('/recovery', { toast: 'toast.done' });
  }

  private async printed(issued: IssuedLink) {
    return { title: TITLE, ...issued, code: inGroups(issued.token), picture: await qrCode(issued.link) };
  }
}
