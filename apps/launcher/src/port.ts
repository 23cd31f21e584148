import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Listening {
  port: number;
  host: string;
}

/**
 * Resolves when the port is free; rejects with one sentence when it is not within `patience` milliseconds.
 * `onWait` is called once when there is something to wait for.
 */
export async function portFree(wanted: Listening, patience: number, signal: AbortSignal, onWait: () => void): Promise<void> {
  const deadline = Date.now() + patience;
  for (let attempt = 1; await isTaken(wanted); attempt += 1) {
    if (Date.now() >= deadline) {
      const other = wanted.port < 65_535 ? wanted.port + 1 : 3000;
      throw new Error(
        `Port ${wanted.port} is taken by another program: stop that one, or choose another port, such as PORT=${other} npm start.`,
      );
    }
    if (attempt === 1) onWait();
    await sleep(100, undefined, { signal });
  }
}

async function isTaken(wanted: Listening): Promise<boolean> {
  if (await isListening(wanted)) return true;
  // Browsers may read "localhost" as either address, so a stranger on the other one would answer in our place.
  const answers = await Promise.all(['127.0.0.1', '::1'].map((host) => hasAnswer({ port: wanted.port, host })));
  return answers.includes(true);
}

function isListening({ port, host }: Listening): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(explain(error, { port, host }));
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(false)));
  });
}

function explain(error: NodeJS.ErrnoException, { port, host }: Listening): Error {
  if (error.code === 'EACCES') {
    return new Error(`Port ${port} is reserved for the administrator: choose one above 1024, such as PORT=3000 npm start.`, {
      cause: error,
    });
  }
  return new Error(`HOST=${host} cannot be listened to (${error.code}): use an address of this computer, such as 127.0.0.1 or 0.0.0.0.`, {
    cause: error,
  });
}

function hasAnswer(where: Listening): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...where, timeout: 1_000 });
    const settle = (isAnswered: boolean) => () => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.once('connect', settle(true));
    socket.once('error', settle(false));
    socket.once('timeout', settle(false));
  });
}
