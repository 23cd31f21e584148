import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import type { LinkPurpose } from '#store';
import type { Language } from '#workflow';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { Attempts } from './attempts.js';
import { mayIssueFor } from './recovery.policy.js';
import { hashOf, loginOf, newSecret } from './secret.js';
import { endSessions, type Opened, type Origin, SessionService, type SignedIn } from './session.service.js';
import { ACCESS, type AccessSettings } from './settings.js';

/** How long a link that was asked for is good (ASVS 5.0, 6.5.5). */
const SIGN_IN_MINUTES = 10;

/** A letter with a link, to be sent at once: the link is nowhere else. */
export interface LinkLetter {
  name: string;
  address: string;
  language: Language;
  link: string;
}

export interface IssuedLink {
  name: string;
  link: string;
  expiresAt: Date;
}

const spent = () =>
  invalid(
    'token',
    'Liên kết này không đúng, đã dùng rồi hoặc đã hết hạn. Hãy xin liên kết mới.',
    'This link is wrong, already used or too old. Ask for a new one.',
  );

/** Links that sign a person in once: by letter, or on paper from the unit above. */
@Injectable()
export class LinkService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly sessions: SessionService,
    @Inject(ACCESS) private readonly settings: AccessSettings,
  ) {}

  /** Notes that somebody wants a link. The same for every address: whether it is anybody's, only the worker looks. */
  async ask(typed: string, from: Origin): Promise<void> {
    const login = loginOf(typed);
    await this.attempts.begin('link-asked', login, from);
    await this.em.fork().execute(raw('insert into link_request (login) values (:login)', { login }));
  }

  /**
   * Takes what was asked for and makes the letters. A request is forgotten before its letter is sent: whoever gets none asks again, and the
   * link in an old one has run out by then.
   */
  async takeRequests(limit = 20): Promise<{ taken: number; letters: LinkLetter[] }> {
    return this.em.fork().transactional(async (em) => {
      const asked = await em.execute<{ login: string; recent: boolean }[]>(
        raw(
          `delete from link_request where id in (select id from link_request order by id limit :limit for update skip locked)
           returning login, asked_at > now() - interval '${SIGN_IN_MINUTES} minutes' as recent`,
          { limit },
        ),
      );
      const letters: LinkLetter[] = [];
      for (const login of new Set(asked.filter(({ recent }) => recent).map((row) => row.login))) {
        const [person] = await em.execute<{ id: string; name: string; email: string; language: Language }[]>(
          raw(
            `select id, name, email, language from person p
              where email = :login and removed_at is null and exists (select 1 from membership m where m.person_id = p.id)`,
            { login },
          ),
        );
        if (!person) continue;
        const { link } = await this.make(em, person.id, 'sign-in', `${SIGN_IN_MINUTES} minutes`);
        letters.push({ name: person.name, address: person.email, language: person.language, link });
      }
      return { taken: asked.length, letters };
    });
  }

  /** Uses a link up and opens a session. What is wrong with one that does not work, nobody is told. */
  async enter(token: string, from: Origin): Promise<Opened> {
    const attempt = await this.attempts.begin('link', null, from);
    return this.em.fork().transactional(async (em) => {
      const [link] = await em.execute<{ person: string; purpose: LinkPurpose }[]>(
        raw(`delete from one_time_link where token_hash = :hash and expires_at > now() returning person_id as person, purpose`, {
          hash: hashOf(token),
        }),
      );
      if (!link) throw spent();
      if (link.purpose === 'recovery') await forgetFactors(em, link.person);
      const opened = await this.sessions.open(em, link.person, 'link', from);
      if (!opened) throw spent();
      await attempt.succeeded(em, link.person);
      return opened;
    });
  }

  /** The first link of somebody who has never been here: the caller has the right to add people. */
  async invite(person: string): Promise<IssuedLink> {
    return this.em.fork().transactional((em) => this.makeNamed(em, person, 'invitation'));
  }

  /**
   * A new link for somebody below, who has lost what they sign in with. Their sessions and older links end now; their old ways in end when the link is used.
   * Journalled, because it is how one person could act as another.
   */
  async recover(who: SignedIn, person: string): Promise<IssuedLink> {
    return this.em.fork().transactional(async (em) => {
      if (!(await mayIssueFor(em, who.actor, person))) throw new NotFound('No such person');
      await endSessions(em, person);
      await em.execute(raw('delete from one_time_link where person_id = :person', { person }));
      record(em, { type: 'person.recovered', cycle: null, subjectId: person, actor: who.actor, at: await this.clock.now(em) });
      return this.makeNamed(em, person, 'recovery');
    });
  }

  private async makeNamed(em: EntityManager, person: string, purpose: LinkPurpose): Promise<IssuedLink> {
    const [row] = await em.execute<{ name: string }[]>(
      raw('select name from person where id = :person and removed_at is null', { person }),
    );
    if (!row) throw new NotFound('No such person');
    return { name: row.name, ...(await this.make(em, person, purpose, `${this.settings.invitationDays} days`)) };
  }

  /** A newer link makes the older ones of its kind useless. */
  private async make(em: EntityManager, person: string, purpose: LinkPurpose, life: string): Promise<{ link: string; expiresAt: Date }> {
    const token = newSecret();
    await em.execute(raw('delete from one_time_link where person_id = :person and purpose = :purpose', { person, purpose }));
    const [row] = await em.execute<{ expiresAt: Date }[]>(
      raw(
        `insert into one_time_link (token_hash, person_id, purpose, expires_at) values (:hash, :person, :purpose, now() + :life::interval)
         returning expires_at as "expiresAt"`,
        { hash: hashOf(token), person, purpose, life },
      ),
    );
    // Behind the question mark, because that part of an address is not logged.
    return { link: `${this.settings.baseUrl}/sign-in/link?token=${token}`, expiresAt: new Date(row?.expiresAt ?? 0) };
  }
}

/** Everything a person could sign in with, and every program that acts for them. */
export async function forgetFactors(em: EntityManager, person: string): Promise<void> {
  for (const table of ['password', 'authenticator', 'recovery_code', 'passkey'])
    await em.execute(raw(`delete from ${table} where person_id = :person`, { person }));
  await em.execute(raw('delete from api_token t using membership m where m.id = t.membership_id and m.person_id = :person', { person }));
  await endSessions(em, person);
}

/** The same for programs that run without an application around them. */
export function linksOn(em: EntityManager, settings: AccessSettings): LinkService {
  return new LinkService(em, new Clock(), new Attempts(em), new SessionService(em), settings);
}
