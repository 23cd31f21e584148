import type { Desk } from '#awards';
import type { FileType } from '#files';
import { type FilePlace, Nomination } from '#store';
import type { Actor } from '#workflow';
import type { CycleRecord, Entry } from './record.js';

interface Filing {
  desk: Desk;
  record: CycleRecord;
  entry: Entry;
  actor: Actor;
}

/** Does again what was done with the files of a dossier. Only rows are written: they keep their ids, and the bytes stay where they are. */
export async function performFiling({ desk, record, entry, actor }: Filing, nomination: string): Promise<unknown> {
  const part = String(entry.data['field']);
  const recorded = record.files.get(`${entry.subjectId} ${Number(entry.data['revision'])}`)?.[part] ?? [];
  if (entry.type === 'nomination.files-added') {
    const ids = (entry.data['files'] as { id: string }[]).map(({ id }) => id);
    return desk.files.add(
      nomination,
      actor,
      part,
      ids.map((id) => addedFrom(record, id, captionIn(recorded, id))),
    );
  }
  const file = String(entry.data['file']);
  if (entry.type === 'nomination.file-removed') return desk.files.remove(nomination, actor, file);
  const { files } = await desk.em.fork().findOneOrFail(Nomination, nomination);
  const now = files[part] ?? [];
  if (entry.type === 'nomination.file-captioned')
    return desk.files.caption(nomination, actor, file, captionIn(recorded, file), captionIn(now, file));
  const isUp = Number(entry.data['place']) <= now.findIndex(({ id }) => id === file);
  return desk.files.move(nomination, actor, file, isUp ? 'up' : 'down');
}

const captionIn = (places: readonly FilePlace[], file: string): string => places.find(({ id }) => id === file)?.caption ?? '';

function addedFrom({ evidence }: CycleRecord, id: string, caption: string) {
  const row = evidence.get(id);
  if (!row) throw new Error(`The record has no file ${id}`);
  const { name, sha256, source, type, bytes, width, height, pages, thumbnail } = row;
  const kept = {
    sha256: sha256 ?? '',
    source: source ?? '',
    type: type as FileType,
    bytes,
    width: width ?? null,
    height: height ?? null,
    pages: pages ?? null,
    thumbnail: thumbnail ?? null,
  };
  return { id, name, caption, kept };
}
