import { open } from 'node:fs/promises';
import { Apart, type Limits } from './apart.js';
import type { Archive } from './archive.js';
import type { Kept } from './kept.js';
import { extensionOf } from './name.js';
import { type Refusable, Refused } from './refused.js';
import type { Scanner } from './scanning.js';
import { baseTypeOf, type FileType, isHeic, isImage, sniffed } from './types.js';

type Answer = Omit<Kept, 'type'> | { refused: Refusable };

/** Decides whether what came in is what it says, and keeps it. */
export class Checking {
  private readonly apart: Apart;
  private readonly scanner: Scanner | undefined;

  constructor(
    private readonly archive: Archive,
    { limits, scanner }: { limits?: Limits; scanner?: Scanner | undefined } = {},
  ) {
    this.scanner = scanner;
    this.apart = new Apart(limits);
  }

  /**
   * Extension, first bytes and a complete reading must say the same, one of `formats`. Keeps what is accepted under its hash; the part that
   * came in stays for the caller to drop. Throws `Refused`; where there is a scanner, also for what it knows, and while it does not answer.
   */
  async keep(part: string, name: string, formats: readonly string[]): Promise<Kept> {
    const type = await this.typeOf(part, name, formats);
    const kind = isImage(type) ? 'image' : type === 'application/pdf' ? 'pdf' : 'docx';
    const path = this.archive.partPath(part);
    try {
      const answer = ((await this.apart.run('child', [kind, type, path, path])) ?? { refused: 'heavy' }) as Answer;
      if ('refused' in answer) throw new Refused(answer.refused, { formats });
      // What will be handed out, and not what may still be written by who sends it.
      await this.scan(`${path}.kept`);
      await this.archive.keep(`${part}.kept`, answer.sha256);
      if (answer.thumbnail) await this.archive.keep(`${part}.thumbnail`, answer.thumbnail);
      return { ...answer, type };
    } finally {
      await this.archive.drop(`${part}.kept`);
      await this.archive.drop(`${part}.thumbnail`);
    }
  }

  private async scan(path: string): Promise<void> {
    const known = await this.scanner?.find(path).catch((error: unknown) => {
      throw new Refused('unscanned', {}, { cause: error });
    });
    if (known) throw new Refused('infected');
  }

  private async typeOf(part: string, name: string, formats: readonly string[]): Promise<FileType> {
    const head = Buffer.alloc(16);
    const file = await open(this.archive.partPath(part), 'r');
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    await file.close();
    if (bytesRead === 0) throw new Refused('empty');
    const extension = extensionOf(name);
    if (isHeic(head) || /^hei[cf]$/.test(extension)) throw new Refused('heic');
    const promised = formats.includes(extension) ? baseTypeOf(extension) : undefined;
    if (!promised) throw new Refused('format', { formats });
    if (sniffed(head) !== promised) throw new Refused('mismatch');
    return promised;
  }
}
