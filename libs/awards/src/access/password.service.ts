import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Password, Person } from '#store';
import { Clock } from '../clock.js';
import { invalid } from '../errors.js';
import { record } from '../journal.js';
import { type Attempt, Attempts } from './attempts.js';
import { faultOf, hashPassword, isOutdated, verifyPassword } from './password.js';
import { loginOf, newSecret } from './secret.js';
import { endSessions, type Opened, type Origin, SessionService, type SignedIn } from './session.service.js';

export interface PasswordWanted {
  /** The present one; nobody needs it who has none, or who has just come in by a link. */
  present?: string | undefined;
  wanted: string;
}

/** The same for an unknown account, a wrong password, an account without a password and one without any role. */
const wrong = () => invalid('login', 'Tài khoản hoặc mật khẩu chưa đúng.', 'The account or the password is not right.');

/** Signing in with a password, and choosing one. */
@Injectable()
export class PasswordService {
  /** Checked when there is nothing to check, so that an unknown account takes as long as a known one. */
  private readonly nobodys = hashPassword(newSecret());

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly sessions: SessionService,
  ) {}

  async signIn(typed: { login: string; password: string }, from: Origin): Promise<Opened> {
    const login = loginOf(typed.login);
    const attempt = await this.attempts.begin('password', login, from);
    const em = this.em.fork();
    const [row] = await em.execute<{ id: string; hash: string }[]>(
      raw(
        'select p.id, w.hash from person p join password w on w.person_id = p.id where (p.email = :login or p.phone = :login) and p.removed_at is null',
        { login },
      ),
    );
    const isRight = await verifyPassword(row?.hash ?? (await this.nobodys), typed.password);
    if (!row || !isRight) throw wrong();
    return this.enter(row, typed.password, attempt, from);
  }

  /** Chooses a password and ends the person's other sessions. */
  async change(who: SignedIn, { present, wanted }: PasswordWanted, from: Origin): Promise<void> {
    const em = this.em.fork();
    const person = await em.findOneOrFail(Person, who.personId);
    const old = await em.findOne(Password, { person });
    if (old && !cameByLink(who)) await this.requirePresent(who, old, present ?? '', from);
    const fault = faultOf(wanted, [
      person.name,
      ...person.name.split(' '),
      person.email ?? '',
      person.phone ?? '',
      'vinh danh',
      'vinhdanh',
    ]);
    if (fault) throw invalid('wanted', fault.vi, fault.en);
    const hash = await hashPassword(wanted);
    await em.transactional(async (tx) => {
      await tx.execute(
        raw(
          `insert into password (person_id, hash) values (:person, :hash)
           on conflict (person_id) do update set hash = excluded.hash, changed_at = now()`,
          { person: person.id, hash },
        ),
      );
      await endSessions(tx, person.id, who.sessionId);
      record(tx, { type: 'person.password-set', cycle: null, subjectId: person.id, actor: who.actor, at: await this.clock.now(tx) });
    });
  }

  async has(person: string): Promise<boolean> {
    return (await this.em.fork().count(Password, { person })) > 0;
  }

  private async enter({ id, hash }: { id: string; hash: string }, password: string, attempt: Attempt, from: Origin): Promise<Opened> {
    const fresh = isOutdated(hash) ? await hashPassword(password) : hash;
    return this.em.fork().transactional(async (em) => {
      const opened = await this.sessions.open(em, id, 'password', from);
      if (!opened) throw wrong();
      if (fresh !== hash)
        // Only over the one that was checked: it may have been changed meanwhile.
        await em.execute(raw('update password set hash = :fresh where person_id = :id and hash = :hash', { fresh, id, hash }));
      await attempt.succeeded(em, id);
      return opened;
    });
  }

  private async requirePresent({ personId }: SignedIn, { hash }: Password, present: string, from: Origin): Promise<void> {
    const attempt = await this.attempts.begin('password', personId, from);
    if (!(await verifyPassword(hash, present)))
      throw invalid('present', 'Mật khẩu hiện tại chưa đúng.', 'This is not your present password.');
    await attempt.succeeded(this.em.fork(), personId);
  }
}

/** A link proves as much as the old password would: it is the way back for who has forgotten it. */
export const cameByLink = ({ method, isFresh }: SignedIn): boolean => method === 'link' && isFresh;
