import type { Socket } from 'node:net';

/** One message of PostgreSQL's protocol (version 3, "Message Formats"). The first one of a client has no type. */
export interface Frame {
  type: string;
  bytes: Buffer;
}

/** Calls back for every whole message that comes out of the socket. */
export function frames(socket: Socket, { startsPlain }: { startsPlain: boolean }, onFrame: (frame: Frame) => void): void {
  let rest = Buffer.alloc(0);
  let isPlain = startsPlain;
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const header = isPlain ? 0 : 1;
      if (rest.length < header + 4) return;
      const length = header + rest.readInt32BE(header);
      if (rest.length < length) return;
      const bytes = rest.subarray(0, length);
      rest = rest.subarray(length);
      const type = isPlain ? '' : bytes.toString('latin1', 0, 1);
      isPlain = false;
      onFrame({ type, bytes });
    }
  });
}

/** The statement that a Query or Parse message carries; null for every other message. */
export function queryOf({ type, bytes }: Frame): string | null {
  if (type === 'Q') return bytes.toString('utf8', 5, bytes.length - 1);
  if (type !== 'P') return null;
  const start = bytes.indexOf(0, 5) + 1;
  return bytes.toString('utf8', start, bytes.indexOf(0, start));
}

/** The same message with a statement that the server refuses, in a session that stays usable. */
export function refusing({ type, bytes }: Frame): Frame {
  const name = type === 'P' ? bytes.subarray(5, bytes.indexOf(0, 5) + 1) : Buffer.alloc(0);
  const parameters = type === 'P' ? Buffer.alloc(2) : Buffer.alloc(0);
  const body = Buffer.concat([name, Buffer.from('select 1 / 0\0'), parameters]);
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return { type, bytes: Buffer.concat([head, body]) };
}
