import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A photo of a phone: lying on its side, with where and by whom it was taken. */
export const photo = (width = 800, height = 600): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#2f7d4f' } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Artist: 'Chi doan' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '16/1 4/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '108/1 11/1 0/1' },
    })
    .toBuffer();

export const image = (format: 'png' | 'webp' | 'jpeg', width = 40, height = 30): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#aa3311' } })
    .toFormat(format)
    .toBuffer();

/** A PDF of these objects, with a trailer. */
export function pdf(objects: (string | Buffer)[] = pages(1), trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  objects.forEach((object, index) => parts.push(Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')));
  parts.push(Buffer.from(`trailer\n<< /Root 1 0 R ${trailer} >>\nstartxref\n9\n%%EOF\n`));
  return Buffer.concat(parts);
}

export const pages = (count: number, catalogue = ''): string[] => [
  `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
  `<< /Type /Pages /Count ${count} >>`,
  ...Array.from({ length: count }, () => '<< /Type /Page /Parent 2 0 R >>'),
];

/** A PDF of so many pages of A4 that can be looked at, and on which the first draws what it is told to. */
export function drawing(count = 1, content: Buffer = Buffer.from('1 0 0 rg 0 0 595 842 re f')): Buffer {
  const bytes = deflateSync(content);
  const kids = Array.from({ length: count }, (_, page) => `${page + 4} 0 R`);
  return pdf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${count} >>`,
    Buffer.concat([Buffer.from(`<< /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n`), bytes, Buffer.from('\nendstream')]),
    ...kids.map((_, page) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] ${page === 0 ? '/Contents 3 0 R' : ''} >>`),
  ]);
}

/** An object packed into a stream, as most programs write them today; `offset` says where in the pack it begins. */
export function packed(object: string, more = '', offset = 0): Buffer {
  const head = `99 ${offset} `;
  const bytes = deflateSync(Buffer.from(head + object));
  return Buffer.concat([
    Buffer.from(`<< ${more} /Type /ObjStm /N 1 /First ${head.length} /Filter /FlateDecode /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';

export const wordParts = (more: Record<string, string | Buffer> = {}): Record<string, string | Buffer> => ({
  '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="${MAIN}"/></Types>`,
  'word/document.xml': '<?xml version="1.0"?><w:document xmlns:w="w"><w:body/></w:document>',
  ...more,
});

/** A ZIP file of these parts; `claimed` says how long the table pretends each to be. */
export function zip(parts: Record<string, string | Buffer>, { flags = 0, claimed }: { flags?: number; claimed?: number } = {}): Buffer {
  const bodies: Buffer[] = [];
  const table: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const short = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    [20, flags, 8, 0, 0].forEach((value, index) => fields.writeUInt16LE(value, index * 2));
    [crc32(bytes), short.length, claimed ?? bytes.length].forEach((value, index) => fields.writeUInt32LE(value, 10 + index * 4));
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), short]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    table.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), fields, tail, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const end = Buffer.alloc(18);
  const size = table.reduce((sum, { length }) => sum + length, 0);
  [table.length, table.length].forEach((value, index) => end.writeUInt16LE(value, 4 + index * 2));
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...table, Buffer.from('PK\x05\x06'), end]);
}
