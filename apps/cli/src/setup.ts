import { Command } from 'commander';
import { loadSample } from '#awards';
import { loadConfig } from '#config';
import { migrate, webRoleFault } from '#store';

export const setupCommand = () =>
  new Command('setup')
    .description('Bring the database up to date; outside production, load the sample award into an empty one.')
    .action(async () => {
      const { databaseUrl, filesDir, nodeEnv } = loadConfig();
      const applied = await migrate(databaseUrl);
      process.stdout.write(`✓ ${applied.length} migrations applied\n`);
      const fault = await webRoleFault(databaseUrl);
      if (fault) process.stdout.write(`! The web has no wall in the database yet. ${fault}\n`);
      if (nodeEnv !== 'production') process.stdout.write(`✓ Sample award: ${await loadSample(databaseUrl, filesDir)}\n`);
    });
