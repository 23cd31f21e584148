import type { Files } from '#store';
import type { Definition, FileFormat, Text } from '#workflow';

const MEGABYTE = 1024 * 1024;
/** What holds where a definition says nothing. */
const DEFAULTS = { maximum: 10, megabytes: 20 };
/** Evidence for one rubric item, where the definition says nothing of it but in words what it should show. */
const EVIDENCE = { maximum: 5, megabytes: 20, formats: ['pdf', 'jpg', 'jpeg', 'png', 'webp'] as readonly FileFormat[] };

/** Where files may stand in a dossier, and which. */
export interface EvidencePlace {
  /** Code of the dossier item or rubric item. */
  part: string;
  name: Text;
  isPhotos: boolean;
  /** What it should show: of rubric items. */
  evidence: Text | null;
  formats: readonly FileFormat[];
  /** A council that scores blind sees what its files show. */
  neutral: boolean;
  minimum: number;
  maximum: number;
  /** Of one file. */
  bytes: number;
}

/** The places that the nominating unit fills: its documents and photos, then evidence for each rubric item. */
export function placesOf({ dossier, tiers, rubric }: Definition): EvidencePlace[] {
  const own = tiers.at(-1)?.code;
  const items = dossier.filter((item) => item.owner === own && (item.type === 'document' || item.type === 'photos'));
  return [
    ...items.map((item) => ({
      part: item.code,
      name: item.name,
      isPhotos: item.type === 'photos',
      evidence: null,
      formats: item.formats,
      neutral: item.neutral ?? false,
      minimum: item.required ? Math.max(1, item.minimum ?? 1) : 0,
      maximum: item.maximum ?? DEFAULTS.maximum,
      bytes: (item.maxMegabytes ?? DEFAULTS.megabytes) * MEGABYTE,
    })),
    ...rubric.criteria
      .flatMap((criterion) => criterion.items)
      .map(({ code, name, evidence, files = {} }) => ({
        part: code,
        name,
        isPhotos: false,
        evidence,
        formats: files.formats ?? EVIDENCE.formats,
        neutral: files.neutral ?? false,
        minimum: 0,
        maximum: files.maximum ?? EVIDENCE.maximum,
        bytes: (files.maxMegabytes ?? EVIDENCE.megabytes) * MEGABYTE,
      })),
  ];
}

export const hasFile = (files: Files, part: string, id: string): boolean => (files[part] ?? []).some((place) => place.id === id);
export const NO_SUCH_FILE: Text = { vi: 'Tệp này không còn trong hồ sơ.', en: 'This file is no longer in the dossier.' };
