import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { cameByLink, FactorService, PasskeyService, PasswordService, SessionService, TokenService } from '#awards';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../http/actor.js';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { browserOf } from './browser.js';
import { type Account, CurrentAccount } from './session.service.js';

const PasswordForm = z.object({ present: z.string().max(1024).optional(), wanted: z.string().min(1).max(1024) });
type PasswordForm = z.infer<typeof PasswordForm>;

const TokenForm = z.object({
  tokenName: z.string().trim().min(1).max(60),
  scope: z.enum(['read', 'write']),
  days: z.coerce.number().int().min(1).max(365),
});
type TokenForm = z.infer<typeof TokenForm>;

const Id = z.uuid();
const SIGN_IN_AGAIN = seeOther('/sign-in?next=/account', { toast: 'toast.signInAgain' });

/** How one signs in, where one is signed in, and which programs act for one. */
@Controller('account')
@SignedInOnly()
export class AccountPages {
  constructor(
    private readonly passwords: PasswordService,
    private readonly factors: FactorService,
    private readonly passkeys: PasskeyService,
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
  ) {}

  @Get()
  @BeforeSecondFactor()
  @Page('people/account')
  async show(@CurrentAccount() who: Account) {
    const hasPassword = await this.passwords.has(who.personId);
    const sessions = await this.sessions.list(who.personId);
    return {
      title: { vi: 'Tài khoản và bảo mật', en: 'Account and security' },
      owesSetUp: (who as { owes?: string }).owes === 'setUp',
      hasPassword,
      needsPresent: hasPassword && !cameByLink(who),
      app: await this.factors.state(who.personId),
      hasApps: this.factors.hasApps,
      hasPasskeys: this.passkeys.isAvailable,
      passkeys: await this.passkeys.list(who.personId),
      sessions: sessions.map((row) => ({ ...row, browser: browserOf(row.device), isThis: row.id === who.sessionId })),
      hasOthers: sessions.length > 1,
      tokens: await this.tokens.list(who.personId),
    };
  }

  @Post('password')
  @BeforeSecondFactor()
  @Page('people/account', { again: (pages: AccountPages, request) => pages.show(request.person as Account) })
  async changePassword(@CurrentAccount() who: Account, @Body({ schema: PasswordForm }) form: PasswordForm, @Req() request: FastifyRequest) {
    // A session left open somewhere must not become a lasting way in. Who has a password shows it instead.
    if (!who.isFresh && !(await this.passwords.has(who.personId))) return SIGN_IN_AGAIN;
    await this.passwords.change(who, form, originOf(request));
    return seeOther('/account', { toast: 'toast.passwordSet' });
  }

  @Post('sessions/end-others')
  @HttpCode(200)
  async endOthers(@CurrentAccount() { personId, sessionId }: Account) {
    await this.sessions.endOthers(personId, sessionId);
    return seeOther('/account', { toast: 'toast.done' });
  }

  @Post('sessions/:id/end')
  @HttpCode(200)
  async end(@CurrentAccount() { personId }: Account, @Param('id', { schema: Id }) id: string) {
    await this.sessions.end(personId, id);
    return seeOther('/account', { toast: 'toast.done' });
  }

  /** The answer to the POST is the only page that ever shows the token. */
  @Post('tokens')
  @Page('people/token', { again: (pages: AccountPages, request) => pages.show(request.person as Account) })
  async issue(@CurrentAccount() who: Account, @Body({ schema: TokenForm }) { tokenName, scope, days }: TokenForm) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    const token = await this.tokens.issue(who, { name: tokenName, scope, days });
    return { title: { vi: 'Mã truy cập mới', en: 'New access token' }, name: tokenName, token };
  }

  @Post('tokens/:id/revocation')
  @HttpCode(200)
  async revoke(@CurrentAccount() who: Account, @Param('id', { schema: Id }) id: string) {
    await this.tokens.revoke(who, id);
    return seeOther('/account', { toast: 'toast.done' });
  }
}
