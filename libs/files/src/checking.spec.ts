import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { drawing, image, packed, pages, pdf, photo, wordParts, zip } from '../test/made.js';
import { Archive, Checking, type Kept, Pages, type Refused } from './index.js';

const ALL = ['pdf', 'docx', 'jpg', 'jpeg', 'png', 'webp'];
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-checking-'));
const archive = new Archive(folder);
const checking = new Checking(archive);
afterAll(() => rmSync(folder, { recursive: true }));

async function kept(bytes: Buffer, name: string, formats = ALL, by = checking): Promise<Kept> {
  const part = crypto.randomUUID();
  await archive.receive(part, 0, [bytes], Infinity);
  try {
    return await by.keep(part, name, formats);
  } finally {
    await archive.drop(part);
  }
}
const refused = (bytes: Buffer, name: string, formats?: string[], by?: Checking) =>
  kept(bytes, name, formats, by).then(
    () => 'kept',
    (error: Refused) => error.because,
  );
const read = (hash: string) => buffer(archive.read(hash));

const SCRIPT = '9 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj';
const MANY_NAMES = Array.from({ length: 201 }, (_, n) => `/N${n} 0`).join(' ');
/** A PDF with this between its last object and its trailer. */
const between = (text: string) =>
  Buffer.from(
    pdf()
      .toString('latin1')
      .replace('trailer', () => `${text}\ntrailer`),
    'latin1',
  );
/** A pack with a script, described in another way. */
const repacked = (from: string, to: string) => Buffer.from(packed('<< /S /JavaScript >>').toString('latin1').replace(from, to), 'latin1');

it('draws a photo upright and keeps nothing of where, when and by whom it was taken', async () => {
  const sent = await photo();
  const before = await sharp(sent).metadata();
  expect([before.orientation, before.exif?.includes('Chi doan'), before.exif?.includes('N\0')]).toEqual([6, true, true]);
  const file = await kept(sent, 'IMG_0001.JPG');
  // 800 × 600 lying on its side.
  expect(file).toMatchObject({ type: 'image/jpeg', width: 600, height: 800 });
  for (const hash of [file.sha256, file.thumbnail ?? '']) {
    const metadata = await sharp(await read(hash)).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', space: 'srgb' });
    expect([metadata.exif, metadata.xmp, metadata.icc, metadata.iptc, metadata.orientation]).toEqual(Array(5).fill(undefined));
    expect((await read(hash)).includes('Exif')).toBe(false);
  }
  const { width, height } = await sharp(await read(file.thumbnail ?? '')).metadata();
  expect([width, height]).toEqual([360, 480]);
});

it('keeps the same bytes once, whatever they are called', async () => {
  const sent = await photo(300, 200);
  const [first, second] = [await kept(sent, 'a.jpg'), await kept(sent, 'b.jpeg')];
  expect(second).toEqual(first);
});

it('cuts off what hangs behind an image', async () => {
  const tail = Buffer.from('PK\x03\x04<script>alert(1)</script>');
  const file = await kept(Buffer.concat([await photo(), tail]), 'anh.jpg');
  const bytes = await read(file.sha256);
  expect([bytes.includes('script'), bytes.subarray(-2).toString('hex')]).toEqual([false, 'ffd9']);
});

it.each(['png', 'webp', 'jpeg'] as const)('keeps an image of type %s as what it is', async (format) => {
  expect(await kept(await image(format), `anh.${format}`)).toMatchObject({ type: `image/${format}`, width: 40, height: 30 });
});

