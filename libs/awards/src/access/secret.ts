import { createHash, randomBytes, randomInt } from 'node:crypto';
import { phoneFrom } from '../people/phone.js';

/** 256 random bits, as they go into cookies and links. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Without the look-alikes 0 o 1 i l. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const WRITTEN = /^[a-hjkmnp-z2-9]{26}$/;

/** 128 random bits in letters that can be read from paper and typed on a telephone. */
export const newWrittenSecret = (): string => Array.from({ length: 26 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** As it stands on paper: in groups of four. */
export const inGroups = (secret: string): string => secret.match(/.{1,4}/g)?.join('-') ?? '';

/** A secret as somebody typed it from paper; any other as it is. */
export function secretFrom(typed: string): string {
  const code = typed.replace(/[\s-]/g, '').toLowerCase();
  return WRITTEN.test(code) ? code : typed.trim();
}

/** What is stored of it. A secret with 128 random bits or more needs neither salt nor a slow hash. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** What a person types as their account, as it is stored: a phone number in its national form, or an address in small letters. */
export function loginOf(typed: string): string {
  const login = typed.normalize('NFC').trim().toLowerCase();
  return phoneFrom(login) ?? login;
}

/** Where somebody comes from, no closer than needed: an IPv4 network of 256, or the /64 a household or an office gets. */
export function networkOf(ip: string): string {
  const mapped = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(ip);
  if (mapped) return `${mapped[1]}.${mapped[2]}.${mapped[3]}.0/24`;
  const [head = '', tail] = ip.split('%')[0]?.toLowerCase().split('::') ?? [];
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: missing }, () => '0'), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
