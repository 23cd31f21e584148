/**
 * Vietnamese text from before Unicode, as it looks when read as Western European: TCVN3 (the .Vn fonts, one character for each letter; capitals
 * with a tone have none and are written in small letters of a capital font) and VNI (letter and mark are two characters).
 * Source: TCVN 5712:1993, table VN3; the VNI code page for Windows.
 */
const TONES = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'] as const;
const compose = (base: string) => TONES.map((tone) => (base + tone).normalize('NFC'));

// In the order of TONES: none, grave, hook, tilde, acute, dot. A plain letter stands for itself.
const TCVN3: [string, string][] = [
  ['a', 'aµ¶·¸¹'],
  ['ă', '¨»¼½¾Æ'],
  ['â', '©ÇÈÉÊË'],
  ['e', 'eÌÎÏÐÑ'],
  ['ê', 'ªÒÓÔÕÖ'],
  ['i', 'i×ØÜÝÞ'],
  ['o', 'oßáâãä'],
  ['ô', '«åæçèé'],
  ['ơ', '¬êëìíî'],
  ['u', 'uïñòóô'],
  ['ư', '\u00adõö÷øù'],
  ['y', 'yúûüýþ'],
];
const TCVN3_CAPITALS: [string, string][] = Array.from('ĂÂÊÔƠƯĐ', (letter, index) => [letter, '¡¢£¤¥¦§'.charAt(index)]);

const MARKS = ['', 'ø', 'û', 'õ', 'ù', 'ï'];
const WITH_HAT = ['â', 'à', 'å', 'ã', 'á', 'ä'];
const WITH_BREVE = ['ê', 'è', 'ú', 'ü', 'é', 'ë'];
const after = (letter: string, marks: string[]) => marks.map((mark) => letter + mark);
const VNI: [string, string[]][] = [
  ['a', after('a', MARKS)],
  ['ă', after('a', WITH_BREVE)],
  ['â', after('a', WITH_HAT)],
  ['e', after('e', MARKS)],
  ['ê', after('e', WITH_HAT)],
  ['i', ['i', 'ì', 'æ', 'ó', 'í', 'ò']],
  ['o', after('o', MARKS)],
  ['ô', after('o', WITH_HAT)],
  ['ơ', after('ô', MARKS)],
  ['u', after('u', MARKS)],
  ['ư', after('ö', MARKS)],
  ['y', ['y', 'yø', 'yû', 'yõ', 'yù', 'î']],
];

const tcvn3 = new Map<string, string>([
  ...TCVN3.flatMap(([base, codes]) => compose(base).map((letter, index): [string, string] => [letter, codes.charAt(index)])),
  ...TCVN3_CAPITALS,
  ['đ', '®'],
]);
const vniSmall: [string, string][] = [
  ...VNI.flatMap(([base, codes]) => compose(base).map((letter, index): [string, string] => [letter, codes[index] ?? ''])),
  ['đ', 'ñ'],
];
const vni = new Map([...vniSmall, ...vniSmall.map(([letter, code]): [string, string] => [letter.toUpperCase(), code.toUpperCase()])]);

/** The longest code first: a letter with its mark before the letter alone. Case of the mark follows that of the letter, or it is small. */
function decoder(table: ReadonlyMap<string, string>): (text: string) => string {
  const letters = new Map([...table].map(([letter, code]) => [code, letter]));
  const codes = [...letters.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(codes.join('|'), 'gu');
  return (text) => text.normalize('NFC').replace(pattern, (code) => letters.get(code) ?? code);
}

function encoder(table: ReadonlyMap<string, string>): (text: string) => string {
  return (text) => Array.from(text.normalize('NFC'), (letter) => table.get(letter) ?? table.get(letter.toLowerCase()) ?? letter).join('');
}

const asciiFree = (table: ReadonlyMap<string, string>) => new Map([...table].filter(([letter]) => letter > '\u007f'));

export const fromTcvn3 = decoder(asciiFree(tcvn3));
export const toTcvn3 = encoder(asciiFree(tcvn3));
export const fromVni = decoder(asciiFree(vni));
export const toVni = encoder(asciiFree(vni));

export interface Legacy {
  encoding: 'TCVN3' | 'VNI';
  /** The text in Unicode. */
  text: string;
}

/** Text that makes no sense as it is and does as TCVN3 or VNI; null for all other. Unicode Vietnamese has letters these encodings lack. */
export function legacyText(text: string): Legacy | null {
  const before = text.normalize('NFC');
  // Letters beyond Latin-1, such as ơ and ệ, exist in Unicode only.
  if (!/[\u00a1-\u00ff]/.test(before) || /[\u0100-\u1fff]/.test(before)) return null;
  const candidates: Legacy[] = [
    { encoding: 'TCVN3', text: fromTcvn3(before) },
    { encoding: 'VNI', text: fromVni(before) },
  ];
  const plain = sense(before);
  const [best] = candidates.map((one) => ({ ...one, sense: sense(one.text) })).sort((a, b) => b.sense - a.sense);
  return best && best.sense > plain && best.sense >= 0.75 ? { encoding: best.encoding, text: best.text } : null;
}

const SYLLABLE =
  /^(?:ngh|ng|gh|gi|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?(?:[aăâeêioôơuưy]{1,2}|i[êe]u|y[êe]u|u[ôo]i|ư[ơo][iu]|o[ae][oiy]|uy[êeau]|u[âa]y)(?:ng|nh|ch|[cmnpt])?$/;
const TONE_MARKS = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The share of words that Vietnamese could have, from 0 to 1. */
export function sense(text: string): number {
  const words = text.split(/[\s\d.,;:!?()"'“”‘’/–-]+/u).filter(Boolean);
  if (words.length === 0) return 0;
  return words.filter(isSyllable).length / words.length;
}

/** Small, with a capital at its head, or all in capitals; one tone at most. */
function isSyllable(word: string): boolean {
  const small = word.toLowerCase();
  const capitals = word === word.toUpperCase();
  if (!capitals && word.slice(1) !== small.slice(1)) return false;
  const loose = small.normalize('NFD');
  if ((loose.match(TONE_MARKS) ?? []).length > 1) return false;
  return SYLLABLE.test(loose.replace(TONE_MARKS, '').normalize('NFC'));
}
