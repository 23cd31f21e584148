import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { COOKIE_SECONDS, NotFound, PeopleService, SessionService } from '#awards';
import type { Config } from '#config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CONFIG } from '../config.js';
import { CurrentPerson, originOf, SessionCookie, type SignedIn } from '../http/actor.js';
import { Public, SignedInOnly } from '../http/policy.js';

const PersonaBody = z.object({ membership: z.uuid() });
type PersonaBody = z.infer<typeof PersonaBody>;

/** Signing in as one of the sample's people, for programs: the token goes into `Authorization: Bearer` or the cookie. */
@Controller('api/v1')
export class SessionApi {
  constructor(
    private readonly people: PeopleService,
    private readonly sessions: SessionService,
    private readonly cookie: SessionCookie,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('personas')
  @Public()
  async personas() {
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    const personas = await this.people.personas();
    return personas.map(({ id, role, title, person, unit }) => ({
      membership: id,
      name: person.name,
      role,
      title,
      unit: { code: unit.code, name: unit.name },
    }));
  }

  @Post('session')
  @Public()
  async signIn(
    @Body({ schema: PersonaBody }) { membership }: PersonaBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (this.config.nodeEnv === 'production') throw new NotFound('No such page');
    const token = await this.sessions.signInAsPersona(membership, originOf(request));
    this.cookie.set(reply, token, COOKIE_SECONDS);
    return { token, expiresIn: COOKIE_SECONDS };
  }

  @Get('session')
  @SignedInOnly()
  me(@CurrentPerson() { name, title, unitName, actor, language }: SignedIn) {
    return { name, title, unit: unitName, role: actor.role, language };
  }

  @Delete('session')
  @SignedInOnly()
  @HttpCode(204)
  async signOut(@CurrentPerson() { personId, sessionId }: SignedIn, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.end(personId, sessionId);
    this.cookie.clear(reply);
  }
}
