import { fileName } from '#files';
import type { EvidenceFile } from '#store';
import { legacyText } from '#tables';

/** The name as it is kept: only to be shown, and readable where old programs have left it in TCVN3 or VNI. */
export function keptName(sent: string): string {
  const name = fileName(sent);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return (legacyText(stem)?.text ?? stem) + ending;
}

/**
 * What a reader finds a file called: as it was sent, or, where the reader must not learn whose dossier it is (`isBlind`), by where it stands
 * and what it is. Names of files are how identity leaks first.
 */
export function shownName({ part, name, type }: Pick<EvidenceFile, 'part' | 'name' | 'type'>, index: number, isBlind: boolean): string {
  if (!isBlind) return name;
  return `${part}-${index + 1}.${ENDINGS[type ?? ''] ?? 'pdf'}`;
}

const ENDINGS: Record<string, string> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};
