import { HttpException } from '@nestjs/common';
import { NotFound, Stale, TooMany } from '#awards';
import { type Language, Refusal } from '#workflow';
import { CrossSite } from './csrf.js';
import { faultsOf, type FieldFault } from './faults.js';
import type { Words } from './i18n.js';
import { StepOwed } from './policy.js';

/** What went wrong, ready to be told to a person. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  errors?: FieldFault[];
  /** The rule of the workflow that said no. */
  rule?: string;
  /** Seconds after which it makes sense to try again. */
  retryAfter?: number;
  /** When it will be allowed, if ever; absent where the schedule does not tell. */
  when?: string;
  /** What exactly is missing, a sentence each. */
  missing?: string[];
  /** The code of the one of several that was refused. */
  about?: string;
  /** Of a save that came late: what was sent, what is stored, and the number of the stored revision. */
  yours?: unknown;
  theirs?: unknown;
  revision?: number;
}

/** Puts an error into words. Whatever nobody expected is 500, and nothing of it is told. */
export function problemOf(error: unknown, words: Words, language: Language): Problem {
  if (error instanceof Refusal) return refused(error, words, language);
  const errors = faultsOf(error, words, language);
  if (errors) return { ...told('invalid', 422, words, language), errors };
  if (error instanceof NotFound) return told('404', 404, words, language);
  if (error instanceof Stale) {
    const { yours, theirs, revision } = error;
    return { ...told('stale', 409, words, language), yours, theirs, revision };
  }
  if (error instanceof TooMany) return { ...told('429', 429, words, language), retryAfter: error.seconds };
  if (error instanceof StepOwed) return told('stepOwed', 403, words, language);
  if (error instanceof CrossSite) return told('crossSite', 403, words, language);
  const status = error instanceof HttpException ? error.getStatus() : 500;
  const key = [String(status), status < 500 ? 'other' : '500'].find((key) => words.knows(language, `errors.${key}.title`));
  return told(key ?? '500', status, words, language);
}

const refused = ({ because, sentence, when, about, details }: Refusal, words: Words, language: Language): Problem => ({
  status: 409,
  title: words.say(language, 'errors.409.title'),
  detail: sentence[language],
  rule: because,
  ...(when && { when: when[language] }),
  ...(about !== null && { about }),
  ...(details.length > 0 && { missing: details.map((one) => one[language]) }),
});

const told = (key: string, status: number, words: Words, language: Language): Problem => ({
  status,
  title: words.say(language, `errors.${key}.title`),
  detail: words.say(language, `errors.${key}.detail`),
});
