import { Command } from 'commander';
import { SETUP } from '#awards';
import { tableCommands } from './tables.js';

export const unitsCommand = () =>
  tableCommands(new Command('units').description('The tree of units, as tables.'), {
    preview: ({ unitImports }, bytes, options) => unitImports.preview(SETUP, bytes, options),
    apply: ({ unitImports }, bytes, options) => unitImports.apply(SETUP, bytes, options),
    export: ({ unitImports }, format, language) => unitImports.export(SETUP, format, language),
  });
