import { inflateRawSync } from 'node:zlib';

/** The words of a DOCX: the text of its main part, read out of the archive. */
export function docxText(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  const at = file.indexOf('word/document.xml') - 30;
  const [method, packed] = [file.readUInt16LE(at + 8), file.readUInt32LE(at + 18)];
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28);
  const raw = file.subarray(start, packed > 0 ? start + packed : undefined);
  const xml = (method === 8 ? inflateRawSync(raw) : raw).toString('utf8');
  return xml.replace(/<[^>]+>/g, '');
}
