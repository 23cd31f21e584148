import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { COOKIE_SECONDS, NotFound, PeopleService, SessionService } from '#awards';
import type { Config } from '#config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG } from '../config.js';
import { CurrentPerson, originOf, SessionCookie, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';

const ActingForm = z.object({ membership: z.uuid(), next: z.string().max(500).optional() });
type ActingForm = z.infer<typeof ActingForm>;

const SignInForm = z.object({ membership: z.uuid(), next: z.string().max(500).optional() });
type SignInForm = z.infer<typeof SignInForm>;

const ORDER = ['secretariat', 'chair', 'scorer', 'reviewer', 'nominator', 'observer', 'administrator'];

/** Signing in. So far only the people of the sample can, by one click, and never in production. */
@Controller()
export class SignInPages {
  constructor(
    private readonly people: PeopleService,
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('sign-in')
  @Public()
  @Page('people/sign-in')
  async form(@Query('next') next?: string) {
    const personas = this.config.nodeEnv === 'production' ? [] : await this.people.personas();
    const groups = ORDER.map((role) => ({
      role,
      personas: personas
        .filter((persona) => persona.role === role)
        .map(({ id, person, unit, title }) => ({ id, name: person.name, unit: unit.name, title })),
    }));
    return { groups: groups.filter((group) => group.personas.length > 0), next: safePath(next) };
  }

  @Post('sign-in')
  @Public()
  @HttpCode(200)
  async signIn(
    @Body({ schema: SignInForm }) { membership, next }: SignInForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    const token = await this.sessions.signInAsPersona(membership, originOf(request));
    if (request.person) await this.sessions.end(request.person.personId, request.person.sessionId);
    this.cookie.set(reply, token, COOKIE_SECONDS);
    return seeOther(safePath(next));
  }

  @Post('acting-as')
  @SignedInOnly()
  @HttpCode(200)
  async actAs(
    @CurrentPerson() { sessionId }: SignedIn,
    @Body({ schema: ActingForm }) { membership, next }: ActingForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.cookie.set(reply, await this.sessions.actAs(sessionId, membership), COOKIE_SECONDS);
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
