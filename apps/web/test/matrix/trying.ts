import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { canariesIn } from './canaries.js';
import { type Ids } from './ids.js';
import { Keeping } from './keeping.js';
import { type Persona, signIn, type Tokens } from './personas.js';
import { addressOf, bodyOf, NAMING, parametersOf } from './requests.js';
import type { Route } from './routes.js';
import type { Worlds } from './worlds.js';

/** What somebody gets: `in`, `bad` for input that is no good, or the status of the answer. Pages lead who is not signed in to the sign-in: 401. */
export type Answer = string;

export interface Tried {
  answer: Answer;
  /** Foreign text in it: `district unit.name`. */
  canaries: string[];
  body: string;
}

/** The personas before the application, each with one request after the other. */
export class Trying {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly tokens: Tokens,
    readonly keeping: Keeping,
  ) {}

  static async in(app: NestFastifyApplication, worlds: Worlds): Promise<Trying> {
    const tokens = await signIn(app, worlds);
    return new Trying(app, tokens, await Keeping.of(worlds.url, worlds.store.em.fork()));
  }

  /** Whatever was let in and changed something is undone. */
  async ask(persona: Persona, { name, method, path }: Route, ids: Ids, instead?: Record<string, string>): Promise<Tried> {
    const token = this.tokens[persona];
    const { payload, headers } = bodyOf(name, ids);
    const who = token ? { authorization: `Bearer ${token}` } : { origin: 'http://127.0.0.1', host: '127.0.0.1' };
    const answered = await this.app.inject({
      method: method as 'GET',
      url: addressOf(path, ids, instead),
      headers: { ...headers, ...who },
      ...(payload !== undefined && { payload }),
    });
    const { statusCode, headers: sent, body } = answered;
    const answer = answerOf(statusCode, sent.location ?? '');
    if (method !== 'GET' && answer === 'in') await this.keeping.goBack();
    return { answer, canaries: canariesIn(readable(`${JSON.stringify(sent)}\n${body}`)), body };
  }
}

function answerOf(status: number, location: string): Answer {
  if (status === 303) return location.startsWith('/sign-in?next=') || location === '/sign-in' ? '401' : 'in';
  if (status === 400 || status === 422) return 'bad';
  return status < 400 ? 'in' : String(status);
}

/** Text that was escaped for an address, or for a page, as people would read it. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('%', '%25').replace(/%25([0-7][0-9a-f])/gi, '%$1'));
  } catch {
    return text;
  }
}

/** The same request with the ids of another world says something of its own only where there are ids in it. */
export const hasIds = ({ name, path }: Route): boolean =>
  NAMING.includes(name) || parametersOf(path).some((part) => !['kind', 'format', 'act', '*'].includes(part));
