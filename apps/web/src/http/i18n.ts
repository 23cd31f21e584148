import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInstance, type i18n } from 'i18next';
import type { FastifyRequest } from 'fastify';
import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Language, Text } from '#workflow';
import { isDevelopment, webFolder } from './root.js';

export const LANGUAGES = ['vi', 'en'] as const satisfies readonly Language[];
export const LANGUAGE_COOKIE = 'lang';

export const isLanguage = (value: unknown): value is Language => value === 'vi' || value === 'en';
export const isText = (value: unknown): value is Text => typeof value === 'object' && value !== null && 'vi' in value && 'en' in value;

/** The sentences of the pages, from `locales/{vi,en}.json`. */
@Injectable()
export class Words {
  private i18n = load();
  private readonly fixed = new Map<string, string>();

  say(language: Language, key: string, values: Record<string, unknown> = {}): string {
    if (isDevelopment()) this.i18n = load();
    else if (Object.keys(values).length === 0) return this.sayFixed(language, key);
    return this.i18n.t(key, { ...values, lng: language });
  }

  /** Most sentences have nothing to fill in, and a page has hundreds of them: each is looked up once. */
  private sayFixed(language: Language, key: string): string {
    const name = `${language} ${key}`;
    const found = this.fixed.get(name) ?? this.i18n.t(key, { lng: language });
    // A key may come from a cookie: what is no sentence is not kept.
    if (found !== key) this.fixed.set(name, found);
    return found;
  }

  knows(language: Language, key: string): boolean {
    return this.i18n.exists(key, { lng: language });
  }
}

export const catalogue = (language: Language): Record<string, unknown> =>
  JSON.parse(readFileSync(join(webFolder, `locales/${language}.json`), 'utf8')) as Record<string, unknown>;

function load(): i18n {
  const instance = createInstance();
  void instance.init({
    initAsync: false,
    lng: 'vi',
    fallbackLng: false,
    resources: Object.fromEntries(LANGUAGES.map((language) => [language, { translation: catalogue(language) }])),
    // Templates escape what they print; twice would show &amp;.
    interpolation: { escapeValue: false },
  });
  return instance;
}

/** The person's language, else the cookie's, else what the browser prefers, else Vietnamese. */
export function languageOf(request: FastifyRequest): Language {
  if (request.person) return request.person.language;
  const chosen = request.cookies?.[LANGUAGE_COOKIE];
  return isLanguage(chosen) ? chosen : preferred(request.headers['accept-language']);
}

/** The language in which the answer is to be. */
export const CurrentLanguage = createParamDecorator((_: unknown, context: ExecutionContext): Language =>
  languageOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Reads `en-GB,en;q=0.9,vi;q=0.8` (RFC 9110, 12.5.4). */
function preferred(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find(Boolean);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .find(({ language }) => isLanguage(language))?.language;
  return isLanguage(wanted) ? wanted : 'vi';
}
