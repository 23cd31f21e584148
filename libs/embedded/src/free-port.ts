import { createServer } from 'node:net';

/** A TCP port nobody listens on at 127.0.0.1 just now. Someone else may still take it first: callers try again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No free TCP port was found.')),
      );
    });
  });
}