describe('refuses what is not what it says:', () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  it.each([
    ['HTML called JPEG', html, 'anh.jpg', 'mismatch'],
    ['an SVG with a script', svg, 'anh.svg', 'format'],
    ['an SVG called PNG', svg, 'anh.png', 'mismatch'],
    ['a file without an ending', pdf(), 'bao-cao', 'format'],
    ['an empty file', Buffer.alloc(0), 'bao-cao.pdf', 'empty'],
    ['a photo of an iPhone', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'IMG_1.HEIC', 'heic'],
    ['a PDF called DOCX', pdf(), 'bao-cao.docx', 'mismatch'],
    ['JPEG bytes that only begin like one', Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), html]), 'anh.jpg', 'damaged'],
    ['a ZIP file that is no Word file', zip({ 'a.txt': 'a' }), 'bao-cao.docx', 'damaged'],
  ])('%s', async (_, bytes, name, because) => expect(await refused(bytes, name)).toBe(because));

  it('a format that this item does not take', async () => expect(await refused(await photo(), 'anh.jpg', ['pdf', 'docx'])).toBe('format'));
  it('half a photo', async () => expect(await refused((await photo()).subarray(0, 900), 'anh.jpg')).toBe('damaged'));
  it('an image of too many pixels, before it is drawn', async () =>
    expect(await refused(await image('png', 8000, 5001), 'anh.png')).toBe('pixels'));
});

