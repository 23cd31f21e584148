import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// The faces certificate.typ names, all under the Open Font License, whose text is in each package.
const TEXT_FAMILIES = [
  [
    'be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
    'be-vietnam-pro/500Medium/BeVietnamPro_500Medium.ttf',
    'be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf',
    'be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
  ],
  [
    'eb-garamond/400Regular/EBGaramond_400Regular.ttf',
    'eb-garamond/400Regular_Italic/EBGaramond_400Regular_Italic.ttf',
    'eb-garamond/700Bold/EBGaramond_700Bold.ttf',
  ],
];
const DISPLAY_FAMILY = [
  'playfair-display/700Bold/PlayfairDisplay_700Bold.ttf',
  'playfair-display/800ExtraBold/PlayfairDisplay_800ExtraBold.ttf',
];

export interface Fonts {
  faces: Buffer[];
  /** Whether every line of the layout can draw this code point: all of its font lists end with both text families. */
  canDraw: (codePoint: number) => boolean;
}

export function readFonts(): Fonts {
  const read = (family: string[]) => family.map((face) => readFileSync(require.resolve(`@expo-google-fonts/${face}`)));
  const texts = TEXT_FAMILIES.map(read);
  const families = texts.map((faces) => faces.map(codePoints));
  return {
    faces: [...texts.flat(), ...read(DISPLAY_FAMILY)],
    canDraw: (codePoint) => families.some((faces) => faces.every((face) => face.has(codePoint))),
  };
}

/** Offset of a table in a TrueType file (OpenType 1.9, "Table directory"). */
function tableOffset(font: DataView, tag: string): number {
  for (let index = 0; index < font.getUint16(4); index += 1) {
    const record = 12 + index * 16;
    const name = String.fromCharCode(...[0, 1, 2, 3].map((at) => font.getUint8(record + at)));
    if (name === tag) return font.getUint32(record + 8);
  }
  throw new Error(`Font without a ${tag} table`);
}

/** Code points that a `cmap` subtable of format 4 maps to a glyph; glyph 0 is the box for "missing". */
function* segmentPoints(font: DataView, subtable: number): Generator<number> {
  const length = font.getUint16(subtable + 6);
  for (let at = 0; at < length; at += 2) {
    const end = subtable + 14 + at;
    const [start, delta, offset] = [end + length + 2, end + 2 * length + 2, end + 3 * length + 2];
    const skip = font.getUint16(offset);
    for (let point = font.getUint16(start); point <= font.getUint16(end) && point < 0xffff; point += 1) {
      const glyph = skip === 0 ? point + font.getUint16(delta) : font.getUint16(offset + skip + 2 * (point - font.getUint16(start)));
      if (glyph % 0x10000 !== 0) yield point;
    }
  }
}

/** The same for format 12, which reaches beyond the first plane. */
function* groupPoints(font: DataView, subtable: number): Generator<number> {
  for (let index = 0; index < font.getUint32(subtable + 12); index += 1) {
    const group = subtable + 16 + index * 12;
    for (let point = font.getUint32(group); point <= font.getUint32(group + 4); point += 1) yield point;
  }
}

/** All code points a face can draw; other subtable formats carry no Unicode in these fonts. */
function codePoints(face: Buffer): Set<number> {
  const font = new DataView(face.buffer, face.byteOffset, face.byteLength);
  const cmap = tableOffset(font, 'cmap');
  const found = new Set<number>();
  for (let index = 0; index < font.getUint16(cmap + 2); index += 1) {
    const subtable = cmap + font.getUint32(cmap + 4 + index * 8 + 4);
    const format = font.getUint16(subtable);
    if (format === 4) for (const point of segmentPoints(font, subtable)) found.add(point);
    if (format === 12) for (const point of groupPoints(font, subtable)) found.add(point);
  }
  return found;
}
