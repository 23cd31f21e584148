import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get } from '@nestjs/common';
import { PasskeyService, PasswordService } from '#awards';
import { Person } from '#store';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, SignedInOnly } from '../http/policy.js';
import { type Account, CurrentAccount } from './session.service.js';

/** Where an invitation leads: what one is here, and how one comes in from now on. */
@Controller('welcome')
@SignedInOnly()
export class WelcomePages {
  constructor(
    private readonly em: EntityManager,
    private readonly passwords: PasswordService,
    private readonly passkeys: PasskeyService,
  ) {}

  @Get()
  @BeforeSecondFactor()
  @Page('people/welcome')
  async show(@CurrentAccount() who: Account) {
    const { email, phone } = await this.em.fork().findOneOrFail(Person, who.personId);
    return {
      title: { vi: 'Chào mừng bạn', en: 'Welcome' },
      email,
      phone,
      memberships: who.memberships.map(({ role, unitName }) => ({ roleKey: `roles.${role}`, unitName })),
      hasPassword: await this.passwords.has(who.personId),
      hasPasskeys: this.passkeys.isAvailable,
    };
  }
}
