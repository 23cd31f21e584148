import { isIP } from 'node:net';
import { z } from 'zod';

/** What the environment says, checked and complete. Paths are relative to the current directory. */
export interface Config {
  readonly nodeEnv: 'development' | 'production' | 'test';
  readonly databaseUrl: string;
  /** Jobs go through Redis when set, through PostgreSQL otherwise. */
  readonly redisUrl: string | undefined;
  readonly port: number;
  readonly host: string;
  /** The address people type, without a slash at the end. */
  readonly baseUrl: string;
  /** Without it letters stay in `mailDir`. */
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string;
  readonly mailDir: string;
  readonly filesDir: string;
  /** A clamd that looks at every file that comes in; without it nobody does. */
  readonly clamdUrl: string | undefined;
  readonly logLevel: LogLevel;
  /** How many jobs of each queue one worker does at the same time. */
  readonly concurrency: { readonly mail: number; readonly certificates: number };
  /** The largest file of units or people that is read: its bytes, and its rows below the heading. */
  readonly imports: { readonly bytes: number; readonly rows: number };
  /** Seconds a worker that is asked to stop may go on with what it has begun. */
  readonly stopGrace: number;
  /** Whose word on where a request comes from counts: addresses or networks of the proxies in front. */
  readonly trustedProxies: readonly string[];
  readonly signIn: SignInConfig;
}

export interface SignInConfig {
  /** Encrypts the secrets of apps with codes. Without it, in production, no such app can be set up; passkeys need none. */
  readonly appKey: string | undefined;
  /** Who must show a second factor: secretariat, chair and administrator, or everybody. In production it is never nobody. */
  readonly secondFactor: 'nobody' | 'office' | 'everybody';
  /** Days for which the link of an invitation or a recovery is good. */
  readonly invitationDays: number;
  /** An OpenID provider people may sign in with, too. */
  readonly oidc: OidcConfig | undefined;
}

export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button says. */
  readonly name: string;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

// The sentences never repeat the value: addresses hold passwords.
const address = (protocol: RegExp, error: string) => z.url({ protocol, error });
const whole = (name: string, from: number, to: number, otherwise: number) => {
  const error = `${name} must be a whole number from ${from} to ${to}, such as ${otherwise}.`;
  return z
    .string()
    .regex(/^\d{1,6}$/, { error, abort: true })
    .transform(Number)
    .refine((number) => number >= from && number <= to, { error })
    .default(otherwise);
};
const PROXIES = 'TRUSTED_PROXIES must be addresses or networks with commas between them, such as 10.0.0.2,fd00::/8, or be left out.';
const ISSUER = 'OIDC_ISSUER must be the https address of an OpenID provider, such as https://login.example.org, or be left out.';
const OIDC = 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be set together, or all be left out.';
const PORT = 'PORT must be a whole number from 0 to 65535, such as 3000.';

const isLocal = (host: string) => host === 'localhost' || host === '127.0.0.1';

