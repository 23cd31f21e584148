import { isIP } from 'node:net';
import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { Passkey } from '#store';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { Attempts } from './attempts.js';
import { beginCeremony, takeCeremony } from './ceremonies.js';
import { endSessions, type Opened, type Origin, SessionService, type SignedIn } from './session.service.js';
import { ACCESS, type AccessSettings } from './settings.js';

const unknownKey = () =>
  invalid('passkey', 'Không xác nhận được khóa truy cập này. Hãy thử lại.', 'This passkey could not be confirmed. Try again.');

/** Passkeys (WebAuthn): possession and a finger, a face or a PIN in one, bound to our address. They count as both factors. */
@Injectable()
export class PasskeyService {
  private readonly origin: string;
  private readonly rpID: string;

  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly sessions: SessionService,
    @Inject(ACCESS) { baseUrl }: AccessSettings,
  ) {
    const { origin, hostname } = new URL(baseUrl);
    this.origin = origin;
    this.rpID = hostname;
  }

  /** Browsers bind passkeys to names, not to numbers, and want https everywhere but on localhost. */
  get isAvailable(): boolean {
    const isNamed = isIP(this.rpID.replace(/[[\]]/g, '')) === 0;
    return isNamed && (this.origin.startsWith('https:') || this.rpID === 'localhost');
  }

  async list(person: string): Promise<Pick<Passkey, 'id' | 'name' | 'createdAt' | 'usedAt'>[]> {
    return this.em.fork().find(Passkey, { person }, { fields: ['id', 'name', 'createdAt', 'usedAt'], orderBy: { createdAt: 'asc' } });
  }

  /** What the browser needs to make a passkey, and the secret for its cookie. */
  async beginRegistration(who: SignedIn): Promise<{ options: PublicKeyCredentialCreationOptionsJSON; secret: string }> {
    const em = this.em.fork();
    const options = await generateRegistrationOptions({
      rpName: 'Vinh Danh',
      rpID: this.rpID,
      userName: who.name,
      userID: new Uint8Array(Buffer.from(who.personId)),
      attestationType: 'none',
      excludeCredentials: (await this.list(who.personId)).map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const secret = await beginCeremony(em, 'passkey-registration', { challenge: options.challenge, session: who.sessionId });
    return { options, secret };
  }

  /** Keeps a new passkey; returns the token under which the session goes on. */
  async register(who: SignedIn, name: string, response: unknown, secret: string): Promise<string> {
    const begun = await takeCeremony(this.em.fork(), 'passkey-registration', secret);
    if (begun?.['session'] !== who.sessionId) throw unknownKey();
    const { registrationInfo } = await verifyRegistrationResponse({
      response: response as RegistrationResponseJSON,
      ...this.expected(begun['challenge']),
    }).catch(() => ({ registrationInfo: undefined }));
    if (!registrationInfo) throw unknownKey();
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    return this.em.fork().transactional(async (em) => {
      const kept = await em.execute<unknown[]>(
        raw(
          `insert into passkey (id, person_id, name, public_key, counter, transports) values (:id, :person, :name, :key, :counter, :transports)
           on conflict do nothing returning 1`,
          {
            id,
            person: who.personId,
            name,
            key: Buffer.from(publicKey).toString('base64url'),
            counter,
            transports: transports.join(' ').slice(0, 100),
          },
        ),
      );
      if (kept.length === 0) throw unknownKey();
      await endSessions(em, who.personId, who.sessionId);
      await this.note(em, who, 'person.factor-added');
      return this.sessions.strengthen(em, who.sessionId);
    });
  }

  async remove(who: SignedIn, id: string): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      if ((await em.nativeDelete(Passkey, { id, person: who.personId })) === 0) throw new NotFound('No such passkey');
      await this.note(em, who, 'person.factor-removed');
    });
  }

  /** Asks for any passkey of this site: no account is named, so none is given away. */
  async beginSignIn(): Promise<{ options: PublicKeyCredentialRequestOptionsJSON; secret: string }> {
    const options = await generateAuthenticationOptions({ rpID: this.rpID, userVerification: 'required' });
    return { options, secret: await beginCeremony(this.em.fork(), 'passkey-sign-in', { challenge: options.challenge }) };
  }

  async signIn(response: { id: string }, secret: string, from: Origin): Promise<Opened> {
    const attempt = await this.attempts.begin('passkey', null, from);
    const em = this.em.fork();
    const begun = await takeCeremony(em, 'passkey-sign-in', secret);
    const passkey = await em.findOne(Passkey, { id: response.id }, { populate: ['person'] });
    if (!begun || !passkey) throw unknownKey();
    const counter = await this.newCounter(passkey, response, begun['challenge']);
    return this.em.fork().transactional(async (tx) => {
      // A copied key would count on from an older number. Keys that do not count stay at 0.
      const used = await tx.execute<unknown[]>(
        raw(
          `update passkey set counter = :counter, used_at = now()
            where id = :id and (counter < :counter or (counter = 0 and :counter = 0)) returning 1`,
          { id: passkey.id, counter },
        ),
      );
      const opened = used.length > 0 ? await this.sessions.open(tx, passkey.person.id, 'passkey', from, true) : null;
      if (!opened) throw unknownKey();
      await attempt.succeeded(tx, passkey.person.id);
      return opened;
    });
  }

  private async newCounter({ id, publicKey, counter, person }: Passkey, response: unknown, challenge: string | undefined): Promise<number> {
    const credential = { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter };
    const { userHandle } = (response as AuthenticationResponseJSON).response;
    const isTheirs = userHandle === undefined || Buffer.from(userHandle, 'base64url').toString() === person.id;
    const result = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      credential,
      ...this.expected(challenge),
    }).catch(() => null);
    if (!result?.verified || !isTheirs) throw unknownKey();
    return result.authenticationInfo.newCounter;
  }

  private expected(challenge: string | undefined) {
    return {
      expectedChallenge: challenge ?? '',
      expectedOrigin: this.origin,
      expectedRPID: this.rpID,
      requireUserVerification: true,
    };
  }

  private async note(em: EntityManager, { actor }: SignedIn, type: 'person.factor-added' | 'person.factor-removed'): Promise<void> {
    record(em, { type, cycle: null, subjectId: actor.id, actor, at: await this.clock.now(em), data: { factor: 'passkey' } });
  }
}
