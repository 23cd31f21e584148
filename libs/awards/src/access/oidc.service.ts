import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { invalid } from '../errors.js';
import { Attempts } from './attempts.js';
import { beginCeremony, takeCeremony } from './ceremonies.js';
import { loginOf } from './secret.js';
import { type Opened, type Origin, SessionService } from './session.service.js';

/** What is remembered while somebody is at their provider. */
export interface OidcJourney {
  state: string;
  nonce: string;
  verifier: string;
  next: string;
}

/** Signing in with what an OpenID provider says of somebody. Talking to the provider is the caller's: nothing here touches the network. */
@Injectable()
export class OidcService {
  constructor(
    private readonly em: EntityManager,
    private readonly attempts: Attempts,
    private readonly sessions: SessionService,
  ) {}

  /** Returns the secret for the browser's cookie. */
  depart(journey: OidcJourney): Promise<string> {
    return beginCeremony(this.em.fork(), 'oidc', { ...journey });
  }

  /** Once for each departure, in the same browser. */
  async arrive(secret: string): Promise<OidcJourney | null> {
    return (await takeCeremony(this.em.fork(), 'oidc', secret)) as OidcJourney | null;
  }

  /** Lets in whose address the provider has checked. Nobody is added: whom we do not know stays outside. */
  async signIn({ email, isVerified }: { email: string; isVerified: boolean }, from: Origin): Promise<Opened> {
    const attempt = await this.attempts.begin('oidc', null, from);
    return this.em.fork().transactional(async (em) => {
      const [person] = isVerified
        ? await em.execute<{ id: string }[]>(
            raw('select id from person where email = :login and removed_at is null', { login: loginOf(email) }),
          )
        : [];
      const opened = person && (await this.sessions.open(em, person.id, 'oidc', from));
      if (!opened) throw invalid('login', 'Tài khoản này chưa được cấp quyền ở đây.', 'This account has no access here.');
      await attempt.succeeded(em, person.id);
      return opened;
    });
  }
}
