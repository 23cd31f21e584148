import { inflateSync } from 'node:zlib';
import type { Read } from './reader.js';

const MOST_PAGES = 200;
/** What all packed objects of a file may come to, in bytes: a report has some hundred kilobytes of them. */
const MOST_UNPACKED = 64 * 1024 * 1024;
const ACTIVE = new Set(['JavaScript', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'RichMedia', 'Rendition', 'XFA', 'ImportData']);
const END = /%%EOF[\s\0]*$/;

// The last two are spaces for PDFium alone, which therefore knows names that others do not.
const SPACE = '\\0\\t\\n\\f\\r \\x80\\xff';
const REGULAR = `[^${SPACE}()<>[\\]{}/%]`;
/** What may stand between objects and has no say: comments, the table of places and where it stands. */
const BETWEEN = new RegExp(`[${SPACE}]+|%[^\\r\\n]*|(?:xref|startxref|\\d+|[nf])(?!${REGULAR})`, 'y');
const HEAD = new RegExp(`(?:\\d+[${SPACE}]+\\d+[${SPACE}]+obj|trailer)(?!${REGULAR})`, 'y');
const TOKEN = new RegExp(`[${SPACE}]+|%[^\\r\\n]*|<<|>>|[[\\]]|<[\\da-fA-F${SPACE}]*>|/?${REGULAR}+|/`, 'y');
const NO_TOKEN = new RegExp(`[${SPACE}%]`);
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['<<', '>>'],
  ['[', ']'],
]);
/** What has its place at the end of an object, and would be read in different ways elsewhere. */
const LAST = new Set(['obj', 'endobj', 'stream', 'endstream', 'trailer']);

const BODY = /[ \t]*(?:\r\n|\r|\n)/y;
const LENGTH = new RegExp(`/Length[${SPACE}]+(\\d+)[${SPACE}]*[/>]`);
const BODY_END = `endstream[${SPACE}]+endobj(?!${REGULAR})`;
const GIVEN_END = new RegExp(`[${SPACE}]*${BODY_END}`, 'y');
const SEARCHED_END = new RegExp(BODY_END, 'g');
/** All that programs say of a pack. It may also say this in ways that only some viewers understand, or lead elsewhere; nobody needs to. */
const PACK = new RegExp(
  '^S*<<(?:S*/(?:TypeS*/ObjStm|FilterS*(?:/FlateDecode|\\[S*/FlateDecodeS*\\])|(?:N|First)S+\\d+|LengthS+\\d+(?:S+\\d+S+R)?|ExtendsS+\\d+S+\\d+S+R))*S*>>S*$'.replace(
    /S(?=[*+])/g,
    `[${SPACE}]`,
  ),
);
/** Whatever any viewer might take for the beginning of an object or a trailer, if it is told to look there. */
const GAP = `(?:[${SPACE}]|%[^\\r\\n]*[\\r\\n])`;
const PLACE = new RegExp(`[\\d.+-]${GAP}+[\\d.eE+-]+${GAP}*obj(?![A-Za-z])|trailer(?=${GAP}*<<)`, 'g');

/** What was found while walking through all objects, those of earlier versions included. */
interface Found {
  pages: number;
  hasCatalogue: boolean;
  isEncrypted: boolean;
  isActive: boolean;
  isHeavy: boolean;
  unpacked: number;
}

/** Not written as programs write it, so that two readers may see two things in it. */
class Ambiguous extends Error {}

/**
 * Reads what a PDF is made of, not how it looks: every name outside texts and streams, and those in packed objects, so that nothing hides in
 * what a viewer might or might not follow. Viewers go where tables of places send them: no place may be one that the walk has not seen, and
 * between the objects there is nothing. The bytes stay as they are.
 */
export function read(bytes: Buffer): Read {
  if (!/^%PDF-[12]\.\d/.test(bytes.subarray(0, 8).toString('latin1'))) return { refused: 'mismatch' };
  // What hangs behind the end is read by other programs, as something else.
  if (!END.test(bytes.subarray(-1024).toString('latin1'))) return { refused: 'damaged' };
  const found: Found = { pages: 0, hasCatalogue: false, isEncrypted: false, isActive: false, isHeavy: false, unpacked: 0 };
  const isClear = walk(bytes, found);
  if (found.isEncrypted) return { refused: 'encrypted' };
  if (found.isActive) return { refused: 'active' };
  if (found.isHeavy) return { refused: 'heavy' };
  if (!isClear || !found.hasCatalogue || found.pages === 0) return { refused: 'damaged' };
  return found.pages > MOST_PAGES ? { refused: 'pages' } : { bytes, width: null, height: null, pages: null, thumbnail: null };
}

/** Once through the file, from object to object; false when there is something else. */
function walk(bytes: Buffer, found: Found): boolean {
  // One character for each byte.
  const text = bytes.toString('latin1');
  const seen = new Set<number>();
  try {
    for (let at = 0; at < text.length;) {
      HEAD.lastIndex = at;
      if (!HEAD.test(text)) {
        at = endOf(BETWEEN, text, at);
        continue;
      }
      const begin = HEAD.lastIndex;
      seen.add(begin);
      at = text.startsWith('trailer', at) ? through(text, begin, found, ['>>']).end : objectEnd(bytes, text, begin, found);
    }
  } catch (error) {
    if (error instanceof Ambiguous) return false;
    throw error;
  }
  return [...text.matchAll(PLACE)].every((place) => seen.has(place.index + place[0].length));
}

