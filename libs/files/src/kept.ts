import type { FileType } from './types.js';

/** What is known of a file that was checked and put into the archive. */
export interface Kept {
  /** SHA-256 of what is kept, in hexadecimal: its place in the archive. */
  sha256: string;
  /** The same of what came in: the same file sent twice is the same file, although a photo is kept as it was drawn anew. */
  source: string;
  type: FileType;
  bytes: number;
  /** In pixels; null for what is no image. */
  width: number | null;
  height: number | null;
  /** How many can be drawn; null for what has none. */
  pages: number | null;
  /** SHA-256 of the small picture of an image or of a first page. */
  thumbnail: string | null;
}
