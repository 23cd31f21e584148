import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { Kept } from '#files';
import { EvidenceFile, type FilePlace, Nomination } from '#store';
import type { Actor } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { invalid, NotFound, Stale } from '../errors.js';
import type { JournalType } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { openParts } from '../nominations/open-parts.js';
import { keepRevision, onBehalfOf } from '../nominations/saving.js';
import { checkRoom, placeIn } from './limits.js';
import { type EvidencePlace, placesOf } from './places.js';
import { keptName } from './kept-name.js';

/** A file that was checked and lies in the archive, on its way into a dossier. */
export interface Added {
  /** Of the upload it came with, if it was announced. */
  id?: string;
  name: string;
  caption?: string;
  kept: Kept;
}

type Fresh = { id: string; added: Added };

/** Nothing is to be written: it is as it was asked to be. */
class Unchanged extends Error {}

/** What a branch does with the files of its own dossier. Allowed whenever its text may be written; after a return, where a point asks for it. */
@Injectable()
export class FileService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** The place of that code, if this person may put a file there now. There is no such place: `NotFound`. */
  async place(id: string, actor: Actor, part: string): Promise<EvidencePlace> {
    const nomination = await this.em.fork().findOne(Nomination, id, { populate: ['cycle', 'cycle.definition'] });
    const isKnown = nomination && placesOf(rulebookOf(nomination.cycle).definition).some((place) => place.part === part);
    if (!isKnown) throw new NotFound('No such place');
    return this.acts.preparing(id, { type: 'SAVE', actor }, (act) => openPlace(act, part));
  }

  /** The most bytes that one more file may have there. Throws before the first of them when there is no room. */
  room(id: string, actor: Actor, part: string): Promise<number> {
    return this.acts.preparing(id, { type: 'SAVE', actor }, async (act) => {
      const place = await openPlace(act, part);
      return Math.min(place.bytes, await checkRoom(act, place, 1));
    });
  }

  /** Announces a file before its first byte: refused here, it is never sent. Gives the id under which it comes in. */
  announce(id: string, actor: Actor, wanted: { part: string; name: string; bytes: number }): Promise<{ id: string; place: EvidencePlace }> {
    return this.acts.preparing(id, { type: 'SAVE', actor }, async (act) => {
      const place = await openPlace(act, wanted.part);
      await checkRoom(act, place, wanted.bytes);
      const file = { id: randomUUID(), part: place.part, name: keptName(wanted.name), bytes: wanted.bytes, state: 'receiving' as const };
      act.add(EvidenceFile, { ...file, nomination: id, uploadedBy: actor.id, uploadedAt: act.now });
      return { id: file.id, place };
    });
  }

  /** A file this person has announced; also when it is in the dossier by now. Not theirs: `NotFound`. */
  async announced(id: string, actor: Actor, fileId: string): Promise<EvidenceFile> {
    const file = await this.em.fork().findOne(EvidenceFile, { id: fileId, nomination: id, uploadedBy: actor.id });
    if (!file) throw new NotFound('No such upload');
    return file;
  }

  /** Gives up a file that has not come in. */
  async giveUp(id: string, actor: Actor, fileId: string): Promise<void> {
    await this.em.fork().nativeDelete(EvidenceFile, { id: fileId, nomination: id, uploadedBy: actor.id, state: 'receiving' });
  }

  /** Puts files behind those that are there; gives their ids. What is there already, byte for byte, is not put there again. */
  async add(id: string, actor: Actor, part: string, files: readonly Added[]): Promise<string[]> {
    let ids: string[] = [];
    await this.change(id, actor, async (act) => {
      const place = await openPlace(act, part);
      const found = await sorted(act, part, files);
      ids = found.map((one) => one.id);
      const fresh = found.flatMap((one) => (one.added ? [{ id: one.id, added: one.added }] : []));
      if (fresh.length === 0) throw new Unchanged();
      await checkRoom(
        act,
        place,
        fresh.reduce((sum, { added }) => sum + added.kept.bytes, 0),
        fresh,
      );
      for (const one of fresh) await keepRow(act, place, one);
      const behind = fresh.map((one): FilePlace => ({ id: one.id, caption: captionOf(one.added.caption ?? '') }));
      arrange(act, part, [...placesAt(act, part), ...behind]);
      const kept = fresh.map((one) => ({ id: one.id, sha256: one.added.kept.sha256 }));
      return { type: 'nomination.files-added', part, data: { files: kept } };
    });
    return ids;
  }

  /** Takes a file out of the dossier. Earlier revisions keep it. Twice is as good as once. */
  async remove(id: string, actor: Actor, fileId: string): Promise<void> {
    const part = await this.partOf(id, fileId);
    await this.change(id, actor, async (act) => {
      const rest = placesAt(act, part).filter((place) => place.id !== fileId);
      if (rest.length === placesAt(act, part).length) throw new Unchanged();
      await openPlace(act, part);
      arrange(act, part, rest);
      return { type: 'nomination.file-removed', part, data: { file: fileId } };
    });
  }

  /** `was` is the caption the person saw: if somebody wrote another meanwhile, `Stale` carries both. */
  async caption(id: string, actor: Actor, fileId: string, wanted: string, was: string): Promise<void> {
    const part = await this.partOf(id, fileId);
    await this.change(id, actor, async (act) => {
      const places = placesAt(act, part);
      const here = places.find((place) => place.id === fileId);
      if (!here) throw new NotFound('No such file');
      const caption = captionOf(wanted);
      if (caption === here.caption) throw new Unchanged();
      if (here.caption !== captionOf(was)) throw new Stale(caption, here.caption, act.subject.revision);
      await openPlace(act, part);
      arrange(
        act,
        part,
        places.map((place) => (place.id === fileId ? { ...place, caption } : place)),
      );
      return { type: 'nomination.file-captioned', part, data: { file: fileId } };
    });
  }

  /** One place towards the beginning or the end. */
  async move(id: string, actor: Actor, fileId: string, direction: 'up' | 'down'): Promise<void> {
    const part = await this.partOf(id, fileId);
    await this.change(id, actor, async (act) => {
      await openPlace(act, part);
      const places = placesAt(act, part);
      const from = places.findIndex((place) => place.id === fileId);
      const to = direction === 'up' ? from - 1 : from + 1;
      const [here, there] = [places[from], places[to]];
      if (!here || !there) throw new Unchanged();
      arrange(act, part, places.with(to, here).with(from, there));
      return { type: 'nomination.file-moved', part, data: { file: fileId, place: to + 1 } };
    });
  }

  /** Where a file belongs, which never changes. Asked before anything else: what is not there cannot be forbidden. */
  private async partOf(id: string, fileId: string): Promise<string> {
    const file = await this.em.fork().findOne(EvidenceFile, { id: fileId, nomination: id, state: 'kept' });
    if (!file) throw new NotFound('No such file');
    return file.part;
  }

  /** One act on the files, and so one revision; none where nothing changes. */
  private async change(id: string, actor: Actor, change: (act: Act) => Promise<Changed>): Promise<void> {
    try {
      await this.acts.onNomination(id, { type: 'SAVE', actor }, async (act) => {
        const { type, part, data } = await change(act);
        keepRevision(act);
        return { type, data: { field: part, ...data, revision: act.subject.revision, ...onBehalfOf(act.subject.unit, actor) } };
      });
    } catch (error) {
      if (!(error instanceof Unchanged)) throw error;
    }
  }
}

