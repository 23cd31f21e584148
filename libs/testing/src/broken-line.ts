import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { frames, refusing, statements } from './wire.js';

/** How a query fails: the server refuses it; the line breaks before the server gets it; or before its answer comes back. */
export const FAILURES = ['refused', 'lost', 'answer lost'] as const;
export type Failure = (typeof FAILURES)[number];

/** The query that failed. `decides` when it could change the database for good: a commit, or a statement outside any transaction. */
export interface Failed {
  text: string;
  decides: boolean;
}

export interface BrokenLine {
  /** The database as it is reached through this line. */
  url: string;
  /** From now on the n-th query fails that way, once. */
  fail(n: number, how: Failure): void;
  /** The query that failed since the last `fail`; null when fewer were made. */
  readonly failed: Failed | null;
  /** How many queries have been made on it. */
  readonly asked: number;
  close(): Promise<void>;
}

/** A line to a PostgreSQL server that fails at the n-th query, whichever connection it is made on. Nothing of the client or the server is replaced. */
export async function brokenLine(databaseUrl: string): Promise<BrokenLine> {
  const target = new URL(databaseUrl);
  const state: State = { left: 0, how: 'refused', failed: null, asked: 0 };
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      open.add(socket.setNoDelay(true));
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    carry(client, upstream, state);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    fail: (n, how) => void Object.assign(state, { left: n, how, failed: null }),
    get failed() {
      return state.failed;
    },
    get asked() {
      return state.asked;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A transaction may begin with the word on who asks. */
const BEGINS = /^begin\b/;
const EDGE = /^(begin\b|commit$|rollback$)/;

interface State {
  /** Queries until the one that fails; 0: none fails. */
  left: number;
  how: Failure;
  failed: Failed | null;
  asked: number;
}

/** Carries one connection both ways, looking at every message. Queries may be sent before the answers to those before them are in. */
function carry(client: Socket, upstream: Socket, state: State): void {
  const statementOf = statements();
  // The server's first readiness answers no query.
  const line = { isCut: false, isDeaf: false, isInTransaction: false, asked: 0, answered: -1, unanswered: Infinity };
  const cut = (): void => {
    line.isCut = true;
    client.destroy();
    upstream.destroy();
  };
  frames(client, { startsPlain: true }, (frame) => {
    const text = statementOf(frame);
    // After the query whose answer is lost nothing gets through.
    line.isDeaf ||= text !== null && line.asked >= line.unanswered;
    if (line.isCut || line.isDeaf) return;
    const how = text === null ? null : failing(state, text, line.isInTransaction);
    if (how === 'lost') return cut();
    if (text !== null) {
      line.asked += 1;
      state.asked += 1;
    }
    if (how === 'answer lost') line.unanswered = line.asked;
    if (how !== 'refused' && text !== null && EDGE.test(text)) line.isInTransaction = BEGINS.test(text);
    upstream.write(how === 'refused' ? refusing(frame).bytes : frame.bytes);
  });
  frames(upstream, { startsPlain: false }, ({ type, bytes }) => {
    if (line.isCut) return;
    if (type === 'Z') line.answered += 1;
    // ReadyForQuery: by now the query has had its effect.
    if (line.answered >= line.unanswered) return cut();
    if (line.answered < line.unanswered - 1 || type === 'Z') client.write(bytes);
  });
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}

/** How this query fails, if it is the one. */
function failing(state: State, text: string, isInTransaction: boolean): Failure | null {
  if (state.left === 0 || (state.left -= 1) > 0) return null;
  state.failed = { text, decides: text === 'commit' || (!isInTransaction && !BEGINS.test(text)) };
  return state.how;
}
