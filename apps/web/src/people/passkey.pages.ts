import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { PasskeyService } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { originOf } from '../http/actor.js';
import { BeforeSecondFactor, Public, SignedInOnly } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';
import { seeOther } from '../http/see-other.js';
import { Door } from './door.js';
import { type Account, CurrentAccount } from './session.service.js';

const CEREMONY_SECONDS = 600;
/** The library checks the rest. */
const Response = z.looseObject({ id: z.string().max(1400), response: z.looseObject({}) });
const SignInBody = z.object({ response: Response, next: z.string().max(500).optional() });
type SignInBody = z.infer<typeof SignInBody>;

const RegistrationBody = z.object({ response: Response, name: z.string().trim().min(1).max(60) });
type RegistrationBody = z.infer<typeof RegistrationBody>;

/** What the script of the pages calls to use and to make passkeys. Answers say where to go; the cookies are in their headers. */
@BeforeSecondFactor()
@Controller()
export class PasskeyPages {
  constructor(
    private readonly passkeys: PasskeyService,
    private readonly door: Door,
  ) {}

  @Post('sign-in/passkey/options')
  @Public()
  @HttpCode(200)
  async signInOptions(@Res({ passthrough: true }) reply: FastifyReply) {
    const { options, secret } = await this.passkeys.beginSignIn();
    this.door.ceremony.set(reply, secret, CEREMONY_SECONDS);
    return options;
  }

  @Post('sign-in/passkey')
  @Public()
  @HttpCode(200)
  async signIn(
    @Body({ schema: SignInBody }) { response, next }: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const opened = await this.passkeys.signIn(response, this.door.ceremony.read(request) ?? '', originOf(request));
    this.door.ceremony.clear(reply);
    await this.door.open(request, reply, opened, next);
    return { next: safePath(next) };
  }

  @Post('account/passkeys/options')
  @SignedInOnly()
  @HttpCode(200)
  async registrationOptions(@CurrentAccount() who: Account, @Res({ passthrough: true }) reply: FastifyReply) {
    if (!who.isFresh) return { next: '/sign-in?next=/account' };
    const { options, secret } = await this.passkeys.beginRegistration(who);
    this.door.ceremony.set(reply, secret, CEREMONY_SECONDS);
    return options;
  }

  @Post('account/passkeys')
  @SignedInOnly()
  @HttpCode(200)
  async register(
    @CurrentAccount() who: Account,
    @Body({ schema: RegistrationBody }) { response, name }: RegistrationBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const token = await this.passkeys.register(who, name, response, this.door.ceremony.read(request) ?? '');
    this.door.ceremony.clear(reply);
    this.door.remember(reply, token);
    return { next: '/account' };
  }

  @Post('account/passkeys/:id/removal')
  @SignedInOnly()
  @HttpCode(200)
  async remove(@CurrentAccount() who: Account, @Param('id') id: string) {
    if (!who.isFresh) return seeOther('/sign-in?next=/account', { toast: 'toast.signInAgain' });
    await this.passkeys.remove(who, id);
    return seeOther('/account', { toast: 'toast.done' });
  }
}
