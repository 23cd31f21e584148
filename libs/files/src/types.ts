const EXTENSIONS = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
} as const;
export type FileType = (typeof EXTENSIONS)[keyof typeof EXTENSIONS];

/** The type that the end of a name promises; undefined for one that is never accepted. */
export const baseTypeOf = (extension: string): FileType | undefined =>
  Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension as keyof typeof EXTENSIONS] : undefined;

export const isImage = (type: string): boolean => type.startsWith('image/');

/** The type that the first bytes of a file show; undefined for one that is never accepted. Sixteen are enough. */
export function sniffed(head: Buffer): FileType | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  return text.startsWith('PK\x03\x04') ? EXTENSIONS.docx : undefined;
}

/** iPhones keep photos so; nothing here can draw it, because the codec is not free. */
export const isHeic = (head: Buffer): boolean => /^ftyp(heic|heix|heim|heis|hevc|mif1|msf1)/.test(head.subarray(4, 16).toString('latin1'));
