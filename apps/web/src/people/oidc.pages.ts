import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { invalid, OidcService } from '#awards';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../http/actor.js';
import { Page } from '../http/page.js';
import { BeforeSecondFactor, Public } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';
import { Door } from './door.js';
import { Provider } from './provider.js';

const JOURNEY_SECONDS = 600;

/** Signing in with the account of an OpenID provider. */
@BeforeSecondFactor()
@Controller('sign-in/oidc')
export class OidcPages {
  constructor(
    private readonly provider: Provider,
    private readonly oidc: OidcService,
    private readonly door: Door,
  ) {}

  /** Not a form: the content security policy lets forms lead to this site only. */
  @Get()
  @Public()
  async leave(@Res({ passthrough: true }) reply: FastifyReply, @Query('next') next?: string) {
    const { address, journey } = await this.provider.journey(safePath(next));
    this.door.ceremony.set(reply, await this.oidc.depart(journey), JOURNEY_SECONDS);
    void reply.status(303).header('location', address.href).header('cache-control', 'no-store');
    return '';
  }

  @Get('callback')
  @Public()
  @Page('people/sign-in', { again: (pages: OidcPages) => pages.door.model('/') })
  async comeBack(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const journey = await this.oidc.arrive(this.door.ceremony.read(request) ?? '');
    this.door.ceremony.clear(reply);
    const query = request.url.slice(request.url.indexOf('?'));
    const who = journey && (await this.provider.whoCameBack(query, journey));
    if (!who) throw invalid('login', 'Chưa xác nhận được tài khoản. Hãy thử lại.', 'The account could not be confirmed. Try again.');
    return this.door.open(request, reply, await this.oidc.signIn(who, originOf(request)), journey.next);
  }
}
