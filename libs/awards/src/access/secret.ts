import { createHash, randomBytes } from 'node:crypto';
import { phoneFrom } from '../people/phone.js';

/** 256 random bits, as they go into cookies and links. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of it. A secret with 256 random bits needs neither salt nor a slow hash. */
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