const Variables = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], { error: 'NODE_ENV must be development, production or test.' })
    .default('development'),
  DATABASE_URL: address(
    /^postgres(ql)?$/,
    'DATABASE_URL must be a PostgreSQL address, such as postgres://user:password@host:5432/database.',
  ),
  REDIS_URL: address(/^rediss?$/, 'REDIS_URL must be a Redis address, such as redis://host:6379, or be left out.').optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: PORT, abort: true })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: PORT })
    .default(3000),
  HOST: z
    .string()
    .regex(/^[^\s/]+$/, { error: 'HOST must be a name or an IP address, such as 0.0.0.0.' })
    .optional(),
  BASE_URL: address(/^https?$/, 'BASE_URL must be the address people type, such as https://awards.example.org, or be left out.').optional(),
  SMTP_URL: address(
    /^smtps?$/,
    'SMTP_URL must be a mail server address, such as smtp://user:password@host:587, or be left out.',
  ).optional(),
  MAIL_FROM: z
    .string()
    .includes('@', { error: 'MAIL_FROM must be a sender with an address, such as "Vinh Danh <awards@example.org>".' })
    .default('Vinh Danh <no-reply@localhost>'),
  MAIL_DIR: z.string().default('.data/outbox'),
  FILES_DIR: z.string().default('.data/files'),
  CLAMD_URL: address(
    /^(tcp|unix)$/,
    'CLAMD_URL must be the address of a clamd, such as tcp://clamav:3310 or unix:///run/clamav/clamd.ctl, or be left out.',
  ).optional(),
  MAIL_CONCURRENCY: whole('MAIL_CONCURRENCY', 1, 50, 4),
  CERTIFICATE_CONCURRENCY: whole('CERTIFICATE_CONCURRENCY', 1, 50, 1),
  IMPORT_MEGABYTES: whole('IMPORT_MEGABYTES', 1, 50, 5),
  IMPORT_ROWS: whole('IMPORT_ROWS', 1, 100_000, 20_000),
  STOP_GRACE: whole('STOP_GRACE', 1, 600, 20),
  TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isNetwork), { error: PROXIES })
    .default([]),
  APP_KEY: z.string().min(32, { error: 'APP_KEY must be at least 32 random characters, or be left out.' }).optional(),
  SECOND_FACTOR: z.enum(['office', 'everybody'], { error: 'SECOND_FACTOR must be office or everybody, or be left out.' }).optional(),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/, error: ISSUER, abort: true })
    .refine((issuer) => issuer.startsWith('https:') || isLocal(new URL(issuer).hostname), { error: ISSUER })
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60).default('OpenID'),
  INVITATION_DAYS: whole('INVITATION_DAYS', 1, 90, 14),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}.` }).default('info'),
});

const Environment = Variables.refine(
  ({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }) =>
    new Set([OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].map((value) => value === undefined)).size === 1,
  { error: OIDC },
);

/** Reads the environment; an empty variable counts as unset. Throws one error that names every fault, a sentence each. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const isSet = ([, value]: [string, string | undefined]): boolean => value !== undefined && value.trim() !== '';
  const result = Environment.safeParse(Object.fromEntries(Object.entries(env).filter(isSet)));
  if (!result.success) {
    throw new Error(['The settings have faults:', ...result.error.issues.map(({ message }) => `- ${message}`)].join('\n'));
  }
  return Object.freeze(complete(result.data));
}

type Found = z.output<typeof Environment>;

function complete(found: Found): Config {
  const isProduction = found.NODE_ENV === 'production';
  return {
    nodeEnv: found.NODE_ENV,
    databaseUrl: found.DATABASE_URL,
    redisUrl: found.REDIS_URL,
    port: found.PORT,
    // On a desk nobody else in the network should reach it; a server is there to be reached.
    host: found.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    baseUrl: (found.BASE_URL ?? `http://localhost:${found.PORT}`).replace(/\/+$/, ''),
    smtpUrl: found.SMTP_URL,
    mailFrom: found.MAIL_FROM,
    mailDir: found.MAIL_DIR,
    filesDir: found.FILES_DIR,
    clamdUrl: found.CLAMD_URL,
    logLevel: found.LOG_LEVEL,
    concurrency: { mail: found.MAIL_CONCURRENCY, certificates: found.CERTIFICATE_CONCURRENCY },
    imports: { bytes: found.IMPORT_MEGABYTES * 1024 * 1024, rows: found.IMPORT_ROWS },
    stopGrace: found.STOP_GRACE,
    trustedProxies: found.TRUSTED_PROXIES,
    signIn: {
      appKey: found.APP_KEY ?? (isProduction ? undefined : 'outside production a key needs no secrecy'),
      secondFactor: found.SECOND_FACTOR ?? (isProduction ? 'office' : 'nobody'),
      invitationDays: found.INVITATION_DAYS,
      oidc: oidcOf(found),
    },
  };
}

const oidcOf = ({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_NAME: name }: Found) =>
  issuer && clientId && clientSecret ? { issuer, clientId, clientSecret, name } : undefined;

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return rest.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
