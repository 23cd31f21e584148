import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface Postbox {
  url: string;
  /** How often each Message-ID arrived. */
  arrived: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** A mail server that takes everything, counts it and keeps it in a folder when there is one. */
export async function openPostbox(folder: string | undefined): Promise<Postbox> {
  const arrived = new Map<string, number>();
  if (folder) await mkdir(folder, { recursive: true });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      keep(stream).then(() => done(), done);
    },
  });
  async function keep(stream: NodeJS.ReadableStream): Promise<void> {
    const message = await text(stream);
    const id = /^message-id:\s*<([^>]+)>/im.exec(message)?.[1] ?? `without-id-${arrived.size}`;
    arrived.set(id, (arrived.get(id) ?? 0) + 1);
    if (folder) await writeFile(join(folder, `${String(arrived.size).padStart(4, '0')}.eml`), message);
  }
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, arrived, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
