import { randomBytes } from 'node:crypto';
import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { Authenticator, RecoveryCode } from '#store';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { type JournalType, record } from '../journal.js';
import { Attempts } from './attempts.js';
import { hashOf } from './secret.js';
import { endSessions, type Origin, SessionService, type SignedIn } from './session.service.js';
import { ACCESS, type AccessSettings } from './settings.js';
import { newTotpSecret, seal, stepOf, totpAddress, unseal } from './totp.js';

const CODES = 10;
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const wrongCode = () =>
  invalid('code', 'Mã chưa đúng hoặc đã dùng rồi. Hãy chờ mã tiếp theo.', 'The code is wrong or already used. Wait for the next one.');

/** The second factor by code: an app, and the paper for the day the phone is lost. */
@Injectable()
export class FactorService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly sessions: SessionService,
    @Inject(ACCESS) private readonly settings: AccessSettings,
  ) {}

  get hasApps(): boolean {
    return this.settings.appKey !== undefined;
  }

  async state(person: string): Promise<{ hasApp: boolean; codesLeft: number }> {
    const em = this.em.fork();
    const hasApp = (await em.count(Authenticator, { person, confirmedAt: { $ne: null } })) > 0;
    return { hasApp, codesLeft: await em.count(RecoveryCode, { person }) };
  }

  /** The secret of an app that is being set up: the same until its first code was right. */
  async begin(who: SignedIn): Promise<{ secret: string; address: string }> {
    const em = this.em.fork();
    const key = this.key();
    await em.execute(
      raw('insert into authenticator (person_id, secret) values (:person, :secret) on conflict do nothing', {
        person: who.personId,
        secret: seal(key, who.personId, newTotpSecret()),
      }),
    );
    const app = await em.findOneOrFail(Authenticator, { person: who.personId });
    if (app.confirmedAt) throw new NotFound('There is an app already');
    const secret = unseal(key, who.personId, app.secret);
    return { secret, address: totpAddress(secret, who.name) };
  }

  /** The app's first code: from now on it counts. Returns codes for the paper, and the token under which the session goes on. */
  async add(who: SignedIn, code: string, from: Origin): Promise<{ codes: string[]; token: string }> {
    await this.check(who.personId, code, from, false);
    return this.em.fork().transactional(async (em) => {
      const added = await em.execute<unknown[]>(
        raw('update authenticator set confirmed_at = now() where person_id = :person and confirmed_at is null returning 1', {
          person: who.personId,
        }),
      );
      if (added.length === 0) throw new NotFound('There is an app already');
      await endSessions(em, who.personId, who.sessionId);
      await this.note(em, who, 'person.factor-added', { factor: 'app' });
      return { codes: await newCodes(em, who.personId), token: await this.sessions.strengthen(em, who.sessionId) };
    });
  }

  async remove(who: SignedIn): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const removed = await em.nativeDelete(Authenticator, { person: who.personId });
      await em.nativeDelete(RecoveryCode, { person: who.personId });
      if (removed > 0) await this.note(em, who, 'person.factor-removed', { factor: 'app' });
    });
  }

  /** Another paper; what stood on the old one is worth nothing. */
  async renewCodes(who: SignedIn): Promise<string[]> {
    return this.em.fork().transactional(async (em) => {
      if ((await em.count(Authenticator, { person: who.personId, confirmedAt: { $ne: null } })) === 0)
        throw new NotFound('There is no app');
      await this.note(em, who, 'person.factor-added', { factor: 'codes' });
      return newCodes(em, who.personId);
    });
  }

  /** The second step of signing in, with a code of the app or one from the paper. Returns the token under which the session goes on. */
  async confirm(who: SignedIn, typed: string, from: Origin): Promise<string> {
    const code = typed.replace(/[\s-]/g, '').toLowerCase();
    await this.check(who.personId, code, from, true);
    return this.em.fork().transactional((em) => this.sessions.strengthen(em, who.sessionId));
  }

  private async check(person: string, code: string, from: Origin, isConfirmed: boolean): Promise<void> {
    const attempt = await this.attempts.begin('code', person, from);
    const em = this.em.fork();
    const isRight = (await this.takeStep(em, person, code, isConfirmed)) || (isConfirmed && (await takeCode(em, person, code)));
    if (!isRight) throw wrongCode();
    await attempt.succeeded(em, person);
  }

  /** Each step is taken once, whoever shows its code first. */
  private async takeStep(em: EntityManager, person: string, code: string, isConfirmed: boolean): Promise<boolean> {
    const [app] = await em.execute<{ secret: string; seconds: string | number }[]>(
      raw(
        `select secret, floor(extract(epoch from now())) as seconds from authenticator
          where person_id = :person and (confirmed_at is not null) = :isConfirmed`,
        { person, isConfirmed },
      ),
    );
    const step = app ? stepOf(unseal(this.key(), person, app.secret), code, Number(app.seconds)) : null;
    if (step === null) return false;
    const taken = await em.execute<unknown[]>(
      raw('update authenticator set last_step = :step where person_id = :person and last_step < :step returning 1', { person, step }),
    );
    return taken.length > 0;
  }

  private key(): string {
    if (this.settings.appKey === undefined) throw new NotFound('Apps with codes need an APP_KEY');
    return this.settings.appKey;
  }

  private async note(em: EntityManager, { actor }: SignedIn, type: JournalType, data: Record<string, string>): Promise<void> {
    record(em, { type, cycle: null, subjectId: actor.id, actor, at: await this.clock.now(em), data });
  }
}

async function takeCode(em: EntityManager, person: string, code: string): Promise<boolean> {
  return (await em.nativeDelete(RecoveryCode, { codeHash: hashOf(code), person })) > 0;
}

async function newCodes(em: EntityManager, person: string): Promise<string[]> {
  await em.nativeDelete(RecoveryCode, { person });
  const codes = Array.from({ length: CODES }, newCode);
  await em.insertMany(
    RecoveryCode,
    codes.map((code) => ({ codeHash: hashOf(code.replaceAll('-', '')), person })),
  );
  return codes;
}

/** Sixteen letters and digits that are not mistaken for one another: 79 bits, too many to try. */
function newCode(): string {
  const letters: string[] = [];
  while (letters.length < 16)
    for (const byte of randomBytes(32)) {
      const letter = ALPHABET[byte % 32];
      if (letter !== undefined && letters.length < 16) letters.push(letter);
    }
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}
