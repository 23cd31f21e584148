import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { frames, type Frame, queryOf, refusing } from './wire.js';

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
  close(): Promise<void>;
}

/** A line to a PostgreSQL server that fails at the n-th query, whichever connection it is made on. Nothing of the client or the server is replaced. */
export async function brokenLine(databaseUrl: string): Promise<BrokenLine> {
  const target = new URL(databaseUrl);
  const state: State = { left: 0, how: 'refused', failed: null };
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
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface State {
  /** Queries until the one that fails; 0: none fails. */
  left: number;
  how: Failure;
  failed: Failed | null;
}

/** Carries one connection both ways, looking at every message. */
function carry(client: Socket, upstream: Socket, state: State): void {
  let isInTransaction = false;
  let isCut = false;
  const cut = (): void => {
    isCut = true;
    client.destroy();
    upstream.destroy();
  };
  let swallowsAnswer = false;
  const onQuery = (frame: Frame, text: string): Frame | null => {
    state.left -= 1;
    if (state.left !== 0) return frame;
    state.failed = { text, decides: text === 'commit' || (!isInTransaction && text !== 'begin') };
    if (state.how === 'refused') return refusing(frame);
    if (state.how === 'lost') return null;
    swallowsAnswer = true;
    return frame;
  };
  frames(client, { startsPlain: true }, (frame) => {
    if (isCut) return;
    const text = queryOf(frame);
    const passed = text === null || state.left === 0 ? frame : onQuery(frame, text);
    if (passed) upstream.write(passed.bytes);
    else cut();
  });
  frames(upstream, { startsPlain: false }, ({ type, bytes }) => {
    if (isCut) return;
    if (swallowsAnswer) return cut();
    // ReadyForQuery says whether a transaction is open: I, T or E.
    if (type === 'Z') isInTransaction = bytes.toString('latin1', 5, 6) !== 'I';
    client.write(bytes);
  });
  client.on('close', () => upstream.destroy());
  upstream.on('close', () => client.destroy());
}
