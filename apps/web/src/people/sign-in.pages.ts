import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { NotFound, PasswordService, SessionService } from '#awards';
import type { Config } from '#config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG } from '../config.js';
import { CurrentPerson, originOf, SessionCookie, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { BeforeSecondFactor, Public, SignedInOnly } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';
import { Door } from './door.js';

const Next = z.string().max(500).optional();

const PersonaForm = z.object({ membership: z.uuid(), next: Next });
type PersonaForm = z.infer<typeof PersonaForm>;

const PasswordForm = z.object({ login: z.string().min(1).max(254), password: z.string().min(1).max(1024), next: Next });
type PasswordForm = z.infer<typeof PasswordForm>;

const nextOf = ({ body }: FastifyRequest) => (body as { next?: unknown } | undefined)?.next;

/** Signing in with a password, or as one of the sample's people outside production; changing roles; signing out. */
@BeforeSecondFactor()
@Controller()
export class SignInPages {
  constructor(
    private readonly passwords: PasswordService,
    private readonly sessions: SessionService,
    private readonly door: Door,
    private readonly cookie: SessionCookie,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public()
  @Page('people/sign-in')
  form(@Query('next') next?: string) {
    return this.door.model(next);
  }

  @Post('sign-in')
  @Public()
  @HttpCode(200)
  async signInAsPersona(
    @Body({ schema: PersonaForm }) { membership, next }: PersonaForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    const token = await this.sessions.signInAsPersona(membership, originOf(request));
    return this.door.open(request, reply, { token, strength: 'single' }, next);
  }

  @Post('sign-in/password')
  @Public()
  @Page('people/sign-in', { again: (pages: SignInPages, request) => pages.door.model(nextOf(request)) })
  async signIn(
    @Body({ schema: PasswordForm }) { login, password, next }: PasswordForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.door.open(request, reply, await this.passwords.signIn({ login, password }, originOf(request)), next);
  }

  @Post('acting-as')
  @SignedInOnly()
  @HttpCode(200)
  async actAs(
    @CurrentPerson() { sessionId }: SignedIn,
    @Body({ schema: PersonaForm }) { membership, next }: PersonaForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.door.remember(reply, await this.sessions.actAs(sessionId, membership));
    return seeOther(safePath(next));
  }

  @Post('sign-out')
  @SignedInOnly()
  @HttpCode(200)
  async signOut(@CurrentPerson() { personId, sessionId }: SignedIn, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.end(personId, sessionId);
    this.cookie.clear(reply);
    // Nothing of what was read stays on a computer that several people use.
    void reply.header('clear-site-data', '"cache", "storage"');
    return seeOther('/');
  }
}
