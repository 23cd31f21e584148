import type { Text } from '#workflow';

/** There is no such thing, or not for this person: the two look the same from outside. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** What was sent cannot be accepted; says at which place and why, in both languages. */
export class Invalid extends Error {
  override readonly name = 'Invalid';
  constructor(readonly faults: { place: string; message: Text }[]) {
    super(faults.map((fault) => `${fault.place}: ${fault.message.en}`).join('\n'));
  }
}

export const invalid = (place: string, vi: string, en: string) => new Invalid([{ place, message: { vi, en } }]);

/** Somebody saved in between. Carries both versions, so that nothing is lost. */
export class Stale extends Error {
  override readonly name = 'Stale';
  constructor(
    readonly yours: unknown,
    readonly theirs: unknown,
    readonly revision: number,
  ) {
    super(`Stale save: the newest revision is ${revision}`);
  }
}

/** Tried too often. Says after how many seconds it makes sense to try again. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
  constructor(readonly seconds: number) {
    super(`Too many attempts: ${seconds} seconds to wait`);
  }
}
