import { Inject, Injectable } from '@nestjs/common';
import { COOKIE_SECONDS, type Opened, PasskeyService, PeopleService, SessionService } from '#awards';
import type { Config } from '#config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG } from '../config.js';
import { SessionCookie } from '../http/actor.js';
import { safePath } from '../http/safe-path.js';
import { seeOther, type SeeOther } from '../http/see-other.js';

const ORDER = ['secretariat', 'chair', 'scorer', 'reviewer', 'nominator', 'observer', 'administrator'];

/** What every way of signing in ends with: the cookie, and where to go. */
@Injectable()
export class Door {
  /** Ties two steps of a sign-in to one browser. */
  readonly ceremony: SessionCookie;

  constructor(
    private readonly people: PeopleService,
    private readonly sessions: SessionService,
    private readonly passkeys: PasskeyService,
    private readonly cookie: SessionCookie,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.ceremony = new SessionCookie(config.baseUrl, 'ceremony');
  }

  /** Lets somebody in, under a new token whatever cookie the browser came with; what it was signed in as before is over. */
  async open(request: FastifyRequest, reply: FastifyReply, { token, strength }: Opened, next: unknown): Promise<SeeOther> {
    const { person } = request;
    if (person) await this.sessions.end(person.personId, person.sessionId);
    this.remember(reply, token);
    const path = safePath(next);
    return seeOther(strength === 'pending' ? `/sign-in/confirm?next=${encodeURIComponent(path)}` : path);
  }

  /** The session goes on under another token. */
  remember(reply: FastifyReply, token: string): void {
    this.cookie.set(reply, token, COOKIE_SECONDS);
  }

  /** Who has shown one factor in this browser and owes the other. */
  async pending(request: FastifyRequest) {
    const token = this.cookie.read(request);
    return token ? this.sessions.findPending(token) : null;
  }

  /** What the page for signing in offers. */
  async model(next: unknown) {
    const personas = this.config.nodeEnv === 'production' ? [] : await this.people.personas();
    const groups = ORDER.map((role) => ({
      role,
      personas: personas
        .filter((persona) => persona.role === role)
        .map(({ id, person, unit, title }) => ({ id, name: person.name, unit: unit.name, title })),
    }));
    return {
      title: { vi: 'Đăng nhập', en: 'Sign in' },
      groups: groups.filter((group) => group.personas.length > 0),
      next: safePath(next),
      hasPasskeys: this.passkeys.isAvailable,
      provider: this.config.signIn.oidc?.name,
    };
  }
}
