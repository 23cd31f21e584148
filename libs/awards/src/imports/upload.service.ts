import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { onTheWhole, Person, Upload } from '#store';
import type { Actor } from '#workflow';
import { Clock } from '../clock.js';
import { NotFound } from '../errors.js';

export type UploadKind = 'units' | 'people';

const DAY = 86_400_000;

/** Files between being looked through and being imported: a preview stores nothing else. Seen by whoever sent them, and gone after a day. */
@Injectable()
export class UploadService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Keeps a file; the one the same person had sent before is dropped. */
  keep(actor: Actor, kind: UploadKind, fileName: string, content: Buffer): Promise<string> {
    // What others have forgotten goes as well.
    return onTheWhole(this.em, async (em) => {
      const createdAt = await this.clock.now(em);
      const old = new Date(createdAt.getTime() - DAY);
      await em.nativeDelete(Upload, { $or: [{ person: actor.id, kind }, { createdAt: { $lt: old } }] });
      const person = em.getReference(Person, actor.id);
      const upload = em.create(Upload, { person, kind, fileName: fileName.normalize('NFC').slice(0, 200), content, createdAt });
      await em.flush();
      return upload.id;
    });
  }

  async find(actor: Actor, kind: UploadKind, id: string): Promise<{ fileName: string; bytes: Buffer }> {
    const upload = await this.em.fork().findOne(Upload, { id, kind, person: actor.id });
    if (!upload) throw new NotFound('No such upload');
    return { fileName: upload.fileName, bytes: Buffer.from(upload.content) };
  }

  async drop(actor: Actor, id: string): Promise<void> {
    await this.em.fork().nativeDelete(Upload, { id, person: actor.id });
  }
}
