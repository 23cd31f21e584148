import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { LinkService, MAY_RECOVER, peopleBelow } from '#awards';
import { z } from 'zod';
import { Page } from '../http/page.js';
import { Roles } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { qrCode } from './qr-code.js';
import { type Account, CurrentAccount } from './session.service.js';

const TITLE = { vi: 'Giúp đăng nhập lại', en: 'Help to sign in again' };
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
    const people = await peopleBelow(this.em.fork(), actor, q);
    return { title: TITLE, q, people, isFull: people.length === 50 };
  }

  /** The answer to the POST is the only page that ever shows the link. */
  @Post(':id/link')
  @Page('people/printed-link')
  async issue(@CurrentAccount() who: Account, @Param('id', { schema: z.uuid() }) id: string) {
    if (!who.isFresh) return seeOther('/sign-in?next=/recovery', { toast: 'toast.signInAgain' });
    const issued = await this.links.recover(who, id);
    return { title: TITLE, ...issued, picture: await qrCode(issued.link) };
  }
}
