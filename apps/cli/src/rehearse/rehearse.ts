import { Command } from 'commander';
import { loadConfig } from '#config';
import { migrate, openStore } from '#store';
import type { Definition } from '#workflow';
import { faultsTold } from '../definition.js';
import { readSource } from '../definition-source.js';
import { languageOption, type Spoken, typed } from '../language.js';
import { freshDatabase } from '../simulate/database.js';
import { whole } from '../simulate/options.js';
import { differences } from './differences.js';
import { playGenerated } from './generated.js';
import { type CycleRecord, readRecord } from './record.js';
import { replay } from './replay.js';
import { generatedText, textOf } from './report.js';

interface RehearseOptions extends Spoken {
  cycle?: string;
  generated: boolean;
  seed: number;
  branches: number;
  wards: number;
  json: boolean;
}

export const rehearseCommand = () =>
  new Command('rehearse')
    .description('Run a definition against what was recorded of an earlier cycle, or against a generated season, in a database of its own.')
    .argument('<definition>', 'CODE@version, or the path of a file')
    .option('--cycle <address>', 'the earlier cycle, which is only read')
    .option('--generated', 'a season made up from the sample instead', false)
    .option('--seed <number>', 'of the generated season', whole(0, 4_294_967_295), 2023)
    .option('--branches <number>', 'nominating units of the generated season', whole(1, 5000), 30)
    .option('--wards <number>', 'reviewing units of the generated season', whole(1, 500), 10)
    .option('--json', 'print one JSON object instead of sentences', false)
    .addOption(languageOption())
    .action((source: string, options: RehearseOptions) => faultsTold(options, () => rehearse(source, options)));

async function rehearse(source: string, options: RehearseOptions): Promise<void> {
  const { language, cycle, generated } = options;
  if ((cycle === undefined) === !generated)
    throw typed(language, 'Hãy chọn hoặc --cycle <địa chỉ>, hoặc --generated.', 'Choose either --cycle <address> or --generated.');
  if (generated && options.branches < options.wards)
    throw typed(
      language,
      'Mỗi phường cần ít nhất một chi đoàn: --branches không nhỏ hơn --wards.',
      'Every ward needs a branch: --branches is at least --wards.',
    );
  const definition = await readSource(source, language);
  const text = cycle === undefined ? await onGenerated(definition, options) : await onRecord(definition, cycle, options);
  process.stdout.write(`${text}\n`);
}

async function onGenerated(definition: Definition, options: RehearseOptions): Promise<string> {
  const found = await onScratch((store) => playGenerated(store.em, definition, options, options.language));
  return options.json ? JSON.stringify(found) : generatedText(found, options.language);
}

async function onRecord(definition: Definition, slug: string, { language, json }: RehearseOptions): Promise<string> {
  const real = await openStore(loadConfig().databaseUrl);
  let record: CycleRecord;
  try {
    record = await readRecord(real.em, slug, language);
  } finally {
    await real.close();
  }
  const replayed = await onScratch((store) => replay(store.em, definition, record));
  const found = differences(record, replayed, `${definition.code}@${definition.version}`);
  return json ? JSON.stringify(found) : textOf(found, language);
}

async function onScratch<T>(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> {
  const database = await freshDatabase(process.env['DATABASE_URL']);
  try {
    await migrate(database.url);
    const store = await openStore(database.url);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await database.remove();
  }
}
