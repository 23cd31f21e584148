import { Body, Controller, Get, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { NotFound, PeopleService } from '#awards';
import type { Config } from '#config';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CONFIG } from '../config.js';
import { CurrentPerson, SessionCookie, type SignedIn } from '../http/actor.js';
import { Page } from '../http/page.js';
import { seeOther } from '../http/see-other.js';
import { Public, SignedInOnly } from '../http/policy.js';
import { safePath } from '../http/safe-path.js';

const ActingForm = z.object({ membership: z.uuid(), next: z.string().max(500).optional() });
type ActingForm = z.infer<typeof ActingForm>;

const SignInForm = z.object({ membership: z.uuid(), next: z.string().max(500).optional() });
type SignInForm = z.infer<typeof SignInForm>;

export const SESSION_SECONDS = 14 * 86_400;
const ORDER = ['secretariat', 'chair', 'scorer', 'reviewer', 'nominator', 'observer', 'administrator'];

/** Signing in. So far only the people of the sample can, by one click, and never in production. */
@Controller()
export class SignInPages {
  constructor(
    private readonly people: PeopleService,
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
  async signIn(@Body({ schema: SignInForm }) { membership, next }: SignInForm, @Res({ passthrough: true }) reply: FastifyReply) {
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    this.cookie.set(reply, await this.people.signInAsPersona(membership), SESSION_SECONDS);
    return seeOther(safePath(next));
  }

  @Post('acting-as')
  @SignedInOnly()
  @HttpCode(200)
  async actAs(@CurrentPerson() { sessionId }: SignedIn, @Body({ schema: ActingForm }) { membership, next }: ActingForm) {
    await this.people.actAs(sessionId, membership);
    return seeOther(safePath(next));
  }

  @Post('sign-out')
  @SignedInOnly()
  @HttpCode(200)
  async signOut(@CurrentPerson() person: SignedIn | null, @Res({ passthrough: true }) reply: FastifyReply) {
    if (person) await this.people.signOut(person.sessionId);
    this.cookie.clear(reply);
    return seeOther('/');
  }
}
