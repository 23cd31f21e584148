import { Command, InvalidArgumentError } from 'commander';

export const PARTS = ['throughput', 'flatness', 'storm'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  runs: number;
  seconds: number;
  clients: number[];
  only: Part[];
  json: boolean;
}

const inList = (value: string) => value.split(',').map((one) => one.trim());

export function whole(least: number, most: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return number;
  };
}

export const wholes = (least: number, most: number) => (value: string) => inList(value).map(whole(least, most));

function parts(value: string): Part[] {
  return inList(value).map((one) => {
    const found = PARTS.find((part) => part === one);
    if (!found) throw new InvalidArgumentError(`Choose from ${PARTS.join(', ')}, separated by commas.`);
    return found;
  });
}

export const benchCommand = () =>
  new Command('bench:engine')
    .description(
      'Measure what one accepted act costs, beside a bare transaction and beside DBOS, on a private PostgreSQL with everything durable.',
    )
    .option('--runs <number>', 'how often each system is measured, in turns', whole(1, 99), 5)
    .option('--seconds <number>', 'how long one measurement takes', whole(1, 600), 4)
    .option('--clients <numbers>', 'how many act at once, such as 1,50', wholes(1, 200), [1, 50])
    .option('--only <parts>', `some of ${PARTS.join(', ')}`, parts, [...PARTS])
    .option('--json', 'print one JSON object on standard output instead of the tables', false)
    .allowExcessArguments(false)
    .showHelpAfterError('(--help shows every option)')
    .showSuggestionAfterError();
