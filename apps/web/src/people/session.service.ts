import { createParamDecorator, type ExecutionContext, ForbiddenException, Inject, Injectable, UnauthorizedException } from '@nestjs/common';
import { isOffice, PeopleService, SessionService, type SignedIn as Account, TOKEN_PREFIX, TokenService } from '#awards';
import type { Config } from '#config';
import type { FastifyRequest } from 'fastify';
import type { Language } from '#workflow';
import { CONFIG } from '../config.js';
import { bearerOf, Sessions, type SignedIn } from '../http/actor.js';
import { LanguageChoice } from '../http/language.controller.js';

export type { Account };

const READING = new Set(['GET', 'HEAD']);

/** Finds who is behind a request, for the hook that asks on every one: a signed-in browser, or a program with a token of its own. */
@Injectable()
export class StoredSessions extends Sessions {
  constructor(
    private readonly sessions: SessionService,
    private readonly tokens: TokenService,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    super();
  }

  async find(token: string, request: FastifyRequest): Promise<SignedIn | null> {
    if (token.startsWith(TOKEN_PREFIX)) return this.findProgram(token, request);
    const who = await this.sessions.find(token);
    return who && { ...who, owes: this.owedBy(who) };
  }

  /** Programs use the API, with a header. Pages are for people: on one a token is nobody's. */
  private async findProgram(token: string, request: FastifyRequest): Promise<SignedIn | null> {
    if (!request.url.startsWith('/api/v1/') || bearerOf(request) !== token) return null;
    const found = await this.tokens.find(token);
    if (found?.scope === 'read' && !READING.has(request.method)) throw new ForbiddenException('The token may only read');
    return found && found.who;
  }

  private owedBy({ strength, hasSecondFactor, memberships }: Account): SignedIn['owes'] {
    const { secondFactor } = this.config.signIn;
    const isDue = secondFactor === 'everybody' || (secondFactor === 'office' && memberships.some(({ role }) => isOffice(role)));
    if (!isDue || strength === 'double') return undefined;
    return hasSecondFactor ? 'confirmation' : 'setUp';
  }
}

/** The person behind the request with how they signed in: everything `StoredSessions` found. Nobody signed in: 401. */
export const CurrentAccount = createParamDecorator((_: unknown, context: ExecutionContext): Account => {
  const { person } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!person) throw new UnauthorizedException();
  return person as Account;
});

/** Remembers the language of whoever is signed in. */
@Injectable()
export class StoredLanguage extends LanguageChoice {
  constructor(private readonly people: PeopleService) {
    super();
  }

  keep({ personId }: SignedIn, language: Language): Promise<void> {
    return this.people.speak(personId, language);
  }
}
