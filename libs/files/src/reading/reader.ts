import type { Refusable } from '../refused.js';

/** What is to be kept of a file: its own bytes, or an image drawn anew. */
export interface Rewritten {
  bytes: Buffer;
  width: number | null;
  height: number | null;
}

/** What a reader may see of it beside the bytes. */
export interface Looks {
  pages: number | null;
  thumbnail: Buffer | null;
}

/** What came of reading a file whole. */
export type Read = (Rewritten & Looks) | { refused: Refusable };

/** Reads files of one kind. Runs in a process of its own, which has nothing to lose. */
export interface Reader {
  read(bytes: Buffer, type: string): Read | Promise<Read>;
}
