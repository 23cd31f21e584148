import type { Text } from '#workflow';

export interface TableFault {
  /** A cell such as `B7`; empty for the file as a whole. */
  place: string;
  message: Text;
}

/** A file that is no table we can read, or one too large to look at. Says everything that is wrong with it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  constructor(readonly faults: TableFault[]) {
    super(faults.map(({ place, message }) => [place, message.en].filter(Boolean).join(': ')).join('\n'));
  }
}

export const unreadable = (vi: string, en: string, place = '') => new Unreadable([{ place, message: { vi, en } }]);
