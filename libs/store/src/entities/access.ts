import { defineEntity, p } from '@mikro-orm/core';
import { oneOf } from '../one-of.js';
import { Membership } from './membership.js';
import { Person } from './person.js';

export const SIGN_IN_METHODS = ['persona', 'password', 'link', 'passkey', 'oidc'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** `pending`: the first factor was right, the second is still owed. `single`, `double`: how many factors were shown. */
export const STRENGTHS = ['pending', 'single', 'double'] as const;
export type Strength = (typeof STRENGTHS)[number];

/** A signed-in browser. Only the SHA-256 of its token is stored. All times here are the database's own, never the travelling clock's. */
const SessionSchema = defineEntity({
  name: 'Session',
  checks: [oneOf('method', SIGN_IN_METHODS), oneOf('strength', STRENGTHS)],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    tokenHash: p.string().length(64).unique(),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
    /** As whom the person acts. */
    membership: () => p.manyToOne(Membership).deleteRule('cascade'),
    method: p.string().length(10).$type<SignInMethod>(),
    strength: p.string().length(10).$type<Strength>(),
    /** What the browser calls itself, shortened. */
    device: p.string().length(200),
    /** The network it came from: /24 or /64. */
    address: p.string().length(50),
    /** When the person signed in: the absolute limit counts from here. */
    createdAt: p.datetime().length(3).defaultRaw('now()'),
    /** The last request, to the minute: the idle limit counts from here. */
    seenAt: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);

/** argon2id in PHC notation, which carries its parameters and its salt. Apart from the person, so that nobody loads it by accident. */
const PasswordSchema = defineEntity({
  name: 'Password',
  properties: {
    person: () => p.oneToOne(Person).primary().deleteRule('cascade'),
    hash: p.string().length(200),
    changedAt: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class Password extends PasswordSchema.class {}
PasswordSchema.setClass(Password);

export const LINK_PURPOSES = ['sign-in', 'invitation', 'recovery'] as const;
export type LinkPurpose = (typeof LINK_PURPOSES)[number];

/** A link that signs a person in once, from a letter or from paper. */
const OneTimeLinkSchema = defineEntity({
  name: 'OneTimeLink',
  checks: [oneOf('purpose', LINK_PURPOSES)],
  properties: {
    tokenHash: p.string().length(64).primary(),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
    purpose: p.string().length(12).$type<LinkPurpose>(),
    createdAt: p.datetime().length(3).defaultRaw('now()'),
    expiresAt: p.datetime().length(3),
  },
});

export class OneTimeLink extends OneTimeLinkSchema.class {}
OneTimeLinkSchema.setClass(OneTimeLink);

export const INVITATION_STATES = ['printed', 'due', 'sending', 'sent', 'failed'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** That somebody was asked to come in, how, and by whom: the newest invitation of each person. The link is not here; its letter is written by the worker. */
const InvitationSchema = defineEntity({
  name: 'Invitation',
  checks: [oneOf('state', INVITATION_STATES)],
  indexes: [{ name: 'invitation_due_index', properties: ['invitedAt'], where: `"state" = 'due'` }],
  properties: {
    person: () => p.oneToOne(Person).primary().deleteRule('cascade'),
    invitedBy: () => p.manyToOne(Person).deleteRule('cascade').index(),
    invitedAt: p.datetime().length(3).defaultRaw('now()'),
    state: p.string().length(10).$type<InvitationState>(),
    /** Why the letter could not be sent. */
    error: p.text().strictNullable(),
  },
});

export class Invitation extends InvitationSchema.class {}
InvitationSchema.setClass(Invitation);

/** An administrator asks for a new link for somebody of the office; another one confirms, or it is forgotten after a day. */
const RecoveryRequestSchema = defineEntity({
  name: 'RecoveryRequest',
  properties: {
    person: () => p.oneToOne(Person).primary().deleteRule('cascade'),
    askedBy: () => p.manyToOne(Person).deleteRule('cascade').index(),
    askedAt: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class RecoveryRequest extends RecoveryRequestSchema.class {}
RecoveryRequestSchema.setClass(RecoveryRequest);

/** Somebody typed an address and asked for a link. Written for every address alike; only the worker looks whether it is anybody's. */
const LinkRequestSchema = defineEntity({
  name: 'LinkRequest',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    login: p.string().length(254),
    askedAt: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class LinkRequest extends LinkRequestSchema.class {}
LinkRequestSchema.setClass(LinkRequest);

/** An app that shows codes (RFC 6238). The secret is encrypted; it counts once a first code was right. */
const AuthenticatorSchema = defineEntity({
  name: 'Authenticator',
  properties: {
    person: () => p.oneToOne(Person).primary().deleteRule('cascade'),
    secret: p.text(),
    /** The newest time step whose code was used: no code is taken twice. */
    lastStep: p.bigint('number').default(0),
    createdAt: p.datetime().length(3).defaultRaw('now()'),
    confirmedAt: p.datetime().length(3).strictNullable(),
  },
});

export class Authenticator extends AuthenticatorSchema.class {}
AuthenticatorSchema.setClass(Authenticator);

/** One code on the paper for the day the phone is lost. Deleted when used. */
const RecoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  properties: {
    codeHash: p.string().length(64).primary(),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
  },
});

export class RecoveryCode extends RecoveryCodeSchema.class {}
RecoveryCodeSchema.setClass(RecoveryCode);

/** A WebAuthn credential. */
const PasskeySchema = defineEntity({
  name: 'Passkey',
  properties: {
    /** The credential's own id, base64url. */
    id: p.string().length(1400).primary(),
    person: () => p.manyToOne(Person).deleteRule('cascade').index(),
    name: p.string().length(60),
    /** COSE, base64url. */
    publicKey: p.text(),
    counter: p.bigint('number'),
    transports: p.string().length(100),
    createdAt: p.datetime().length(3).defaultRaw('now()'),
    usedAt: p.datetime().length(3).strictNullable(),
  },
});

export class Passkey extends PasskeySchema.class {}
PasskeySchema.setClass(Passkey);

export const CEREMONY_KINDS = ['passkey-sign-in', 'passkey-registration', 'oidc'] as const;
export type CeremonyKind = (typeof CEREMONY_KINDS)[number];

/** What we remember between two steps of a sign-in, under the hash of a cookie of the same browser. Taken once. */
const CeremonySchema = defineEntity({
  name: 'Ceremony',
  checks: [oneOf('kind', CEREMONY_KINDS)],
  properties: {
    tokenHash: p.string().length(64).primary(),
    kind: p.string().length(24).$type<CeremonyKind>(),
    data: p.json<Record<string, string>>(),
    expiresAt: p.datetime().length(3),
  },
});

export class Ceremony extends CeremonySchema.class {}
CeremonySchema.setClass(Ceremony);

export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** What a program shows instead of a person, acting through one membership. `write` includes reading. */
const ApiTokenSchema = defineEntity({
  name: 'ApiToken',
  checks: [oneOf('scope', TOKEN_SCOPES)],
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    tokenHash: p.string().length(64).unique(),
    membership: () => p.manyToOne(Membership).deleteRule('cascade').index(),
    name: p.string().length(60),
    scope: p.string().length(5).$type<TokenScope>(),
    createdAt: p.datetime().length(3).defaultRaw('now()'),
    expiresAt: p.datetime().length(3),
    usedAt: p.datetime().length(3).strictNullable(),
  },
});

export class ApiToken extends ApiTokenSchema.class {}
ApiTokenSchema.setClass(ApiToken);

export const ATTEMPT_KINDS = ['password', 'link-asked', 'link', 'code', 'passkey', 'oidc'] as const;
export type AttemptKind = (typeof ATTEMPT_KINDS)[number];

/** Every attempt to sign in: the log, and what the limits count. Kept for ninety days. */
const SignInSchema = defineEntity({
  name: 'SignIn',
  tableName: 'sign_in',
  checks: [oneOf('kind', ATTEMPT_KINDS)],
  indexes: [{ properties: ['account', 'at'] }, { properties: ['address', 'at'] }, { properties: ['person', 'at'] }],
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** Whom it turned out to be; null for a failure before that was known. */
    person: () => p.manyToOne(Person).strictNullable().deleteRule('cascade'),
    /** SHA-256 of what was typed as the account; null where nothing is typed. */
    account: p.string().length(64).strictNullable(),
    address: p.string().length(50),
    device: p.string().length(200),
    kind: p.string().length(12).$type<AttemptKind>(),
    succeeded: p.boolean().default(false),
    at: p.datetime().length(3).defaultRaw('now()'),
  },
});

export class SignIn extends SignInSchema.class {}
SignInSchema.setClass(SignIn);
