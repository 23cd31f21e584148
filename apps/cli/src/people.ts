import { Command } from 'commander';
import { SETUP } from '#awards';
import { tableCommands } from './tables.js';

export const peopleCommand = () =>
  tableCommands(new Command('people').description('People and their memberships, as tables.'), {
    preview: ({ peopleImports }, bytes, options) => peopleImports.preview(SETUP, bytes, options),
    apply: ({ peopleImports }, bytes, options) => peopleImports.apply(SETUP, bytes, options),
    export: ({ peopleImports }, format, language) => peopleImports.export(SETUP, format, language),
  });
