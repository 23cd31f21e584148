import { Apart, type Limits, MOST_MEMORY } from './apart.js';
import type { Archive } from './archive.js';

/** Draws single pages of PDF files that are kept: to be read in a browser without a byte of the file itself. */
export class Pages {
  /** Of its own: however many pages somebody wants to see, what is uploaded does not wait behind them. */
  private readonly apart: Apart;

  constructor(
    private readonly archive: Archive,
    limits: Limits = { milliseconds: 10_000, bytes: MOST_MEMORY },
  ) {
    this.apart = new Apart(limits);
  }

  /** A page as JPEG, counted from 1; null when it cannot be drawn within the limits. Throws as `Apart` does. */
  async draw(sha256: string, page: number, signal?: AbortSignal): Promise<Uint8Array | null> {
    return (await this.apart.run('page', [this.archive.path(sha256), String(page)], signal)) as Uint8Array | null;
  }
}
