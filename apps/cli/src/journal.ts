import { Command } from 'commander';
import { loadConfig } from '#config';
import { Cycle, OFFICE, openStore, verifyJournal } from '#store';

export const journalCommand = () => {
  const journal = new Command('journal').description('The record of every accepted act.');
  journal
    .command('verify')
    .argument('[cycle]', 'address of a cycle, such as chi-doan-khu-dan-cu-2023; all of them when left out')
    .description('Walk the hash chain and name the first entry that is missing, changed or out of order.')
    .action(async (slug?: string) => {
      process.exitCode = await verify(slug);
    });
  return journal;
};

async function verify(slug: string | undefined): Promise<number> {
  const store = await openStore(loadConfig().databaseUrl);
  try {
    const em = store.em.fork();
    const cycles = await em.find(Cycle, slug === undefined ? {} : { slug }, { orderBy: { slug: 'asc' } });
    if (slug !== undefined && cycles.length === 0) throw new Error(`There is no cycle “${slug}”.`);
    const chains = [
      ...cycles.map((cycle) => ({ chain: cycle.id, name: cycle.slug })),
      ...(slug === undefined ? [{ chain: OFFICE, name: 'office' }] : []),
    ];
    let faults = 0;
    for (const { chain, name } of chains) {
      const { entries, head, unsealed, fault } = await verifyJournal(em, chain);
      if (fault) faults += 1;
      const end = fault ? `✗ number ${fault.number}, entry ${fault.entryId}: ${fault.problem}` : `✓ head ${head}`;
      process.stdout.write(`${name}: ${entries} entries sealed, ${unsealed} waiting. ${end}\n`);
    }
    return faults === 0 ? 0 : 1;
  } finally {
    await store.close();
  }
}
