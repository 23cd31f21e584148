import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { claimArchive, FileService, Invalid, type EvidencePlace } from '#awards';
import { Archive, Busy, Checking, fileName, Refused, TooLong } from '#files';
import type { EvidenceFile } from '#store';
import type { Actor } from '#workflow';

const MEGABYTE = 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;

/** An upload that goes on where it stopped. */
export interface Upload {
  id: string;
  /** Bytes that have come in, and those there will be. */
  offset: number;
  length: number;
  expires: Date;
}

/** How bytes come into a dossier: received, checked, kept, and only then put there. Both ways end in the same act. */
@Injectable()
export class Intake {
  private claimed: Promise<void> | undefined;
  /** Uploads that somebody sends just now, until what came of it is known, and those that are looked at. */
  private readonly held = new Set<string>();
  private readonly checked = new Set<string>();

  constructor(
    private readonly em: EntityManager,
    private readonly files: FileService,
    private readonly archive: Archive,
    private readonly checking: Checking,
  ) {}

  /** A file of a form, whole. What is not accepted leaves nothing behind. */
  async take(nomination: string, actor: Actor, place: EvidencePlace, sent: { name: string; bytes: Readable }): Promise<void> {
    const id = randomUUID();
    try {
      const most = await this.files.room(nomination, actor, place.part);
      await this.claim();
      await this.archive.receive(id, 0, sent.bytes, most);
      const kept = await this.checking.keep(id, fileName(sent.name), place.formats);
      await this.files.add(nomination, actor, place.part, [{ name: sent.name, kept }]);
    } catch (error) {
      throw told(error, place, sent.name);
    } finally {
      await this.archive.drop(id);
    }
  }

  /** Announces an upload. Throws before the first byte when there is no room for it. */
  async announce(nomination: string, actor: Actor, wanted: { part: string; name: string; bytes: number }): Promise<Upload> {
    const { id } = await this.files.announce(nomination, actor, wanted);
    return { id, offset: 0, length: wanted.bytes, expires: new Date(Date.now() + DAY) };
  }

  /** How far it has come. One that has come in whole and was not looked at, because somebody pulled the plug, is looked at now. */
  async find(nomination: string, actor: Actor, id: string): Promise<Upload> {
    const file = await this.files.announced(nomination, actor, id);
    if (file.state === 'kept') return { ...whole(file), id };
    if (this.checked.has(id)) throw new Busy();
    const offset = (await this.archive.received(id)) ?? 0;
    if (offset === file.bytes) await this.finish(nomination, actor, file);
    return { id, offset, length: file.bytes, expires: new Date(file.createdAt.getTime() + DAY) };
  }

  /** Takes in what follows `offset`; gives how far it has come. When all is there it is checked and put into the dossier. */
  async append(nomination: string, actor: Actor, upload: Upload, bytes: Readable): Promise<number> {
    if (this.held.has(upload.id)) throw new Busy();
    this.held.add(upload.id);
    try {
      return await this.receive(nomination, actor, upload, bytes);
    } finally {
      this.held.delete(upload.id);
    }
  }

  private async receive(nomination: string, actor: Actor, upload: Upload, bytes: Readable): Promise<number> {
    const file = await this.files.announced(nomination, actor, upload.id);
    // Somebody else has brought it to its end since it was found.
    if (file.state !== 'receiving' || this.checked.has(file.id)) throw new Busy();
    const place = await this.files.place(nomination, actor, file.part);
    try {
      await this.claim();
      const offset = await this.archive.receive(upload.id, upload.offset, bytes, upload.length);
      if (offset === upload.length) await this.finish(nomination, actor, file);
      return offset;
    } catch (error) {
      if (error instanceof TooLong) await this.files.giveUp(nomination, actor, upload.id);
      throw told(error, place, file.name);
    }
  }

  /** Before the first file the folder gets its owner; asked again only when that failed. */
  private claim(): Promise<void> {
    this.claimed ??= claimArchive(this.em, this.archive).catch((error: unknown) => {
      this.claimed = undefined;
      throw error;
    });
    return this.claimed;
  }

  async giveUp(nomination: string, actor: Actor, id: string): Promise<void> {
    await this.files.announced(nomination, actor, id);
    await this.files.giveUp(nomination, actor, id);
    await this.archive.drop(id);
  }

  /** Taken aside first: whoever comes second, in this process or another, finds it busy or gone. */
  private async finish(nomination: string, actor: Actor, file: EvidenceFile): Promise<void> {
    const place = await this.files.place(nomination, actor, file.part);
    const own = randomUUID();
    if (this.checked.has(file.id) || !(await this.archive.take(file.id, own))) throw new Busy();
    this.checked.add(file.id);
    try {
      await this.look(nomination, actor, file, { place, own });
    } finally {
      this.checked.delete(file.id);
      await this.archive.drop(own);
    }
  }

  /** Whatever comes of it, nothing is on its way any more; but for a fault of ours, after which it can be tried again. */
  private async look(
    nomination: string,
    actor: Actor,
    { id, part, name }: EvidenceFile,
    { place, own }: { place: EvidencePlace; own: string },
  ): Promise<void> {
    try {
      const kept = await this.checking.keep(own, name, place.formats);
      await this.files.add(nomination, actor, part, [{ id, name, kept }]);
    } catch (error) {
      const problem = error instanceof Refused && error.because === 'busy' ? new Busy() : told(error, place, name);
      if (!(problem instanceof Invalid)) await this.archive.take(own, id);
      else await this.files.giveUp(nomination, actor, id);
      throw problem;
    }
    // One that was there already has left its announcement behind.
    await this.files.giveUp(nomination, actor, id);
  }
}

function refusalOf(error: unknown, bytes: number): unknown {
  if (error instanceof TooLong) return new Refused('tooLong', { megabytes: bytes / MEGABYTE });
  return (error as { code?: string }).code === 'ENOSPC' ? new Refused('full', {}, { cause: error }) : error;
}

const whole = ({ bytes, createdAt }: EvidenceFile) => ({ offset: bytes, length: bytes, expires: new Date(createdAt.getTime() + DAY) });

const logger = new Logger('Evidence');

/** A file that is not accepted is a fault at its place in the dossier. */
function told(error: unknown, { part, bytes }: EvidencePlace, name: string): unknown {
  const refused = refusalOf(error, bytes);
  if (!(refused instanceof Refused)) return error;
  // Not the sender's doing: somebody has to look after it.
  if (refused.cause) logger.error({ err: refused.cause, msg: 'A file could not be taken in' });
  const { vi, en } = refused.sentence;
  const shown = fileName(name);
  return new Invalid([{ place: `files.${part}`, message: { vi: `${shown}: ${vi}`, en: `${shown}: ${en}` } }]);
}
