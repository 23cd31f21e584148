import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { FactorService } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../http/actor.js';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, SignedInOnly } from '../http/policy.js';
import { seeOther } from '../http/see-other.js';
import { Door } from './door.js';
import { qrCode } from './qr-code.js';
import { type Account, CurrentAccount } from './session.service.js';

const CodeForm = z.object({ code: z.string().min(1).max(20) });
type CodeForm = z.infer<typeof CodeForm>;

const SIGN_IN_AGAIN = seeOther('/sign-in?next=/account', { toast: 'toast.signInAgain' });
const CODES_TITLE = { vi: 'Mã dự phòng', en: 'Recovery codes' };

/** Setting up an app that shows codes, and the paper that goes with it. */
@Controller('account')
@SignedInOnly()
export class AuthenticatorPages {
  constructor(
    private readonly factors: FactorService,
    private readonly door: Door,
  ) {}

  @Get('authenticator')
  @BeforeSecondFactor()
  @Page('people/authenticator')
  async form(@CurrentAccount() who: Account) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    const { hasApp } = await this.factors.state(who.personId);
    if (hasApp) return seeOther('/account');
    const { secret, address } = await this.factors.begin(who);
    return {
      title: { vi: 'Ứng dụng tạo mã', en: 'Authenticator app' },
      secret: secret.replace(/(.{4})(?=.)/g, '$1 '),
      picture: await qrCode(address),
      address,
    };
  }

  /** The answer to the POST is the only page that ever shows the codes. */
  @Post('authenticator')
  @BeforeSecondFactor()
  @Page('people/recovery-codes', { again: (pages: AuthenticatorPages, request) => pages.form(request.person as Account) })
  async add(
    @CurrentAccount() who: Account,
    @Body({ schema: CodeForm }) { code }: CodeForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    const { codes, token } = await this.factors.add(who, code.replaceAll(/\s/g, ''), originOf(request));
    this.door.remember(reply, token);
    return { title: CODES_TITLE, codes };
  }

  @Post('recovery-codes')
  @Page('people/recovery-codes')
  async renew(@CurrentAccount() who: Account) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    return { title: CODES_TITLE, codes: await this.factors.renewCodes(who) };
  }

  @Post('authenticator/removal')
  @HttpCode(200)
  async remove(@CurrentAccount() who: Account) {
    if (!who.isFresh) return SIGN_IN_AGAIN;
    await this.factors.remove(who);
    return seeOther('/account', { toast: 'toast.done' });
  }
}
