import { inflateSync } from 'node:zlib';
import type { Read } from './reader.js';

const MOST_PAGES = 200;
/** What all packed objects of a file may come to, in bytes: a report has some hundred kilobytes of them. */
const MOST_UNPACKED = 64 * 1024 * 1024;
const ACTIVE = new Set(['JavaScript', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'RichMedia', 'XFA', 'ImportData']);
const SPACE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set(Buffer.from('()<>[]{}/%'));
const END = /%%EOF[\s\0]*$/;

/** What was found while walking through all objects, those of earlier versions included. */
interface Found {
  pages: number;
  hasCatalogue: boolean;
  isEncrypted: boolean;
  isActive: boolean;
  isHeavy: boolean;
  unpacked: number;
}

/**
 * Reads what a PDF is made of, not how it looks: every name outside texts and streams, and those in packed objects, so that nothing hides in
 * what a viewer might or might not follow. The bytes stay as they are.
 */
export function read(bytes: Buffer): Read {
  if (!/^%PDF-[12]\.\d/.test(bytes.subarray(0, 8).toString('latin1'))) return { refused: 'mismatch' };
  // What hangs behind the end is read by other programs, as something else.
  if (!END.test(bytes.subarray(-1024).toString('latin1'))) return { refused: 'damaged' };
  const found: Found = { pages: 0, hasCatalogue: false, isEncrypted: false, isActive: false, isHeavy: false, unpacked: 0 };
  walk(bytes, found);
  if (found.isHeavy) return { refused: 'heavy' };
  if (found.isEncrypted) return { refused: 'encrypted' };
  if (found.isActive) return { refused: 'active' };
  if (!found.hasCatalogue || found.pages === 0) return { refused: 'damaged' };
  return found.pages > MOST_PAGES ? { refused: 'pages' } : { bytes, width: null, height: null, pages: null, thumbnail: null };
}

/** Once through the tokens. Streams are skipped, but for those that pack objects. */
function walk(bytes: Buffer, found: Found): void {
  let at = 0;
  let before = '';
  let object = { names: new Set<string>(), length: null as number | null };
  while (at < bytes.length && !found.isHeavy) {
    const byte = bytes[at] ?? 0;
    if (SPACE.has(byte)) at += 1;
    else if (byte === 0x25) at = lineEnd(bytes, at);
    else if (byte === 0x28) at = textEnd(bytes, at);
    else if (byte === 0x2f) {
      const end = tokenEnd(bytes, at + 1);
      const name = decoded(bytes.subarray(at + 1, end).toString('latin1'));
      notice(name, before, found);
      if (object.names.size < 200) object.names.add(name);
      before = name;
      at = end;
    } else if (byte === 0x3c) at = bytes[at + 1] === 0x3c ? at + 2 : after(bytes, '>', at);
    else if (DELIMITERS.has(byte)) at += 1;
    else {
      const end = tokenEnd(bytes, at);
      const word = bytes.subarray(at, Math.min(end, at + 24)).toString('latin1');
      if (before === 'Length' && /^\d+$/.test(word)) object.length = Number(word);
      if (word === 'obj') object = { names: new Set(), length: null };
      before = '';
      at = word === 'stream' ? streamEnd(bytes, end, object, found) : end;
    }
  }
}

function notice(name: string, before: string, found: Found): void {
  if (ACTIVE.has(name)) found.isActive = true;
  if (name === 'Encrypt') found.isEncrypted = true;
  if (before === 'Type' && name === 'Page') found.pages += 1;
  if (before === 'Type' && name === 'Catalog') found.hasCatalogue = true;
}

/** Behind the stream. The length an object gives counts if the stream does end there; it may also stand elsewhere in the file. */
function streamEnd(bytes: Buffer, at: number, { names, length }: { names: Set<string>; length: number | null }, found: Found): number {
  const start = bytes[at] === 13 && bytes[at + 1] === 10 ? at + 2 : at + 1;
  const given = length === null ? -1 : start + length;
  const isGiven = given >= start && /^\s*endstream/.test(bytes.subarray(given, given + 16).toString('latin1'));
  const searched = bytes.indexOf('endstream', start);
  const end = isGiven ? given : searched < 0 ? bytes.length : searched;
  if (names.has('ObjStm')) unpack(bytes.subarray(start, end), names, found);
  return end;
}

function unpack(packed: Buffer, names: ReadonlySet<string>, found: Found): void {
  const isPlain = !names.has('Filter');
  // Other ways to pack exist; programs that write reports and scans use this one.
  const isReadable =
    isPlain || (names.has('FlateDecode') && !names.has('Predictor') && !names.has('ASCIIHexDecode') && !names.has('ASCII85Decode'));
  if (!isReadable) {
    found.isHeavy = true;
    return;
  }
  try {
    const objects = isPlain ? packed : inflateSync(packed, { maxOutputLength: MOST_UNPACKED - found.unpacked });
    found.unpacked += objects.length;
    walk(objects, found);
  } catch {
    // Too long, or not packed as it says.
    found.isHeavy = true;
  }
}

/** `#4a` stands for a letter, wherever somebody wants a name not to be found. */
const decoded = (name: string) => name.replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

function tokenEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && !SPACE.has(bytes[at] ?? 0) && !DELIMITERS.has(bytes[at] ?? 0)) at += 1;
  return at;
}

function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
  return at;
}

function after(bytes: Buffer, mark: string, from: number): number {
  const found = bytes.indexOf(mark, from);
  return found < 0 ? bytes.length : found + 1;
}

/** Behind a text in brackets, which may hold others. */
function textEnd(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x5c) at += 1;
    else if (byte === 0x28) depth += 1;
    else if (byte === 0x29 && --depth === 0) return at + 1;
  }
  return bytes.length;
}
