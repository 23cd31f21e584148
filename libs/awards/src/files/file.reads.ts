import type { EntityManager } from '@mikro-orm/postgresql';
import { EvidenceFile, type FilePlace, type Files, JournalEntry, Nomination, Revision } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import type { Change } from '../nominations/comparing.js';
import { comparesVersions, hidesIdentity, visibleTo } from '../nominations/nomination.policy.js';

/** A file as its place in the dossier shows it. */
export interface FileView {
  id: string;
  name: string;
  caption: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  hasThumbnail: boolean;
}

/** What it takes to hand out a file's bytes. */
export interface FileToServe {
  name: string;
  type: string;
  sha256: string;
  thumbnail: string | null;
}

const idsIn = (...all: Files[]): string[] => all.flatMap((files) => Object.values(files).flatMap((places) => places.map(({ id }) => id)));

const rowsOf = async (em: EntityManager, ...all: Files[]): Promise<Map<string, EvidenceFile>> => {
  const ids = idsIn(...all);
  if (ids.length === 0) return new Map();
  return new Map((await em.find(EvidenceFile, { id: { $in: ids } })).map((row) => [row.id, row]));
};

/** The files of the dossier as it stands. Only for who may see the nomination, and whose it is. */
export async function filesOf(em: EntityManager, { files }: Nomination): Promise<Record<string, FileView[]>> {
  const rows = await rowsOf(em, files);
  const view = ({ id, caption }: FilePlace): FileView[] => {
    const row = rows.get(id);
    if (!row) return [];
    const { name, type, bytes, width, height, thumbnail } = row;
    return [{ id, caption, name, bytes, type: type ?? '', width: width ?? null, height: height ?? null, hasThumbnail: Boolean(thumbnail) }];
  };
  return Object.fromEntries(Object.entries(files).map(([part, places]) => [part, places.flatMap(view)]));
}

/** The parts whose files differ, each version as a list: a line for each file. */
export async function fileChanges(em: EntityManager, before: Files, after: Files): Promise<Change[]> {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = parts.filter((part) => JSON.stringify(before[part] ?? []) !== JSON.stringify(after[part] ?? []));
  if (differing.length === 0) return [];
  const rows = await rowsOf(em, before, after);
  const listed = (places: Files[string] = []) =>
    places.map(({ id, caption }) => [rows.get(id)?.name ?? '', caption].filter(Boolean).join(': ')).join('\n') || null;
  return differing.map((part) => ({ part, before: listed(before[part]), after: listed(after[part]) }));
}

/**
 * A file for this person: of a nomination they may see, and know whose it is; in its dossier as it stands or, for those who compare, as it was
 * last sent back; all of its own for a branch. Anything else is not there: `NotFound`.
 */
export async function fileFor(em: EntityManager, nominationId: string, fileId: string, actor: Actor): Promise<FileToServe> {
  const visible = { $and: [{ id: nominationId }, await visibleTo(em, actor)] };
  const nomination = await em.findOne(Nomination, visible, { populate: ['cycle'] });
  if (!nomination || hidesIdentity(nomination.cycle, actor)) throw new NotFound('No such file');
  const row = await em.findOne(EvidenceFile, { id: fileId, nomination, state: 'kept' });
  if (!row?.sha256 || !(await isShown(em, nomination, fileId, actor))) throw new NotFound('No such file');
  return { name: row.name, type: row.type ?? '', sha256: row.sha256, thumbnail: row.thumbnail ?? null };
}

async function isShown(em: EntityManager, nomination: Nomination, fileId: string, actor: Actor): Promise<boolean> {
  if (actor.role === 'nominator' || idsIn(nomination.files).includes(fileId)) return true;
  if (!comparesVersions(nomination, actor)) return false;
  const where = { subjectId: nomination.id, type: 'nomination.returned' };
  const [entry] = await em.find(JournalEntry, where, { orderBy: { id: 'desc' }, limit: 1 });
  const number = entry?.data['revision'];
  const before = typeof number === 'number' ? await em.findOne(Revision, { nomination, number }) : null;
  return before !== null && idsIn(before.files).includes(fileId);
}
