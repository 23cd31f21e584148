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

const textAt = (bytes: Buffer, from: number): [string, number] => {
  const end = bytes.indexOf(0, from);
  return [bytes.toString('utf8', from, end), end + 1];
};

/** Tells which statement a message of one connection runs; null for every message that runs none. Statements are prepared once and run by name. */
export function statements(): (frame: Frame) => string | null {
  const prepared = new Map<string, string>();
  return ({ type, bytes }) => {
    if (type === 'Q') return textAt(bytes, 5)[0];
    if (type === 'P') {
      const [name, next] = textAt(bytes, 5);
      prepared.set(name, textAt(bytes, next)[0]);
    }
    if (type !== 'B') return null;
    const [, next] = textAt(bytes, 5);
    return prepared.get(textAt(bytes, next)[0]) ?? '';
  };
}

/** A message in its place that the server refuses, in a session that stays usable. */
export function refusing({ type }: Frame): Frame {
  // Of an unknown statement: no portal, no formats, no parameters, no results.
  const bind = Buffer.concat([Buffer.from('\0no such statement\0'), Buffer.alloc(6)]);
  const body = type === 'Q' ? Buffer.from('execute "no such statement"\0') : bind;
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return { type, bytes: Buffer.concat([head, body]) };
}
