import { Command } from 'commander';
import { deskOn, Invalid, SETUP } from '#awards';
import { loadConfig } from '#config';
import { AwardDefinition, Cycle, openStore } from '#store';
import { diff, InvalidDefinition, readDefinition } from '#workflow';
import { readJson, readSource } from './definition-source.js';
import { complain, languageOption, type Spoken } from './language.js';

export const definitionCommand = () => {
  const definition = new Command('definition').description('The rules of awards, as versioned documents.');
  const add = (name: string, description: string) => definition.command(name).description(description).addOption(languageOption());
  add('check', 'Name every fault of a definition, and prove that it can run to its end.')
    .argument('<file>')
    .action((file: string, spoken: Spoken) => faultsTold(spoken, () => check(file, spoken)));
  add('list', 'Every published version, and the cycles that follow it.').action(list);
  add('publish', 'Publish a version, for ever.')
    .argument('<file>')
    .action((file: string, spoken: Spoken) => faultsTold(spoken, () => publish(file, spoken)));
  add('diff', 'Say in words what changed.')
    .argument('<before>', 'CODE@version, or the path of a file')
    .argument('<after>', 'CODE@version, or the path of a file')
    .action((before: string, after: string, spoken: Spoken) => faultsTold(spoken, () => tellDifferences(before, after, spoken)));
  return definition;
};

/** Whatever is wrong with a definition is told all at once, with its place. */
export async function faultsTold({ language }: Spoken, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof InvalidDefinition || error instanceof Invalid)) throw error;
    complain(error.faults, language);
    process.exitCode = 1;
  }
}

async function check(file: string, { language }: Spoken): Promise<void> {
  const { code, version, pipeline } = readDefinition(await readJson(file, language));
  const steps = pipeline.stages.map((stage) => stage.name[language]).join(' → ');
  const end = {
    vi: 'mọi hồ sơ đều có đường đến kết thúc, mọi bước đều đóng được',
    en: 'every nomination has a way to an end, every stage can close',
  };
  process.stdout.write(`✓ ${code}@${version}: ${steps}\n✓ ${end[language]}\n`);
}

async function publish(file: string, { language }: Spoken): Promise<void> {
  const document = await readJson(file, language);
  await withStore(async (store) => {
    const { code, version } = await deskOn(store.em).definitions.publish(SETUP, document);
    process.stdout.write(`✓ ${code}@${version}\n`);
  });
}

async function list(): Promise<void> {
  await withStore(async (store) => {
    const em = store.em.fork();
    const cycles = Map.groupBy(await em.find(Cycle, {}, { orderBy: { slug: 'asc' } }), (cycle) => cycle.definition.id);
    for (const { id, code, version, document, publishedAt } of await em.find(
      AwardDefinition,
      {},
      { orderBy: { code: 'asc', version: 'asc' } },
    )) {
      const slugs = (cycles.get(id) ?? []).map(({ slug }) => slug).join(', ') || '–';
      process.stdout.write(`${code}@${version}\t${publishedAt.toISOString()}\t${document.shortName.vi}\t${slugs}\n`);
    }
  });
}

async function tellDifferences(before: string, after: string, { language }: Spoken): Promise<void> {
  const differences = diff(await readSource(before, language), await readSource(after, language));
  if (differences.length === 0) process.stdout.write({ vi: 'Không có gì khác nhau.\n', en: 'Nothing differs.\n' }[language]);
  for (const { message } of differences) process.stdout.write(`${message[language]}\n`);
}

async function withStore(work: (store: Awaited<ReturnType<typeof openStore>>) => Promise<void>): Promise<void> {
  const store = await openStore(loadConfig().databaseUrl);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