describe('a PDF', () => {
  it('is kept byte for byte', async () => {
    const sent = pdf(pages(3));
    const file = await kept(sent, 'bao-cao.pdf');
    expect([file.type, file.sha256, (await read(file.sha256)).equals(sent)]).toEqual(['application/pdf', file.source, true]);
  });
  it('is known by its first page, and drawn page by page', async () => {
    const { sha256, pages: count, thumbnail } = await kept(drawing(3), 'bao-cao.pdf');
    expect(count).toBe(3);
    const small = await sharp(await read(thumbnail ?? '')).metadata();
    expect([small.format, small.width, small.height]).toEqual(['jpeg', 339, 480]);
    const drawn = new Pages(archive);
    const [first, last] = [await drawn.draw(sha256, 1), await drawn.draw(sha256, 3)];
    const looks = await Promise.all([first, last].map((bytes) => sharp(bytes ?? Buffer.alloc(0)).stats()));
    // Red as it was told, and white where nothing was.
    expect(looks.map(({ channels }) => channels.map(({ mean }) => Math.round(mean / 50)))).toEqual([
      [5, 0, 0],
      [5, 5, 5],
    ]);
    expect(await drawn.draw(sha256, 4)).toBe(null);
  });
  it('that nothing here can draw is kept without', async () =>
    expect(await kept(pdf(['<< /Type /Catalog >>', '<< /Type /Page >>']), 'bao-cao.pdf')).toMatchObject({ pages: null, thumbnail: null }));
  it('whose page would be drawn for minutes is given up', async () => {
    const bomb = drawing(1, Buffer.from('0 0 m 595 842 l S\n'.repeat(1_000_000)));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refused(bomb, 'bao-cao.pdf', ALL, new Checking(archive, { limits: { milliseconds: 2000, bytes: Infinity } }))).toBe(
      'heavy',
    );
  });
  it('may have its pages packed, and speak of JavaScript in its texts', async () => {
    const text = '<< /Title (Học /JavaScript \\) và /Launch) >>';
    expect(await refused(pdf(['<< /Type /Catalog >>', packed('<< /Type /Page >>'), text]), 'a.pdf')).toBe('kept');
  });
  it.each([
    ['with a password', pdf(pages(1), '/Encrypt 9 0 R'), 'encrypted'],
    ['with a script', pdf(pages(1, '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>')), 'active'],
    ['with a script whose name is hidden', pdf(pages(1, '/OpenAction << /S /J#61vaScript >>')), 'active'],
    ['with a script in packed objects', pdf([...pages(1), packed('<< /S /JavaScript >>')]), 'active'],
    ['that starts a program', pdf(pages(1, '/OpenAction << /S /Launch /F (cmd.exe) >>')), 'active'],
    ['with a file inside', pdf([...pages(1), '<< /Type /EmbeddedFile >>']), 'active'],
    ['of too many pages', pdf(pages(201)), 'pages'],
    ['whose packed objects are a bomb', pdf([...pages(1), packed(' '.repeat(80_000_000))]), 'heavy'],
    ['packed in a way nobody needs', pdf([...pages(1), packed('<< >>', '/DecodeParms << /Predictor 12 >>')]), 'heavy'],
    ['without a page', pdf(['<< /Type /Catalog >>']), 'damaged'],
    ['that was cut off', pdf(pages(9)).subarray(0, -20), 'damaged'],
    ['with something behind its end', Buffer.concat([pdf(), zip({ 'a.txt': 'a' })]), 'damaged'],
    ['that plays a film with a script', pdf(pages(1, '/OpenAction << /S /Rendition /JS (app.alert\\(1\\)) >>')), 'active'],
    ['with a script in a pack of other things', pdf([...pages(1), packed('<< /S /JavaScript >>', MANY_NAMES)]), 'heavy'],
    ['whose password hides its packs, too', pdf([...pages(1), repacked('stream\nx', 'stream\n\0')], '/Encrypt 9 0 R'), 'encrypted'],
    ['with a script in a pack that says its kind elsewhere', pdf([...pages(1), repacked('/Type /ObjStm', '/Type 9 0 R')]), 'heavy'],
    ['with a script in a pack that was packed twice', pdf([...pages(1), repacked('/FlateDecode', '[/FlateDecode 9 0 R]')]), 'heavy'],
    ['with a script in a pack whose way to be unpacked has a short name', pdf([...pages(1), repacked('/Filter', '/F')]), 'heavy'],
    ['whose pack has an object in a text', pdf([...pages(1), packed('(<< /S /JavaScript >>)', '', 1)]), 'damaged'],
    ['whose pack promises more than it has', pdf([...pages(1), packed('<< >>', '', 60)]), 'damaged'],
  ])('%s is refused', async (_, bytes, because) => expect(await refused(bytes, 'bao-cao.pdf')).toBe(because));

  // A viewer does not read from the front: it is told where each object begins.
  it.each([
    ['a bracket before it', `(\n${SCRIPT}`],
    ['a text around it', `(\n${SCRIPT})`],
    ['a bracket before it, closed in the next object', `<\n${SCRIPT}`],
    ['a comment before it', `% ${SCRIPT}`],
    ['a comment inside its number', `% 9 0\nobj << /S /JavaScript >>\nendobj`],
    ['a text of another object around it', `8 0 obj\n(\n${SCRIPT})\nendobj`],
    ['a text around it and a comment in its number', `8 0 obj\n(\n${SCRIPT.replace('0 obj', '0 % obj\nobj')})\nendobj`],
    ['a comment of another object around it', `8 0 obj\n<< % ${SCRIPT}\n>>\nendobj`],
    ['a stream around it', `8 0 obj\n<< /Length ${SCRIPT.length} >>\nstream\n${SCRIPT}\nendstream\nendobj`],
    ['a stream before it that ends early', `8 0 obj\n<< /Length 7 0 R >>\nstream\nendstream (\n${SCRIPT}\nendstream\nendobj`],
    ['a stream where none can be', `9 0 obj\n<< /A stream\n/S /JavaScript\nendstream >>\nendobj`],
    ['its brackets crossed before a stream', `9 0 obj\n<< ] [ >> stream\n/S /JavaScript\nendstream\nendobj`],
    ['another end of the file around it', `8 0 obj\n(trailer << /Root << /OpenAction << /S /JavaScript >> >> >>)\nendobj`],
    ['nothing that belongs there before it', `<< >>`],
  ])('that hides a script with %s is refused', async (_, text) =>
    expect(await refused(between(text), 'a.pdf')).toMatch(/^(damaged|active)$/),
  );
  it('may have one object more between the others', async () =>
    expect(await refused(between(`% more\n8 0 obj\n(0 objects, 1 obj)\nendobj`), 'a.pdf')).toBe('kept'));
  it('with a script whose name ends where only some viewers end it is refused', async () => {
    const sent = pdf(pages(1, '/OpenAction << /S /JavaScript_ >>')).toString('latin1').replace('_', '\x80');
    expect(await refused(Buffer.from(sent, 'latin1'), 'a.pdf')).toBe('active');
  });
  it('passes as programs write it: changed later, made for the web, with tables of objects in streams, with lengths elsewhere', async () => {
    const [catalogue = '', tree = '', page = ''] = pages(1);
    const stream = '<< /Length 5 0 R >>\nstream\r\n0 0 m (4 of 5 objects, obj) Tj\nendstream';
    const names = Array.from({ length: 300 }, (_, n) => `/N${n} [3 0 R /Fit]`).join(' ');
    const first = pdf([catalogue, tree, page, stream, '31', `<< ${names} >>`, '<< /ID [<0aF 0> (a\\)\\\\)] /A null /B -.5 >>']);
    const table = 'xref\r\n0 2\r\n0000000000 65535 f\r\n0000000016 00000 n\r\ntrailer<</Root 1 0 R/Prev 9>>startxref 9%%EOF';
    const later = `3 0 obj<</Type/Page/Parent 2 0 R>>endobj 8 1 obj[1 2]endobj\n${table}\n`;
    const web = Buffer.concat([
      Buffer.from('%PDF-1.5\r%\xe2\xe3\xcf\xd3\r\n1 0 obj\r<</Linearized 1/L 999>>\rendobj\r    \0\0\r\n', 'latin1'),
      pdf([catalogue, packed(tree, '/Extends 9 0 R'), packed(page), '<< /Type /XRef /W [1 2 1] /Length 2 >>\nstream\n\0\0\nendstream']),
    ]);
    expect(await refused(Buffer.concat([first, Buffer.from(later)]), 'a.pdf')).toBe('kept');
    expect(await refused(web, 'a.pdf')).toBe('kept');
  });
});

