import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InjectOptions } from 'fastify';

type Headers = Record<string, string>;

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const ORIGIN = { origin: 'http://localhost:3000', host: 'localhost:3000' };

/** Requests as a browser makes them, to the application there is by then. */
export function asking(app: () => NestFastifyApplication) {
  const ask = (url: string, headers: Headers = {}, options: InjectOptions = {}) => app().inject({ url, headers, ...options });
  const post = (url: string, payload: string | object, headers: Headers = {}) =>
    ask(url, { ...(typeof payload === 'string' ? FORM : {}), ...ORIGIN, ...headers }, { method: 'POST', payload });
  return { ask, post };
}

export const signedIn = (token = 'hong') => ({ cookie: `sid=${token}` });
