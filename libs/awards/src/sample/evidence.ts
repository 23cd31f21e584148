import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import type { Archive, FileType, Kept } from '#files';
import type { Files } from '#store';
import type { Actor, Definition } from '#workflow';
import type { Added } from '../files/file.service.js';
import { type EvidencePlace, placesOf } from '../files/places.js';
import type { Desk } from './desk.js';

const WIDTH = 320;
const HEIGHT = 240;

const CAPTIONS = [
  'Ngày Chủ nhật xanh - sạch - đẹp',
  'Sinh hoạt chi đoàn định kỳ',
  'Thăm gia đình chính sách',
  'Công trình thanh niên',
  'Sân chơi hè cho thiếu nhi',
  'Ra mắt mô hình mới',
];

interface Made {
  bytes: Buffer;
  type: FileType;
}

let made: { report: Made; minutes: Made; photos: Made[] } | undefined;

/** The few files that all sample dossiers have, made when they are first needed. */
const samples = () =>
  (made ??= {
    report: { bytes: page('BAO CAO THANH TICH'), type: 'application/pdf' },
    minutes: { bytes: page('BIEN BAN HOP CHI DOAN'), type: 'application/pdf' },
    photos: CAPTIONS.map((_, index) => ({ bytes: picture(index), type: 'image/png' })),
  });

/** The bytes of all sample files, for whoever shows sample dossiers. */
export async function keepSampleFiles(archive: Archive): Promise<void> {
  const { report, minutes, photos } = samples();
  for (const { bytes } of [report, minutes, ...photos]) {
    const part = crypto.randomUUID();
    await archive.receive(part, 0, [bytes], bytes.length);
    await archive.keep(part, hashOf(bytes));
  }
}

/** Puts into a dossier what it must have before it can be submitted. */
export async function attachSampleFiles({ files }: Pick<Desk, 'files'>, definition: Definition, id: string, actor: Actor): Promise<void> {
  for (const place of placesOf(definition).filter(({ minimum }) => minimum > 0)) await files.add(id, actor, place.part, filesAt(place));
}

/** What such a dossier says of its files, for programs that write rows themselves. */
export const sampleFilesOf = (definition: Definition): Files =>
  Object.fromEntries(
    placesOf(definition)
      .filter(({ minimum }) => minimum > 0)
      .map((place) => [place.part, filesAt(place).map(({ caption = '' }) => ({ id: crypto.randomUUID(), caption }))]),
  );

function filesAt({ isPhotos, minimum, formats }: EvidencePlace): Added[] {
  const { report, minutes, photos } = samples();
  const paper = { name: formats.includes('docx') ? 'Báo cáo thành tích.pdf' : 'Biên bản họp chi đoàn.pdf', caption: '' };
  if (!isPhotos) return [{ ...paper, kept: keptOf(formats.includes('docx') ? report : minutes) }];
  return photos
    .slice(0, minimum)
    .map((photo, index) => ({ name: `Ảnh ${index + 1}.png`, caption: CAPTIONS[index] ?? '', kept: keptOf(photo) }));
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function keptOf({ bytes, type }: Made): Kept {
  const isPhoto = type === 'image/png';
  const [width, height, pages] = isPhoto ? [WIDTH, HEIGHT, null] : [null, null, 1];
  return { sha256: hashOf(bytes), source: hashOf(bytes), type, bytes: bytes.length, width, height, pages, thumbnail: null };
}

/** A page of A4 with a heading. */
function page(heading: string): Buffer {
  const drawing = `BT /F1 20 Tf 72 760 Td (${heading}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + end, 'latin1');
}

/** Hills under a sky, in a colour of their own. */
function picture(number: number): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const row = Buffer.alloc(1 + WIDTH * 3);
    for (let x = 0; x < WIDTH; x += 1) {
      const isHill = y > HEIGHT * 0.62 + 26 * Math.sin(x / 38 + number * 1.7);
      const [red, green, blue] = isHill ? [40 + number * 22, 120 + number * 8, 70] : [150 + (y >> 2), 190 + (y >> 3), 235];
      row.set([red, green, blue], 1 + x * 3);
    }
    return row;
  });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // Eight bits each of red, green and blue.
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