describe('a Word file', () => {
  it('is kept byte for byte', async () => {
    const sent = zip(wordParts());
    const file = await kept(sent, 'Báo cáo.docx');
    expect((await read(file.sha256)).equals(sent)).toBe(true);
  });
  it.each([
    ['with macros', zip(wordParts({ 'word/vbaProject.bin': 'x' })), 'macros'],
    ['with an embedded object', zip(wordParts({ 'word/embeddings/oleObject1.bin': 'x' })), 'macros'],
    [
      'that says it has macros',
      zip({ ...wordParts(), '[Content_Types].xml': 'application/vnd.ms-word.document.macroEnabled.main+xml' }),
      'macros',
    ],
    ['with a password', zip(wordParts(), { flags: 1 }), 'encrypted'],
    ['that is a bomb', zip(wordParts({ 'word/media/a.xml': Buffer.alloc(50_000_000) })), 'heavy'],
    [
      'that is a bomb and lies about it',
      zip({ ...wordParts(), 'word/document.xml': Buffer.alloc(100_000_000) }, { claimed: 500 }),
      'heavy',
    ],
    ['of too many parts', zip(wordParts(Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`word/${n}.xml`, 'x'])))), 'heavy'],
    ['that is a table', zip({ ...wordParts(), '[Content_Types].xml': 'spreadsheetml.sheet.main+xml' }), 'mismatch'],
    ['with something behind its end', Buffer.concat([zip(wordParts()), Buffer.from('<script>')]), 'damaged'],
  ])('%s is refused', async (_, bytes, because) => expect(await refused(bytes, 'bao-cao.docx')).toBe(because));
});

it('gives up a file that takes too long or too much memory, and goes on with the next', async () => {
  const sent = await image('png', 5000, 5000);
  expect(await refused(sent, 'anh.png', ALL, new Checking(archive, { limits: { milliseconds: 1, bytes: Infinity } }))).toBe('heavy');
  expect(await refused(sent, 'anh.png', ALL, new Checking(archive, { limits: { milliseconds: 30_000, bytes: 1 } }))).toBe('heavy');
  expect(await refused(sent, 'anh.png')).toBe('kept');
});

it('leaves nothing on the way, whatever came of it', () => expect(readdirSync(join(folder, 'incoming'))).toEqual([]));
