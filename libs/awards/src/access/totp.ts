import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const ISSUER = 'Vinh Danh';
const PERIOD = 30;

/** What every app understands (RFC 6238): SHA-1, six digits, thirty seconds. */
const totp = (secret: string, label = '') =>
  new TOTP({ issuer: ISSUER, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(secret) });

/** 160 random bits, base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** For the QR code. */
export const totpAddress = (secret: string, label: string): string => totp(secret, label).toString();

/** The time step a code belongs to, at `seconds` since 1970; one step early or late will do. Null for a wrong code. */
export function stepOf(secret: string, code: string, seconds: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const difference = totp(secret).validate({ token: code, timestamp: seconds * 1000, window: 1 });
  return difference === null ? null : Math.floor(seconds / PERIOD) + difference;
}

const keyFrom = (appKey: string) => Buffer.from(hkdfSync('sha256', appKey, '', 'totp secrets', 32));

/** AES-256-GCM, bound to its person: `1.<iv>.<tag>.<secret>`, each base64url. */
export function seal(appKey: string, person: string, secret: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(appKey), iv).setAAD(Buffer.from(person));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return ['1', ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64url'))].join('.');
}

/** Throws when it was sealed with another key, or for somebody else. */
export function unseal(appKey: string, person: string, sealed: string): string {
  const [, iv = '', tag = '', body = ''] = sealed.split('.');
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(appKey), Buffer.from(iv, 'base64url'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(person)).setAuthTag(Buffer.from(tag, 'base64url'));
  return decipher.update(Buffer.from(body, 'base64url'), undefined, 'utf8') + decipher.final('utf8');
}