/** Behind the object and its stream, if it has one. Streams are skipped, but for those that pack objects. */
function objectEnd(bytes: Buffer, text: string, from: number, found: Found): number {
  const { at, end, isPack } = through(text, from, found, ['endobj', 'stream']);
  if (text.startsWith('endobj', at)) return end;
  const begin = endOf(BODY, text, end);
  const about = text.slice(from, at);
  const body = bodyOf(text, begin, about);
  if (isPack && !found.isHeavy) unpack(bytes.subarray(begin, body.last), about, found);
  return body.end;
}

/** Where a stream ends. The length an object gives counts if it does end there; it may also stand elsewhere in the file. */
function bodyOf(text: string, begin: number, about: string): { last: number; end: number } {
  const given = begin + Number(LENGTH.exec(about)?.[1] ?? text.length);
  GIVEN_END.lastIndex = given;
  if (GIVEN_END.test(text)) return { last: given, end: GIVEN_END.lastIndex };
  SEARCHED_END.lastIndex = begin;
  const last = SEARCHED_END.exec(text)?.index;
  if (last === undefined) throw new Ambiguous();
  return { last, end: SEARCHED_END.lastIndex };
}

function unpack(packed: Buffer, about: string, found: Found): void {
  const keys: string[] = about.match(/\/\w+/g) ?? [];
  // What it does not say once and clearly, or is too long, or not packed as it says.
  found.isHeavy = true;
  if (!PACK.test(about) || new Set(keys).size < keys.length) return;
  let objects: Buffer;
  try {
    objects = keys.includes('/Filter') ? inflateSync(packed, { maxOutputLength: MOST_UNPACKED - found.unpacked }) : packed;
  } catch {
    return;
  }
  found.isHeavy = false;
  found.unpacked += objects.length;
  const text = objects.toString('latin1');
  const [count = 0, first = 0] = ['N', 'First'].map((key) => Number(new RegExp(`/${key}[${SPACE}]+(\\d+)`).exec(about)?.[1] ?? 0));
  const numbers = (text.slice(0, first).match(/\d+/g) ?? []).map(Number);
  const isTable = /^[\d \0\t\n\f\r]*$/.test(text.slice(0, first)) && !/\d\d/.test(text.slice(Math.max(0, first - 1), first + 1));
  if (!isTable || numbers.length !== 2 * count) throw new Ambiguous();
  const begins = new Set(numbers.filter((_, index) => index % 2 === 1).map((offset) => first + offset));
  through(text, first, found, [], begins);
  // An object that begins inside a text would be another one.
  if (begins.size > 0) throw new Ambiguous();
}

/** Notices every name up to the first of `lasts` outside all brackets; without them, up to the end of the text. Takes out of `begins` where tokens begin. */
function through(text: string, from: number, found: Found, lasts: readonly string[], begins = new Set<number>()) {
  const open: string[] = [];
  let before = '';
  let isPack = false;
  for (let at = from, end; at < text.length; at = end) {
    begins.delete(at);
    end = text[at] === '(' ? textEnd(text, at) : endOf(TOKEN, text, at);
    if (NO_TOKEN.test(text.charAt(at))) continue;
    const token = text.slice(at, end);
    const closing = CLOSING.get(token);
    if (closing) open.push(closing);
    else if ((token === '>>' || token === ']') && open.pop() !== token) throw new Ambiguous();
    if (open.length === 0 && lasts.includes(token) && (token !== 'stream' || before === '>>')) return { at, end, isPack };
    if (LAST.has(token)) throw new Ambiguous();
    const name = decoded(token);
    if (token.startsWith('/')) notice(name, before, found);
    isPack ||= name === '/ObjStm' || name === '/First';
    before = name;
  }
  if (lasts.length > 0 || open.length > 0) throw new Ambiguous();
  return { at: text.length, end: text.length, isPack };
}

function notice(name: string, before: string, found: Found): void {
  if (ACTIVE.has(name.slice(1))) found.isActive = true;
  if (name === '/Encrypt') found.isEncrypted = true;
  if (before === '/Type' && name === '/Page') found.pages += 1;
  if (before === '/Type' && name === '/Catalog') found.hasCatalogue = true;
}

/** `#4a` stands for a letter, wherever somebody wants a name not to be found. */
const decoded = (name: string) => name.replace(/#([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Behind what stands here, which must be of this kind. */
function endOf(kind: RegExp, text: string, at: number): number {
  kind.lastIndex = at;
  if (!kind.test(text)) throw new Ambiguous();
  return kind.lastIndex;
}

/** Behind a text in brackets, which may hold others. */
function textEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '\\') at += 1;
    else if (letter === '(') depth += 1;
    else if (letter === ')' && --depth === 0) return at + 1;
  }
  throw new Ambiguous();
}
