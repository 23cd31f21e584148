import { Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Text } from '#workflow';
import type { SignedIn } from './actor.js';
import { DEFAULT_ZONE } from './format.js';
import { languageOf, Words } from './i18n.js';
import type { ViewData } from './view-helpers.js';
import { safePath } from './safe-path.js';
import type { SeeOther } from './see-other.js';
import { View } from './views.js';

export interface NavigationItem {
  href: string;
  label: Text | string;
  icon: string;
  /** How many wait there; none is shown for 0. */
  count?: number;
}

/** Where a person can go from every page. The application may provide it. */
export abstract class Navigation {
  abstract of(person: SignedIn | null): Promise<{ main: NavigationItem[]; footer?: NavigationItem[] }>;
}

const TOAST_COOKIE = 'toast';
const NO_NAVIGATION = { main: [], footer: [] };

/** What a template gets. These few values are for what is around it. */
export interface Model {
  title?: Text | string | undefined;
  zone?: string | undefined;
  now?: Date | undefined;
  /** A key of the catalogue. */
  toast?: string | undefined;
  [name: string]: unknown;
}

/** Shows models as pages, within the layout or as fragments. */
@Injectable()
export class Pages {
  constructor(
    private readonly view: View,
    private readonly words: Words,
    @Optional() private readonly navigation?: Navigation,
  ) {}

  async show(request: FastifyRequest, reply: FastifyReply, page: { template: string; fragment?: string }, model: Model): Promise<string> {
    this.label(request, reply);
    const toast = this.takeToast(request, reply, model.toast);
    if (!wantsFragment(request))
      return this.document(request, page.template, { ...model, toast }, await this.navigation?.of(request.person));
    // Headers are ASCII; the sentence is not.
    if (toast) void reply.header('hx-trigger', ascii(JSON.stringify({ toast })));
    return this.fragment(request, page.fragment ?? page.template, model);
  }

  /** A template within the layout. Asks nobody for navigation, so that errors can be shown in any weather. */
  document(
    request: FastifyRequest,
    template: string,
    model: Model,
    navigation: Awaited<ReturnType<Navigation['of']>> = NO_NAVIGATION,
  ): string {
    const data = dataOf(request, model);
    const body = this.view.render(template, { person: request.person, ...model }, data);
    return this.view.render('layouts/page', { ...frameOf(request, data, navigation), title: model.title, toast: model.toast, body }, data);
  }

  fragment(request: FastifyRequest, template: string, model: Model): string {
    return this.view.render(template, { person: request.person, ...model }, dataOf(request, model));
  }

  leave(reply: FastifyReply, { path, toast }: SeeOther): string {
    if (toast) void reply.setCookie(TOAST_COOKIE, toast, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: 60 });
    void reply.status(303).header('location', safePath(path)).header('cache-control', 'no-store');
    return '';
  }

  /** One address has several forms, and most of them are for one person only. */
  label(request: FastifyRequest, reply: FastifyReply): void {
    void reply
      .type('text/html; charset=utf-8')
      .header('vary', 'HX-Request, HX-Request-Type, Cookie, Accept-Language')
      // Who signs in is nobody yet, and the page holds what they sign in with.
      .header('cache-control', request.person || request.url.startsWith('/sign-in') ? 'no-store' : 'no-cache');
  }

  private takeToast(request: FastifyRequest, reply: FastifyReply, own: string | undefined): string | undefined {
    const left = request.cookies[TOAST_COOKIE];
    if (left) void reply.clearCookie(TOAST_COOKIE, { path: '/' });
    const key = own ?? left;
    const language = languageOf(request);
    // The cookie is anybody's to write: only what the catalogue knows is said.
    return key && this.words.knows(language, key) ? this.words.say(language, key) : undefined;
  }
}

/** htmx wants a part, unless it fetches for the whole body or goes back in history. */
export const wantsFragment = ({ headers }: FastifyRequest): boolean =>
  headers['hx-request'] === 'true' && headers['hx-request-type'] !== 'full' && !headers['hx-history-restore-request'];

export const isApi = ({ url }: FastifyRequest): boolean => /^\/api(\/|\?|$)/.test(url);

const ascii = (text: string) => text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const dataOf = (request: FastifyRequest, { zone, now }: Model): ViewData => ({
  language: languageOf(request),
  zone: zone ?? DEFAULT_ZONE,
  now: now ?? new Date(),
  path: request.url,
  person: request.person,
});

function frameOf(request: FastifyRequest, { path, language }: ViewData, { main, footer }: Awaited<ReturnType<Navigation['of']>>) {
  const { person } = request;
  const here = path.split('?')[0];
  const current = main.filter(({ href }) => here === href || here?.startsWith(`${href}/`)).sort((a, b) => b.href.length - a.href.length)[0];
  return {
    nav: main.map((item) => ({ ...item, isCurrent: item === current })),
    footer,
    initials: person && initialsOf(person.name),
    others: person?.memberships.filter(
      ({ role, unitName, onBehalfOf }) => role !== person.actor.role || unitName !== person.unitName || onBehalfOf !== person.onBehalfOf,
    ),
    otherLanguage: language === 'vi' ? 'en' : 'vi',
    // Where the language switch and the sign-in come back to: a page that can be fetched.
    here: request.method === 'GET' ? path : '/',
  };
}

/** The given name comes last in Vietnamese names: Nguyễn Thị Hồng is TH. */
const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(-2)
    .map((word) => word.slice(0, 1))
    .join('')
    .toUpperCase();
