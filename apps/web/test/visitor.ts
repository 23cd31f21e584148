import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LinkService } from '#awards';
import { loadConfig } from '#config';
import { Person } from '#store';
import type { Award } from '#testing';
import { webApplication } from '../src/application.js';

interface Answer {
  status: number;
  location: string | undefined;
  headers: Record<string, unknown>;
  body: string;
}

/** A browser without a screen: keeps cookies, follows nothing, and says where its requests come from. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly remoteAddress = '192.0.2.10',
    private readonly site: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
  ) {}

  get = (url: string) => this.ask('GET', url);

  post = (url: string, form: Record<string, string> = {}) => this.ask('POST', url, form);

  async ask(method: 'GET' | 'POST', url: string, form?: Record<string, string>): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.app.inject({
      method,
      url,
      remoteAddress: this.remoteAddress,
      headers: {
        ...this.site,
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
        ...(cookie && { cookie }),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    });
    for (const { name, value, maxAge } of answer.cookies)
      if (maxAge === 0 || value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    return { status: answer.statusCode, location: answer.headers.location, headers: answer.headers, body: answer.body };
  }
}

/** The value of a hidden or read-only thing in a page, by a pattern with one group. */
export const within = ({ body }: Answer, pattern: RegExp) => pattern.exec(body)?.[1] ?? '';

export const PASSWORD = 'trống đồng cưỡi mây 73';

/** The site as people reach it: over https. */
export const siteOf = (award: Award, env: Record<string, string> = {}) =>
  webApplication(loadConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: award.url, BASE_URL: 'https://kt.example.vn', ...env }));

export const emailOf = async (award: Award, person: string) => (await award.store.em.fork().findOneOrFail(Person, person)).email ?? '';

export const invitationOf = async (app: NestFastifyApplication, person: string) =>
  new URL((await app.get(LinkService, { strict: false }).invite(person)).link);

/** Somebody who came in by the link on their invitation. */
export async function invited(app: NestFastifyApplication, person: string, visitor = new Visitor(app)) {
  const { pathname, search, searchParams } = await invitationOf(app, person);
  await visitor.get(pathname + search);
  const answer = await visitor.post('/sign-in/link', { token: searchParams.get('token') ?? '' });
  return { visitor, answer };
}

/** The same, who has chosen a password then. */
export async function withPassword(app: NestFastifyApplication, person: string) {
  const { visitor } = await invited(app, person);
  await visitor.post('/account/password', { wanted: PASSWORD });
  return visitor;
}
