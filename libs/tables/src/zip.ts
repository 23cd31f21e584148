import { inflateRawSync } from 'node:zlib';
import { unreadable } from './unreadable.js';

export interface ZipLimits {
  /** Files within the archive. */
  entries: number;
  /** Bytes of all of them, unpacked. */
  unpacked: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

const bomb = () =>
  unreadable(
    'Tệp giải nén ra quá lớn nên không được mở. Hãy lưu lại chỉ với trang cần nhập.',
    'Unpacked, the file would be too large, so it was not opened. Save it again with only the sheet to import.',
  );
const damaged = () => unreadable('Tệp XLSX bị hỏng hoặc không phải tệp XLSX.', 'The XLSX file is damaged, or is no XLSX file.');

/**
 * Makes sure that unpacking an archive stays within bounds, before anything else looks at it. What the directory says is checked first, and costs
 * nothing; then every entry is unpacked up to the size it claims and thrown away, because a directory may lie. Returns the names of the entries.
 */
export function checkZip(bytes: Buffer, limits: ZipLimits): string[] {
  const entries = directoryOf(bytes, limits);
  if (entries.reduce((sum, { size }) => sum + size, 0) > limits.unpacked) throw bomb();
  for (const entry of entries) unpackWithin(bytes, entry);
  return entries.map(({ name }) => name);
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  size: number;
  offset: number;
}

function directoryOf(bytes: Buffer, limits: ZipLimits): Entry[] {
  let end = bytes.length - 22;
  const earliest = Math.max(0, end - 65_535);
  while (end >= earliest && bytes.readUInt32LE(end) !== END) end -= 1;
  if (end < earliest || end < 0) throw damaged();
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  // 65535 announces the 64-bit form: nobody needs that many files for a table.
  if (count > limits.entries) throw bomb();
  const entries: Entry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== ENTRY) throw damaged();
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [number, number, number];
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function unpackWithin(bytes: Buffer, { method, packed, size, offset }: Entry): void {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) throw damaged();
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) throw damaged();
  if (method === 0) {
    if (packed !== size) throw damaged();
    return;
  }
  if (method !== 8) throw damaged();
  try {
    inflateRawSync(bytes.subarray(start, start + packed), { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? bomb() : damaged();
  }
}
