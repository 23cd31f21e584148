import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import type { Reader } from './reader.js';

type Drawing = typeof import('./drawing.js');

// A process of its own for one file: it may eat, hang and crash as it likes. It reads the file once, judges those bytes and writes down those
// bytes, so that nobody can change them in between.
const [, , kind = '', type = '', from = '', to = ''] = process.argv;
// The readers have this file's extension: .js when compiled, .ts when the specs run the sources.
const beside = (name: string) => import(`./${name}${extname(import.meta.url)}`);
const reader = (await beside(kind)) as Reader;

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function writeThrough(path: string, bytes: Buffer): string {
  const file = openSync(path, 'w', 0o600);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  fsyncSync(file);
  closeSync(file);
  return hash(bytes);
}

const source = readFileSync(from);
const found = await reader.read(source, type);
if (!('refused' in found) && kind === 'pdf') Object.assign(found, await ((await beside('drawing')) as Drawing).looksOf(source));
const answer =
  'refused' in found
    ? found
    : {
        source: hash(source),
        sha256: writeThrough(`${to}.kept`, found.bytes),
        bytes: found.bytes.length,
        width: found.width,
        height: found.height,
        pages: found.pages,
        thumbnail: found.thumbnail && writeThrough(`${to}.thumbnail`, found.thumbnail),
      };
process.send?.(answer, () => process.disconnect());
