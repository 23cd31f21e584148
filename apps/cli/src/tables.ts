import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type Desk, deskOn, Invalid, type Preview } from '#awards';
import { loadConfig } from '#config';
import { openStore } from '#store';
import { Unreadable } from '#tables';
import type { Language, Text } from '#workflow';
import { complain, languageOption, type Spoken } from './language.js';

/** What the commands need of the import of one kind of rows. */
export interface TableWork {
  preview(desk: Desk, bytes: Buffer, options: { convert: boolean }): Promise<Preview<unknown>>;
  apply(desk: Desk, bytes: Buffer, options: { convert: boolean }): Promise<number>;
  export(desk: Desk, format: 'xlsx' | 'csv', language: Language): Promise<Buffer>;
}

interface Wanted extends Spoken {
  apply?: true;
  convert?: true;
}

/** `import` and `export` below a command: looking first, doing only when told to. */
export function tableCommands(command: Command, work: TableWork): Command {
  command
    .command('import')
    .description('Say everything that is wrong with an XLSX or CSV file, by cell; with --apply import it, all or nothing.')
    .argument('<file>')
    .option('--apply', 'import it when nothing is wrong')
    .option('--convert', 'turn TCVN3 and VNI text to Unicode')
    .addOption(languageOption())
    .action((file: string, wanted: Wanted) => told(wanted, (desk) => bring(work, desk, file, wanted)));
  command
    .command('export')
    .description('Write all of them to a file that the import reads back; the format follows its name.')
    .argument('<file>')
    .addOption(languageOption())
    .action((file: string, { language }: Spoken) =>
      told({ language }, async (desk) => {
        await writeFile(file, await work.export(desk, file.toLowerCase().endsWith('.csv') ? 'csv' : 'xlsx', language));
        process.stdout.write(`✓ ${file}\n`);
      }),
    );
  return command;
}

async function bring(work: TableWork, desk: Desk, file: string, { apply, convert, language }: Wanted): Promise<void> {
  const bytes = await readFile(file);
  const options = { convert: convert ?? false };
  const preview = await work.preview(desk, bytes, options);
  const say = (mark: string, place: string, message: Text) =>
    process.stdout.write(`${mark} ${[place, message[language]].filter(Boolean).join(': ')}\n`);
  for (const { place, message } of preview.warnings) say('!', place, message);
  for (const { place, before, after, encoding } of preview.suspects)
    say('!', place, { vi: `${encoding}: “${before}” → “${after}” (--convert)`, en: `${encoding}: “${before}” → “${after}” (--convert)` });
  if (preview.faults.length > 0) throw new Invalid(preview.faults);
  const found = {
    vi: `${preview.rows.length} dòng mới, ${preview.known} dòng đã có`,
    en: `${preview.rows.length} new rows, ${preview.known} known`,
  };
  process.stdout.write(`✓ ${found[language]}\n`);
  if (!apply) {
    process.stdout.write(
      { vi: 'Chưa nhập gì; thêm --apply để nhập.\n', en: 'Nothing was imported; add --apply to import it.\n' }[language],
    );
    return;
  }
  const added = await work.apply(desk, bytes, options);
  process.stdout.write({ vi: `✓ Đã nhập ${added} dòng\n`, en: `✓ ${added} rows imported\n` }[language]);
}

async function told({ language }: Spoken, work: (desk: Desk) => Promise<void>): Promise<void> {
  const store = await openStore(loadConfig().databaseUrl);
  try {
    await work(deskOn(store.em));
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Unreadable)) throw error;
    complain(error.faults, language);
    process.exitCode = 1;
  } finally {
    await store.close();
  }
}
