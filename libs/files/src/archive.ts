import { constants, createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

const DAY = 24 * 60 * 60 * 1000;
const SHA256 = /^[0-9a-f]{64}$/;
const PART = /^[0-9a-f-]{36}(\.[a-z]+)?$/;

/** More came in than was allowed. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** Somebody else is writing the same part, or it is not as long as the sender believes. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/**
 * The bytes of evidence files in a folder: under their SHA-256 what is kept, under `incoming` what is on its way. What is kept is complete on
 * the disk before it has its name, and never changes under it. Several processes may share the folder.
 */
export class Archive {
  private readonly incoming: string;
  private readonly writing = new Set<string>();

  constructor(private readonly folder: string) {
    this.incoming = join(folder, 'incoming');
  }

  /** Where the part of that id lies. Ids are ours; anything else would be a path of a stranger's. */
  partPath(id: string): string {
    if (!PART.test(id)) throw new Error('Not the id of a part');
    return join(this.incoming, id);
  }

  /** How much of it has come in; null when there is nothing. */
  async received(id: string): Promise<number | null> {
    const found = await stat(this.partPath(id)).catch(ifMissing);
    return found?.size ?? null;
  }

  /**
   * Writes what comes in behind what is there, from `offset` on, a piece at a time; gives the new length. When the line is cut, what came in
   * stays. Throws `TooLong` as soon as it is longer than `most`; then nothing stays. Throws `Busy` while it is written, and when `offset` is not its end.
   */
  async receive(id: string, offset: number, source: Readable | Iterable<Buffer>, most: number): Promise<number> {
    if (this.writing.has(id)) throw new Busy();
    this.writing.add(id);
    try {
      await mkdir(this.incoming, { recursive: true });
      return await this.write(id, offset, source, most);
    } finally {
      this.writing.delete(id);
    }
  }

  private async write(id: string, offset: number, source: Readable | Iterable<Buffer>, most: number): Promise<number> {
    const file = await open(this.partPath(id), constants.O_CREAT | constants.O_WRONLY, 0o600);
    let at = offset;
    try {
      if ((await file.stat()).size !== offset) throw new Busy();
      for await (const piece of source as AsyncIterable<Buffer> | Iterable<Buffer>) {
        if (at + piece.length > most) throw new TooLong();
        at += await writeAll(file, piece, at);
      }
      await file.datasync();
      return at;
    } catch (error) {
      if (error instanceof TooLong) await this.drop(id);
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Takes a part under another id, so that nobody else goes on with it; false when it is not there, because somebody has. */
  async take(id: string, own: string): Promise<boolean> {
    return rename(this.partPath(id), this.partPath(own)).then(
      () => true,
      (error: unknown) => ifMissing(error) !== null,
    );
  }

  /** Gives a part its place: the bytes must have been written through to the disk, and must have this hash. */
  async keep(id: string, sha256: string): Promise<void> {
    const path = this.path(sha256);
    await mkdir(join(path, '..'), { recursive: true });
    // Also when it is there: so its age is new, and a sweep that is about to remove it finds it young.
    await rename(this.partPath(id), path);
    await written(join(path, '..'));
  }

  async size(sha256: string): Promise<number> {
    return (await stat(this.path(sha256))).size;
  }

  /** From the first to the last byte, both included. */
  read(sha256: string, range: { start?: number; end?: number } = {}): ReadStream {
    return createReadStream(this.path(sha256), range);
  }

  /** Removes a part, whatever there is of it. */
  async drop(id: string): Promise<void> {
    await rm(this.partPath(id), { force: true });
  }

  /**
   * Says, before the first file is kept here, to which database the files belong. What lies there already keeps its owner, known or not; false when
   * that is another one, whose worker would remove what it does not know.
   */
  async claim(database: string): Promise<boolean> {
    if ((await this.shelves()).length === 0) {
      await mkdir(this.folder, { recursive: true });
      await writeFile(this.ownerPath(), database, { flag: 'wx' }).catch((error: unknown) => {
        if ((error as { code?: string }).code !== 'EEXIST') throw error;
      });
    }
    const owner = await readFile(this.ownerPath(), 'utf8').catch(ifMissing);
    return owner === null || owner === database;
  }

  /** Whether what is kept here belongs to that database: nothing is swept out of the folder of another. */
  async belongsTo(database: string): Promise<boolean> {
    return (await readFile(this.ownerPath(), 'utf8').catch(ifMissing)) === database;
  }

  /** Removes parts older than a day, and what is kept, as old, under a name that `named` does not know. Gives how many. */
  async sweep(named: (hashes: string[]) => Promise<ReadonlySet<string>>, now = Date.now()): Promise<number> {
    const isOld = async (path: string) => ((await stat(path).catch(ifMissing))?.mtimeMs ?? now) < now - DAY;
    let removed = 0;
    for (const name of await namesIn(this.incoming)) {
      const path = join(this.incoming, name);
      if (!(await isOld(path))) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    for (const shelf of await this.shelves()) {
      // What a sweep that was killed had put aside gets its name back first.
      for (const name of await namesIn(join(this.folder, shelf)))
        if (name.endsWith('.going'))
          await rename(join(this.folder, shelf, name), join(this.folder, shelf, name.slice(0, 64))).catch(ifMissing);
      const hashes = (await namesIn(join(this.folder, shelf))).filter((name) => SHA256.test(name));
      const known = await named(hashes);
      for (const hash of hashes)
        if (!known.has(hash) && (await isOld(this.path(hash)))) removed += await this.sweepAway(hash, named, isOld);
    }
    return removed;
  }

  /** Put aside, looked at again, and only then removed: somebody may just be keeping the same bytes. */
  private async sweepAway(
    hash: string,
    named: (hashes: string[]) => Promise<ReadonlySet<string>>,
    isOld: (path: string) => Promise<boolean>,
  ): Promise<number> {
    const aside = `${this.path(hash)}.going`;
    await rename(this.path(hash), aside);
    if ((await named([hash])).has(hash) || !(await isOld(aside))) {
      await rename(aside, this.path(hash));
      return 0;
    }
    await rm(aside, { force: true });
    return 1;
  }

  private ownerPath = () => join(this.folder, 'database');
  private shelves = async () => (await namesIn(this.folder)).filter((name) => /^[0-9a-f]{2}$/.test(name));

  /** Where what is kept under that hash lies. */
  path(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('Not a SHA-256');
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

async function writeAll(file: FileHandle, piece: Buffer, at: number): Promise<number> {
  let done = 0;
  while (done < piece.length) done += (await file.write(piece, done, piece.length - done, at + done)).bytesWritten;
  return done;
}

/** A name is on the disk when its folder is. Not every system lets a folder be opened for that. */
async function written(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(async (error: unknown) => ifMissing(error) ?? []);

function ifMissing(error: unknown): null {
  if ((error as { code?: string }).code === 'ENOENT') return null;
  throw error;
}
