import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '#config';
import { Membership, type openStore } from '#store';
import type { Actor } from '#workflow';
import { webApplication } from '../src/application.js';

type Store = Awaited<ReturnType<typeof openStore>>;

/** The real application over a database, and people who call it. */
export interface Visiting {
  app: NestFastifyApplication;
  /** Sends JSON to the API and reads the answer. */
  call(actor: Actor | null, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object): Promise<Called>;
  /** Fetches a page. */
  page(actor: Actor | null, url: string): Promise<Shown>;
  /** Sends a page's form. */
  send(actor: Actor | null, url: string, form?: Form): Promise<Shown>;
}

export interface Called {
  status: number;
  body: Record<string, unknown>;
}

export interface Shown {
  status: number;
  location: string | undefined;
  /** The page without its markup: what a person reads. */
  text: string;
  html: string;
}

type Form = Record<string, string | string[]>;

/** `filesDir` is where the bytes of files lie, for who looks at them. */
export async function visiting(url: string, store: Store, filesDir = ''): Promise<Visiting> {
  const place = { DATABASE_URL: url, BASE_URL: 'http://127.0.0.1', ...(filesDir && { FILES_DIR: filesDir }) };
  const app = await webApplication(loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error', ...place }));
  const tokens = new Map<string, string>();
  const tokenOf = async ({ id, role }: Actor): Promise<string> => {
    const found = tokens.get(id);
    if (found) return found;
    const membership = await store.em.fork().findOneOrFail(Membership, { person: id, role: role as never });
    const signedIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: membership.id } });
    const { token } = signedIn.json<{ token: string }>();
    tokens.set(id, token);
    return token;
  };
  const headersOf = async (actor: Actor | null): Promise<Record<string, string>> =>
    actor ? { authorization: `Bearer ${await tokenOf(actor)}` } : { origin: 'http://127.0.0.1', host: '127.0.0.1' };
  return {
    app,
    async call(actor, method, path, payload) {
      const answer = await app.inject({
        method,
        url: `/api/v1${path}`,
        headers: await headersOf(actor),
        ...(payload && { payload }),
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    page: async (actor, path) => shown(await app.inject({ url: path, headers: await headersOf(actor) })),
    async send(actor, path, form = {}) {
      const pairs = Object.entries(form).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]));
      const headers = { ...(await headersOf(actor)), 'content-type': 'application/x-www-form-urlencoded' };
      return shown(await app.inject({ method: 'POST', url: path, headers, payload: new URLSearchParams(pairs).toString() }));
    },
  };
}

const shown = ({ statusCode, headers, body }: Awaited<ReturnType<NestFastifyApplication['inject']>>): Shown => ({
  status: statusCode,
  location: typeof headers.location === 'string' ? headers.location : undefined,
  html: body,
  text: body
    .replace(/<(svg|script|head)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' '),
});
