import { inflateSync } from 'node:zlib';

/** A run of text as it stands on the page, in millimetres from the left and top edges. */
export interface TextRun {
  text: string;
  left: number;
  right: number;
  baseline: number;
}

export interface PdfReading {
  /** The whole file as Latin-1, for its dictionaries and its metadata. */
  raw: string;
  pages: number;
  runs: TextRun[];
  /** All runs with white space taken out, because the space at a line break is not in the file. */
  letters: string;
}

interface PdfFont {
  letters: Map<number, string>;
  widths: Map<number, number>;
}

const MM = 25.4 / 72;
const PAGE_HEIGHT = 595.276;
const INNER = String.raw`\\[\s\S]|[^\\()]`;
// Balanced parentheses inside a string may stand unescaped; glyph numbers of two bytes nest them no deeper than this.
const STRING_OR_NUMBER = new RegExp(String.raw`\(((?:${INNER}|\((?:${INNER}|\((?:${INNER})*\))*\))*)\)|(-?[\d.]+)`, 'gu');
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

export function withoutSpaces(text: string): string {
  return text.replace(/\s/gu, '');
}

/**
 * Reads back what the compiler wrote: the strings of the content stream through each font's ToUnicode map, as a viewer's search does.
 * Knows only the plain objects, Identity-H fonts and upright text that Typst makes; it is no general PDF reader.
 */
export function readPdf(bytes: Uint8Array): PdfReading {
  const raw = Buffer.from(bytes).toString('latin1');
  const fonts = fontsOf(raw);
  const runs = streams(raw).flatMap((stream) => textRuns(stream, fonts));
  return {
    raw,
    pages: raw.match(/\/Type \/Page\b/gu)?.length ?? 0,
    runs,
    letters: withoutSpaces(runs.map(({ text }) => text).join('')),
  };
}

function body(raw: string, id: string): string {
  const start = raw.indexOf(`\n${id} 0 obj`);
  return raw.slice(start, raw.indexOf('\nendobj', start));
}

function streamOf(object: string): string {
  const data = object.slice(object.indexOf('stream\n') + 7, object.lastIndexOf('\nendstream'));
  return object.includes('/FlateDecode') ? inflateSync(Buffer.from(data, 'latin1')).toString('latin1') : data;
}

function streams(raw: string): string[] {
  const ids = [...raw.matchAll(/\/Contents (\d+) 0 R/gu)].map(([, id]) => id ?? '');
  return ids.map((id) => streamOf(body(raw, id)));
}

function fontsOf(raw: string): Map<string, PdfFont> {
  const fonts = new Map<string, PdfFont>();
  for (const [, name = '', id = ''] of raw.matchAll(/\/(f\d+) (\d+) 0 R/gu)) {
    const font = body(raw, id);
    const map = streamOf(body(raw, /\/ToUnicode (\d+)/u.exec(font)?.[1] ?? ''));
    const letters = [...map.matchAll(/^<(\w{4})> <(\w+)>$/gmu)].map(([, glyph = '', text = '']): [number, string] => [
      Number.parseInt(glyph, 16),
      Buffer.from(text, 'hex').swap16().toString('utf16le'),
    ]);
    const widths = /\/W \[([^\]]*)\]/u.exec(body(raw, /\/DescendantFonts \[(\d+)/u.exec(font)?.[1] ?? ''))?.[1] ?? '';
    const triples = [...widths.matchAll(/(\d+) \d+ ([\d.]+)/gu)].map(([, glyph, width]): [number, number] => [
      Number(glyph),
      Number(width),
    ]);
    fonts.set(name, { letters: new Map(letters), widths: new Map(triples) });
  }
  return fonts;
}

/** Two bytes a glyph, escaped as PDF strings are (ISO 32000-1, 7.3.4.2). */
function glyphs(literal: string): number[] {
  const plain = literal.replace(/\\(\d{3}|[\s\S])/gu, (_, code: string) =>
    /^\d/u.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (ESCAPES[code] ?? code),
  );
  return Array.from({ length: plain.length / 2 }, (_, at) => plain.charCodeAt(at * 2) * 256 + plain.charCodeAt(at * 2 + 1));
}

function textRuns(stream: string, fonts: Map<string, PdfFont>): TextRun[] {
  const run = /1 0 0 -1 (\S+) (\S+) cm\n(?:(?!cm\n)[\s\S])*?\nBT\n[^/]*\/(f\d+) (\S+) Tf\n[^\n]* Tm\n([\s\S]*?)\nET\n/gu;
  return [...stream.matchAll(run)].map(([, x, y, name = '', points, shown = '']) => {
    const font = fonts.get(name);
    const size = Number(points);
    const parts = [...shown.matchAll(STRING_OR_NUMBER)];
    const codes = parts.flatMap(([, literal]) => glyphs(literal ?? ''));
    // A number between strings moves the pen back by thousandths of the size.
    const moved = parts.reduce((sum, [, , back]) => sum - Number(back ?? 0), 0);
    const advance = codes.reduce((sum, code) => sum + (font?.widths.get(code) ?? 0), moved);
    return {
      text: codes.map((code) => font?.letters.get(code) ?? '\uFFFD').join(''),
      left: Number(x) * MM,
      right: (Number(x) + (advance * size) / 1000) * MM,
      baseline: (PAGE_HEIGHT - Number(y)) * MM,
    };
  });
}
