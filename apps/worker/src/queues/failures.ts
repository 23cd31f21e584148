import { Logger } from '@nestjs/common';

const WINDOW_MS = 5_000;
const MOST_IN_WINDOW = 250;
const MOST_LINES = 10;
const SILENCE_MS = 30_000;

/**
 * Where everything that goes wrong outside a job is reported. The log stays readable whatever happens: one sentence is said once in half a
 * minute, and no more than ten in five seconds. When errors come in a flood BullMQ is spinning: better to stop and be started again.
 */
export class Failures {
  private readonly logger = new Logger('worker');
  private readonly said = new Map<string, number>();
  private since = 0;
  private count = 0;
  private lines = 0;

  constructor(private readonly giveUp: () => void) {}

  report(source: string, error: unknown): void {
    const now = Date.now();
    if (now - this.since > WINDOW_MS) Object.assign(this, { since: now, count: 0, lines: 0 });
    this.count += 1;
    this.say(`${source}: ${sentenceOf(error)}`, now);
    if (this.count === MOST_IN_WINDOW) {
      this.logger.fatal(`${MOST_IN_WINDOW} errors within ${WINDOW_MS / 1000} s: stopping`);
      this.giveUp();
    }
  }

  private say(sentence: string, now: number): void {
    if (now - (this.said.get(sentence) ?? 0) < SILENCE_MS || this.lines >= MOST_LINES) return;
    if (this.said.size > 100) this.said.clear();
    this.said.set(sentence, now);
    this.lines += 1;
    this.logger.error(sentence);
  }
}

/** What an error says, on one line and without the passwords that addresses hold. Refused connections to several addresses say it inside. */
export function sentenceOf(error: unknown): string {
  const { message, code, errors, cause } = error as { message?: string; code?: string; errors?: unknown[]; cause?: unknown };
  const inner = errors?.[0] ?? cause;
  if (inner instanceof Error) return sentenceOf(inner);
  return (message || code || String(error))
    .split('\n', 1)
    .join('')
    .replace(/\/\/[^@/\s]+@/g, '//…@');
}
