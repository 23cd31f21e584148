import { fork } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Archive } from './archive.js';
import type { Kept } from './kept.js';
import { extensionOf } from './name.js';
import { type Refusable, Refused } from './refused.js';
import { baseTypeOf, type FileType, isHeic, isImage, sniffed } from './types.js';

const CHILD = fileURLToPath(new URL(`./reading/child${extname(import.meta.url)}`, import.meta.url));
/** How long one file may take, in milliseconds, and how much memory, in bytes. 40 million pixels need about 400 MB. */
const MOST_TIME = 30_000;
const MOST_MEMORY = 900 * 1024 * 1024;
const LOOK_EVERY = 50;
/** Files read at the same time. */
const AT_ONCE = 2;

type Answer = Omit<Kept, 'type'> | { refused: Refusable };

/** Decides whether what came in is what it says, and keeps it. */
export class Checking {
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly archive: Archive,
    private readonly limits = { milliseconds: MOST_TIME, bytes: MOST_MEMORY },
  ) {}

  /**
   * Extension, first bytes and a complete reading must say the same, one of `formats`. Keeps what is accepted under its hash; the part that
   * came in stays for the caller to drop. Throws `Refused`.
   */
  async keep(part: string, name: string, formats: readonly string[]): Promise<Kept> {
    const type = await this.typeOf(part, name, formats);
    try {
      const answer = await this.inTurn(() => this.reading(part, type));
      if ('refused' in answer) throw new Refused(answer.refused, { formats });
      await this.archive.keep(`${part}.kept`, answer.sha256);
      if (answer.thumbnail) await this.archive.keep(`${part}.thumbnail`, answer.thumbnail);
      return { ...answer, type };
    } finally {
      await this.archive.drop(`${part}.kept`);
      await this.archive.drop(`${part}.thumbnail`);
    }
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

  /** A few at a time; the others wait their turn. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy -= 1;
    }
  }

  private reading(part: string, type: FileType): Promise<Answer> {
    const kind = isImage(type) ? 'image' : type === 'application/pdf' ? 'pdf' : 'docx';
    const path = this.archive.partPath(part);
    // Nothing of ours goes along: neither the environment with its secrets nor what is open.
    const child = fork(CHILD, [kind, type, path, path], {
      execArgv: ['--max-old-space-size=256', '--no-warnings'],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      let answer: Answer = { refused: 'heavy' };
      const patience = setTimeout(() => child.kill('SIGKILL'), this.limits.milliseconds);
      const look = setInterval(
        () => void memoryOf(child.pid).then((bytes) => bytes > this.limits.bytes && child.kill('SIGKILL')),
        LOOK_EVERY,
      );
      const stop = () => {
        clearTimeout(patience);
        clearInterval(look);
      };
      child.once('message', (message) => (answer = message as Answer));
      child.once('error', (error) => (stop(), reject(error)));
      // A child that ended without a word was too much for its limits.
      child.once('close', () => (stop(), resolve(answer)));
    });
  }
}

/** What a process holds in memory, in bytes; 0 where the system has no such file. There time is the only limit. */
async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}
