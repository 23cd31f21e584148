import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import type { LinkPurpose } from '#store';
import type { Actor, Language } from '#workflow';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { Attempts } from './attempts.js';
import { type MadeLink, makeLink } from './links.js';
import { mayIssueFor } from './recovery.policy.js';
import { askForLink, needsTwo, renew, takeRequest } from './recovery.js';
import { hashOf, loginOf, secretFrom } from './secret.js';
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

export interface IssuedLink extends MadeLink {
  name: string;
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
        const { link } = await makeLink(em, this.settings, person.id, { purpose: 'sign-in', life: `${SIGN_IN_MINUTES} minutes` });
        letters.push({ name: person.name, address: person.email, language: person.language, link });
      }
      return { taken: asked.length, letters };
    });
  }

  /** Uses a link up and opens a session. What is wrong with one that does not work, nobody is told. */
  async enter(token: string, from: Origin): Promise<Opened & { purpose: LinkPurpose }> {
    const attempt = await this.attempts.begin('link', null, from);
    return this.em.fork().transactional(async (em) => {
      const [link] = await em.execute<{ person: string; purpose: LinkPurpose }[]>(
        raw(`delete from one_time_link where token_hash = :hash and expires_at > now() returning person_id as person, purpose`, {
          hash: hashOf(secretFrom(token)),
        }),
      );
      if (!link) throw spent();
      if (link.purpose === 'recovery') await forgetFactors(em, link.person);
      const opened = await this.sessions.open(em, link.person, 'link', from);
      if (!opened) throw spent();
      await attempt.succeeded(em, link.person);
      return { ...opened, purpose: link.purpose };
    });
  }

  /** The first link of somebody who has never been here: the caller has the right to add people. */
  async invite(person: string): Promise<IssuedLink> {
    return this.em.fork().transactional((em) => this.makeNamed(em, person, 'invitation'));
  }

  /**
   * A new link for somebody below, who has lost what they sign in with. Their sessions and older links end now; their old ways in end when the link is used.
   * Journalled, because it is how one person could act as another: for somebody of the office it is only asked for, and null returned.
   */
  async recover({ actor }: SignedIn, person: string): Promise<IssuedLink | null> {
    return this.em.fork().transactional(async (em) => {
      if (!(await mayIssueFor(em, actor, person))) throw new NotFound('No such person');
      const at = await this.clock.now(em);
      if (!(await needsTwo(em, person))) return renew(em, this.settings, { actor, person, at });
      await askForLink(em, actor, person, at);
      return null;
    });
  }

  /** Another administrator agrees to what was asked for. */
  async confirmRecovery({ actor }: SignedIn, person: string): Promise<IssuedLink> {
    return this.em.fork().transactional(async (em) => {
      const askedBy = await takeRequest(em, actor, person);
      return renew(em, this.settings, { actor, person, at: await this.clock.now(em), askedBy });
    });
  }

  async refuseRecovery({ actor }: SignedIn, person: string): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const askedBy = await takeRequest(em, actor, person);
      const at = await this.clock.now(em);
      record(em, { type: 'person.recovery-refused', cycle: null, subjectId: person, actor, at, data: { askedBy } });
    });
  }

  /** From the server itself, for an address or number: whoever is there could read and write every table anyway. */
  async recoverFromServer(actor: Actor, account: string): Promise<IssuedLink> {
    return this.em.fork().transactional(async (em) => {
      const login = loginOf(account);
      const [row] = await em.execute<{ id: string; isMember: boolean }[]>(
        raw(
          `select id, exists (select 1 from membership m where m.person_id = p.id) as "isMember" from person p
            where (email = :login or phone = :login) and removed_at is null`,
          { login },
        ),
      );
      if (!row) throw invalid('account', `Không có ai dùng “${account}”.`, `Nobody uses “${account}”.`);
      if (!row.isMember)
        throw invalid(
          'account',
          'Người này không còn vai trò nào nên không vào được.',
          'This person has no role any more and could not come in.',
        );
      return renew(em, this.settings, { actor, person: row.id, at: await this.clock.now(em) });
    });
  }

  private async makeNamed(em: EntityManager, person: string, purpose: LinkPurpose): Promise<IssuedLink> {
    const [row] = await em.execute<{ name: string }[]>(
      raw('select name from person where id = :person and removed_at is null', { person }),
    );
    if (!row) throw new NotFound('No such person');
    return { name: row.name, ...(await makeLink(em, this.settings, person, { purpose, life: `${this.settings.invitationDays} days` })) };
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
