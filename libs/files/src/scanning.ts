import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

/** How long an answer about one file may take, in milliseconds. */
const PATIENCE = 60_000;

/** Asks a clamd about files: its INSTREAM, pieces with their length before them and an empty one at the end (docs.clamav.net, `man clamd`). */
export class Scanner {
  private readonly where: { path: string } | { host: string; port: number };

  /** `tcp://host:port`, or `unix:///path/of/its.socket`. */
  constructor(address: string) {
    const { protocol, hostname, port, pathname } = new URL(address);
    this.where = protocol === 'unix:' ? { path: decodeURIComponent(pathname) } : { host: hostname, port: Number(port || 3310) };
  }

  /** What it knows this file as; null for nothing. Throws when it gives no such answer, whatever the reason: then nobody has looked. */
  async find(path: string): Promise<string | null> {
    const answer = await pipeline(createReadStream(path), inPieces, connect(this.where), (said: AsyncIterable<Buffer>) => text(said), {
      signal: AbortSignal.timeout(PATIENCE),
    });
    const [, known, isOk] = /^stream: (?:(.+) FOUND|(OK))\0?\n?$/.exec(answer) ?? [];
    if (known === undefined && isOk === undefined) throw new Error(`The scanner has no answer: ${answer.slice(0, 200)}`);
    return known ?? null;
  }
}

async function* inPieces(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const piece of bytes) yield Buffer.concat([lengthOf(piece), piece]);
  yield Buffer.alloc(4);
}

function lengthOf({ length }: Buffer): Buffer {
  const before = Buffer.alloc(4);
  before.writeUInt32BE(length);
  return before;
}
