import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** One act that somebody sent: acknowledged with 2xx, or sent and never answered. */
export interface Sent {
  outcome: 'acknowledged' | 'unknown';
  /** The kind of journal entry it must have left, on what, by whom. */
  type: string;
  subject: string;
  actor: string;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** What all clients have seen, in memory and in a file that outlives whatever is killed. */
export class History {
  readonly sent: Sent[] = [];
  constructor(
    private readonly file: string,
    private readonly onAcknowledged: () => void,
  ) {}

  note(sent: Sent): void {
    this.sent.push(sent);
    appendFileSync(this.file, `${JSON.stringify(sent)}\n`);
    if (sent.outcome === 'acknowledged') this.onAcknowledged();
  }
}

const PATIENCE_MS = 90_000;
const ANSWER_MS = 10_000;

/** A person with a program that speaks HTTP and does not give up: what gets no answer is sent again. */
export class Client {
  private token = '';
  constructor(
    private readonly baseUrl: string,
    private readonly membership: string,
    readonly person: string,
    private readonly history: History,
  ) {}

  async signIn(): Promise<void> {
    const { body } = await this.answered('POST', '/session', { membership: this.membership });
    this.token = String(body['token']);
  }

  get(path: string): Promise<Answer> {
    return this.answered('GET', path);
  }

  /** Until it is done: acknowledged, or refused because an earlier try that got no answer had done it. Throws when it was refused at once. */
  async act(
    method: 'POST' | 'PUT',
    path: string,
    payload: object | (() => Promise<object>),
    left: Omit<Sent, 'outcome' | 'actor'>,
  ): Promise<Answer> {
    let isUnsure = false;
    for (const limit = Date.now() + PATIENCE_MS; ;) {
      const body = typeof payload === 'function' ? await payload() : payload;
      const answer = await this.ask(method, path, body);
      if (answer && answer.status < 300) {
        this.history.note({ ...left, actor: this.person, outcome: 'acknowledged' });
        return answer;
      }
      if (answer && answer.status < 500) {
        if (isUnsure) return answer;
        throw new Error(`${method} ${path} was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
      }
      isUnsure = true;
      this.history.note({ ...left, actor: this.person, outcome: 'unknown' });
      if (Date.now() > limit) throw new Error(`${method} ${path} got no answer for ${PATIENCE_MS} ms`);
      await pause(100);
    }
  }

  private async answered(method: string, path: string, payload?: object): Promise<Answer> {
    for (const limit = Date.now() + PATIENCE_MS; ;) {
      const answer = await this.ask(method, path, payload);
      if (answer && answer.status < 500) return answer;
      if (Date.now() > limit) throw new Error(`${method} ${path} got no answer for ${PATIENCE_MS} ms`);
      await pause(100);
    }
  }

  /** Null when nobody answered. */
  private async ask(method: string, path: string, payload?: object): Promise<Answer | null> {
    try {
      const response = await fetch(`${this.baseUrl}/api/v1${path}`, {
        method,
        headers: { ...(this.token && { authorization: `Bearer ${this.token}` }), ...(payload && { 'content-type': 'application/json' }) },
        ...(payload && { body: JSON.stringify(payload) }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const text = await response.text();
      return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
    } catch {
      return null;
    }
  }
}
