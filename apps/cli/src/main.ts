import { Command } from 'commander';
import { definitionCommand } from './definition.js';
import { journalCommand } from './journal.js';
import { migrationCommand } from './migration.js';
import { personCommand } from './person.js';
import { rehearseCommand } from './rehearse/rehearse.js';
import { retentionCommand } from './retention.js';
import { setupCommand } from './setup.js';
import { simulateCommand } from './simulate/options.js';
import { unitsCommand } from './units.js';
import { peopleCommand } from './people.js';
import { simulate } from './simulate/simulate.js';

const program = new Command('vinh-danh').description('Administration without a browser.').showHelpAfterError().showSuggestionAfterError();
program.addCommand(
  simulateCommand().action(async (options) => {
    process.exitCode = await simulate(options);
  }),
);
program.addCommand(setupCommand());
program.addCommand(personCommand());
program.addCommand(journalCommand());
program.addCommand(retentionCommand());
program.addCommand(definitionCommand());
program.addCommand(rehearseCommand());
program.addCommand(unitsCommand());
program.addCommand(peopleCommand());
program.addCommand(migrationCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
