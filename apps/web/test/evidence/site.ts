import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadConfig } from '#config';
import { type FilePlace, Membership } from '#store';
import { anAward, type Award } from '#testing';
import type { Actor } from '#workflow';
import { webApplication } from '../../src/application.js';

type Asked = Omit<RequestInit, 'headers'> & { actor?: Actor; headers?: Record<string, string> };

/** A running site with an empty folder for files, and the draft of a branch. */
export interface EvidenceSite {
  award: Award;
  base: string;
  folder: string;
  branch: Actor;
  /** Of the draft. */
  id: string;
  as(actor: Actor): Promise<Record<string, string>>;
  call(path: string, asked?: Asked): Promise<Response>;
  filesAt(part: string): Promise<FilePlace[]>;
  onTheWay(): string[];
  close(): Promise<void>;
}

export async function evidenceSite(): Promise<EvidenceSite> {
  const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-evidence-'));
  const award = await anAward({ branches: 4, wards: 2 });
  const config = { NODE_ENV: 'test', LOG_LEVEL: 'error', DATABASE_URL: award.url, FILES_DIR: folder, BASE_URL: 'http://127.0.0.1' };
  const app = await webApplication(loadConfig(config));
  await app.listen(0, '127.0.0.1');
  const base = await app.getUrl();
  const branch = award.nominator('CD-AK-01');
  const { id } = await award.desk.nominations.start(award.cycle.id, branch);
  const as = doorOf(award, base);
  return {
    award,
    base,
    folder,
    branch,
    id,
    as,
    call: async (path, { actor = branch, headers = {}, ...init } = {}) =>
      fetch(base + path, { redirect: 'manual', ...init, headers: { ...(await as(actor)), ...headers } }),
    filesAt: async (part) => (await award.nomination('CD-AK-01')).files[part] ?? [],
    onTheWay: () => readdirSync(join(folder, 'incoming')),
    close: async () => {
      await app.close();
      await award.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What shows the site who asks. */
function doorOf(award: Award, base: string): EvidenceSite['as'] {
  const tokens = new Map<string, string>();
  return async ({ id: person, role }) => {
    if (!tokens.has(person)) {
      const { id: membership } = await award.store.em.fork().findOneOrFail(Membership, { person, role: role as never });
      const answer = await fetch(`${base}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ membership }),
      });
      tokens.set(person, ((await answer.json()) as { token: string }).token);
    }
    return { authorization: `Bearer ${tokens.get(person)}` };
  };
}

export const pdf = (words = 'x') =>
  Buffer.from(`%PDF-1.4\n1 0 obj << /Type /Catalog /Title (${words}) >> endobj 2 0 obj << /Type /Page >> endobj\n%%EOF\n`);

/** A small photo that tells where it was taken. */
export const photo = (shade: number) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: shade, g: 90, b: 120 } } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '16/1 4/1 0/1' } })
    .jpeg()
    .toBuffer();

export const readable = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** What the award asks for beside the form. */
export async function papers() {
  const paper = { name: 'Bản ký.pdf', mimeType: 'application/pdf', buffer: pdf() };
  const photos = [10, 40, 70, 100, 130].map(async (shade) => ({
    name: `Ảnh ${shade}.jpg`,
    mimeType: 'image/jpeg',
    buffer: await photo(shade),
  }));
  return [
    ['HS2', [paper]],
    ['HS3', [paper]],
    ['HS5', await Promise.all(photos)],
  ] as const;
}
