import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { loadConfig } from '#config';
import { AwardDefinition, openStore } from '#store';
import { type Definition, type Language, readDefinition } from '#workflow';
import { typed } from './language.js';

/** What stands in a file, as data. Throws one sentence when there is no such file or it is not JSON. */
export async function readJson(path: string, language: Language): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw typed(language, `Không đọc được tệp “${path}”.`, `There is no file “${path}” that can be read.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw typed(language, `Tệp “${path}” không phải là JSON: ${why}`, `The file “${path}” is not JSON: ${why}`);
  }
}

const VERSION = /^([A-Za-z0-9][A-Za-z0-9._-]{0,47})@(\d{1,9})$/;

/** A definition by the path of its file, or by `CODE@version` from the database. Throws `InvalidDefinition` for a file with faults. */
export async function readSource(source: string, language: Language): Promise<Definition> {
  const [, code, version] = VERSION.exec(source) ?? [];
  if (code === undefined || existsSync(source)) return readDefinition(await readJson(source, language));
  const store = await openStore(loadConfig().databaseUrl);
  try {
    const found = await store.em.fork().findOne(AwardDefinition, { code, version: Number(version) });
    if (!found) throw typed(language, `Không có quy chế “${source}”.`, `There is no definition “${source}”.`);
    return found.document;
  } finally {
    await store.close();
  }
}
