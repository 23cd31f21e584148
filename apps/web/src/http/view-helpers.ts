import Handlebars from 'handlebars';
import type { SignedIn } from './actor.js';
import type { Assets } from './assets.js';
import { formatDate, formatDateTime, formatNumber, formatTime, type Instant, type Span, spanUntil } from './format.js';
import { isText, type Words } from './i18n.js';
import { iconMarkup } from './icons.js';
import type { Language } from '#workflow';

/** What every template of one answer knows beside its model: reachable as `@language`, `@zone`, `@path`, `@person`. */
export interface ViewData {
  language: Language;
  zone: string;
  now: Date;
  path: string;
  person: SignedIn | null;
}

interface Options {
  hash: Record<string, unknown>;
  data: ViewData;
}

/** Text in the reader's language; anything else as it is. */
export const inLanguage = (value: unknown, language: Language): unknown => (isText(value) ? value[language] : value);

const isTrue = (value: unknown) => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const plain = {
  eq: (a: unknown, b: unknown) => a === b,
  not: (value: unknown) => !isTrue(value),
  /** The last argument is Handlebars' own. */
  and: (...values: unknown[]) => values.slice(0, -1).every(isTrue),
  concat: (...values: unknown[]) => values.slice(0, -1).join(''),
  /** The first that says something. */
  or: (...values: unknown[]) => values.slice(0, -1).find(isTrue),
};

interface Stage {
  name: unknown;
  state: 'done' | 'now' | 'stopped' | 'next';
  when?: string;
}

/** What the stepper says beside its stages: where the cycle stands and what comes next. A cycle that is over stands at its last stage. */
function steps(stages: Stage[]) {
  const at = stages.findIndex(({ state }) => state === 'now' || state === 'stopped');
  const done = stages.filter(({ state }) => state === 'done').length;
  const position = at >= 0 ? at : Math.max(0, done - 1);
  return {
    items: stages.map((stage, index) => ({ ...stage, number: index + 1, isDone: stage.state === 'done', isNow: stage.state === 'now' })),
    here: stages[position],
    following: stages[position + 1],
    number: position + 1,
    total: stages.length,
    percent: Math.round(((at >= 0 ? at + 1 : done) / Math.max(1, stages.length)) * 100),
  };
}

const moments = (words: Words) => ({
  date: (value: Instant, { data }: Options) => formatDate(value, data.zone),
  time: (value: Instant, { data }: Options) => formatTime(value, data.zone),
  dateTime: (value: Instant, { data }: Options) => formatDateTime(value, data.zone),
  /** `còn 2 ngày 6 giờ`; judged by `@now`, which a page takes from the database when it matters. */
  until: (value: Instant, { data }: Options) => {
    const span = spanUntil(value, data.now);
    return span ? untilText(words, data.language, span) : '';
  },
  iso: (value: Instant) => (value instanceof Date ? value.toISOString() : value),
  isPast: (value: Instant, { data }: Options) => spanUntil(value, data.now)?.isPast ?? false,
});

export function viewHelpers(words: Words, assets: Assets) {
  return {
    ...plain,
    ...moments(words),
    steps,
    t: (key: string, { hash, data }: Options) => {
      const values = Object.entries(hash).map(([name, value]) => [name, inLanguage(value, data.language)]);
      return words.say(data.language, key, Object.fromEntries(values) as Record<string, unknown>);
    },
    text: (value: unknown, { data }: Options) => inLanguage(value, data.language),
    number: (value: unknown, { hash, data }: Options) => formatNumber(value, data.language, decimalsOf(hash)),
    /** Points have fixed decimals, two unless the award says otherwise, so that columns line up. */
    points: (value: unknown, { hash, data }: Options) => formatNumber(value, data.language, decimalsOf(hash) ?? 2),
    icon: (name: string, className: unknown) =>
      new Handlebars.SafeString(iconMarkup(name, typeof className === 'string' ? className : undefined)),
    asset: (name: string) => assets.url(name),
  };
}

const decimalsOf = ({ decimals }: Record<string, unknown>) => (typeof decimals === 'number' ? decimals : undefined);

/** The two largest units that matter: 5 days; 2 days 6 hours; 6 hours 10 minutes; 10 minutes. */
function untilText(words: Words, language: Language, { isPast, days, hours, minutes }: Span): string {
  const shown: [string, number][] =
    days > 2 || (days > 0 && hours === 0)
      ? [['days', days]]
      : [
          ['days', days],
          ['hours', hours],
          ['minutes', days > 0 ? 0 : minutes],
        ];
  const span = shown
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => words.say(language, `until.${unit}`, { count }))
    .join(' ');
  return words.say(language, isPast ? 'until.past' : 'until.left', { span });
}
