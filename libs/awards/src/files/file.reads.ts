import type { EntityManager } from '@mikro-orm/postgresql';
import { isImage } from '#files';
import { EvidenceFile, type FilePlace, type Files, Nomination } from '#store';
import type { Actor } from '#workflow';
import { NotFound } from '../errors.js';
import type { Change } from '../nominations/comparing.js';
import { visibleTo } from '../nominations/nomination.policy.js';
import { idsIn, seesFile, seesOnlyNeutral } from './file.policy.js';

/** A file as its place in the dossier shows it. */
export interface FileView {
  id: string;
  /** Empty where it would tell whose it is. */
  name: string;
  caption: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
  /** How many can be drawn; null for what has none. */
  pages: number | null;
  hasThumbnail: boolean;
  /** Only to be looked at. */
  isNameless: boolean;
}

/** What it takes to hand out a file's bytes. */
export interface FileToServe {
  name: string;
  type: string;
  sha256: string;
  thumbnail: string | null;
  pages: number | null;
  isNameless: boolean;
}

const rowsOf = async (em: EntityManager, ...all: Files[]): Promise<Map<string, EvidenceFile>> => {
  const ids = idsIn(...all);
  if (ids.length === 0) return new Map();
  return new Map((await em.find(EvidenceFile, { id: { $in: ids } })).map((row) => [row.id, row]));
};

/** How many files of it have been announced and have not come in: they are not in the dossier. */
export const filesOnTheWay = (em: EntityManager, nomination: string): Promise<number> =>
  em.count(EvidenceFile, { nomination, state: 'receiving' });

/** The files of the dossier as it stands, as far as this person sees them. Only for who may see the nomination. */
export async function filesOf(em: EntityManager, { files, cycle }: Nomination, actor: Actor): Promise<Record<string, FileView[]>> {
  const rows = await rowsOf(em, files);
  const isNameless = seesOnlyNeutral(cycle, actor);
  const view = ({ id, caption }: FilePlace): FileView[] => {
    const row = rows.get(id);
    if (!row || (isNameless && !(row.neutral && canBeShown(row)))) return [];
    const { name, type, bytes, width, height, pages, thumbnail } = row;
    const shown = { id, bytes, type: type ?? '', width: width ?? null, height: height ?? null, pages: pages ?? null };
    return [{ ...shown, ...(isNameless ? { name: '', caption: '' } : { name, caption }), hasThumbnail: Boolean(thumbnail), isNameless }];
  };
  return Object.fromEntries(
    Object.entries(files).flatMap(([part, places]) => {
      const shown = places.flatMap(view);
      return isNameless && shown.length === 0 ? [] : [[part, shown]];
    }),
  );
}

/** Without handing out the file itself. */
const canBeShown = ({ type, pages }: Pick<EvidenceFile, 'type' | 'pages'>): boolean => isImage(type ?? '') || Boolean(pages);

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

/** A file for this person. One they do not see is not there: `NotFound`. */
export async function fileFor(em: EntityManager, nominationId: string, fileId: string, actor: Actor): Promise<FileToServe> {
  const visible = { $and: [{ id: nominationId }, await visibleTo(em, actor)] };
  const nomination = await em.findOne(Nomination, visible, { populate: ['cycle'] });
  if (!nomination) throw new NotFound('No such file');
  const row = await em.findOne(EvidenceFile, { id: fileId, nomination, state: 'kept' });
  if (!row?.sha256 || !(await seesFile(em, nomination, row, actor))) throw new NotFound('No such file');
  const { name, type, sha256, thumbnail, pages } = row;
  return {
    name,
    type: type ?? '',
    sha256,
    thumbnail: thumbnail ?? null,
    pages: pages ?? null,
    isNameless: seesOnlyNeutral(nomination.cycle, actor),
  };
}
