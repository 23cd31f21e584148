import { inflateRawSync } from 'node:zlib';
import type { Refusable } from '../refused.js';
import type { Read } from './reader.js';

const MOST_ENTRIES = 2000;
/** What the whole package may come to when it is unpacked, in bytes. */
const MOST_UNPACKED = 200 * 1024 * 1024;
/** How many times its size a part may become; text packs to a tenth or a twentieth. */
const MOST_RATIO = 200;
const MOST_TEXT = 64 * 1024 * 1024;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const TYPES = '[Content_Types].xml';
const DOCUMENT = 'word/document.xml';

interface Entry {
  name: string;
  flags: number;
  method: number;
  packed: number;
  unpacked: number;
  offset: number;
}

class Unacceptable extends Error {
  readonly because: Refusable;
  constructor(because: Refusable) {
    super(because);
    this.because = because;
  }
}

/** Reads the table of a Word file before anything of it is unpacked, then its two parts that say what it is. The bytes stay as they are. */
export function read(bytes: Buffer): Read {
  try {
    const entries = entriesOf(bytes);
    refuseHeavy(entries);
    if (entries.some(({ name }) => /vba|\.bin$|^word\/(embeddings|activeX)\//i.test(name))) throw new Unacceptable('macros');
    const types = partOf(bytes, entries, TYPES);
    if (/macroEnabled|vbaProject/i.test(types)) throw new Unacceptable('macros');
    if (!types.includes(MAIN)) throw new Unacceptable('mismatch');
    if (!/<w:document[\s>]/.test(partOf(bytes, entries, DOCUMENT))) throw new Unacceptable('damaged');
    return { bytes, width: null, height: null, pages: null, thumbnail: null };
  } catch (error) {
    return { refused: error instanceof Unacceptable ? error.because : 'damaged' };
  }
}

/** The table of a ZIP file, which must begin with its first part and end with its table: nothing before, nothing behind. */
function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0 || end + END_SIZE + bytes.readUInt16LE(end + 20) !== bytes.length) throw new Unacceptable('damaged');
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (at + bytes.readUInt32LE(end + 12) !== end) throw new Unacceptable('damaged');
  if (count > MOST_ENTRIES) throw new Unacceptable('heavy');
  return Array.from({ length: count }, () => {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Unacceptable('damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const entry: Entry = {
      name: bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength).toString('utf8'),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    };
    at += ENTRY_SIZE + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    return entry;
  });
}

/** Parts that overlap are a bomb of a few bytes: together they must not be larger than the file. */
function refuseHeavy(entries: readonly Entry[]): void {
  if (entries.some(({ flags }) => flags & 1)) throw new Unacceptable('encrypted');
  if (entries.some(({ packed, unpacked }) => unpacked > 1_000_000 && unpacked > packed * MOST_RATIO)) throw new Unacceptable('heavy');
  if (entries.reduce((sum, { unpacked }) => sum + unpacked, 0) > MOST_UNPACKED) throw new Unacceptable('heavy');
  if (new Set(entries.map(({ offset }) => offset)).size !== entries.length) throw new Unacceptable('heavy');
}

/** One part as text. What the table says of its length is not believed: unpacking stops there. */
function partOf(bytes: Buffer, entries: readonly Entry[], name: string): string {
  const entry = entries.find((one) => one.name === name);
  if (!entry || bytes.readUInt32LE(entry.offset) !== 0x04034b50) throw new Unacceptable('damaged');
  const start = entry.offset + 30 + bytes.readUInt16LE(entry.offset + 26) + bytes.readUInt16LE(entry.offset + 28);
  const packed = bytes.subarray(start, start + entry.packed);
  if (entry.method === 0) return packed.toString('utf8');
  if (entry.method !== 8) throw new Unacceptable('damaged');
  try {
    return inflateRawSync(packed, { maxOutputLength: MOST_TEXT }).toString('utf8');
  } catch (error) {
    throw new Unacceptable((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'heavy' : 'damaged');
  }
}