interface Changed {
  type: JournalType;
  part: string;
  data: Record<string, string | number | { id: string; sha256: string }[]>;
}

const CAPTION = 300;
const captionOf = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, CAPTION);

const placesAt = ({ subject }: Act, part: string): FilePlace[] => subject.files[part] ?? [];

function arrange({ subject }: Act, part: string, places: FilePlace[]): void {
  subject.files = { ...subject.files, [part]: places };
}

/** The place of that code, unless a return keeps it closed. */
async function openPlace({ em, subject, definition }: Act, part: string): Promise<EvidencePlace> {
  const place = placeIn(definition, part);
  const open = await openParts(em, subject);
  if (open === null || open.includes(part)) return place;
  throw invalid(
    `files.${part}`,
    'Mục này không được yêu cầu bổ sung nên tệp của mục không thay đổi được.',
    'This item was not asked to be corrected, so its files are locked.',
  );
}

/** Which files are there already, and which are to be put there. */
async function sorted({ em, subject }: Act, part: string, files: readonly Added[]) {
  const ids = (subject.files[part] ?? []).map(({ id }) => id);
  const rows = ids.length > 0 ? await em.find(EvidenceFile, { id: { $in: ids } }) : [];
  const known = new Map(rows.map(({ source, id }) => [source, id]));
  return files.map((added) => {
    const there = known.get(added.kept.source);
    if (there !== undefined) return { id: there };
    const id = added.id ?? randomUUID();
    known.set(added.kept.source, id);
    return { id, added };
  });
}

async function keepRow({ em, add, subject, actor, now }: Act, { part, neutral }: EvidencePlace, { id, added }: Fresh): Promise<void> {
  const { kept, name } = added;
  const row = added.id === undefined ? null : await em.findOne(EvidenceFile, { id, nomination: subject.id });
  if (row) Object.assign(row, kept, { state: 'kept', neutral, uploadedAt: now });
  else {
    const about = { nomination: subject.id, uploadedBy: actor.id, uploadedAt: now };
    add(EvidenceFile, { id, part, name: keptName(name), state: 'kept', neutral, ...kept, ...about });
  }
}
