import { Command, InvalidArgumentError } from 'commander';

export interface SimulateOptions {
  seed: number;
  branches: number;
  wards: number;
  scorers: number;
  winners: number;
  out?: string;
  json: boolean;
}

export function whole(least: number, most: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return number;
  };
}

export const simulateCommand = () =>
  new Command('simulate')
    .description('Run the sample award from launch to publication in a fresh database, with the real worker, mail server and certificates.')
    .option('--seed <number>', 'the same seed gives the same winners and the same sequence of acts', whole(0, 4_294_967_295), 2023)
    .option('--branches <number>', 'nominating units', whole(1, 5000), 30)
    .option('--wards <number>', 'reviewing units', whole(1, 500), 10)
    .option('--scorers <number>', 'members of the council', whole(1, 99), 9)
    .option('--winners <number>', 'most winners', whole(1, 500), 8)
    .option('--out <directory>', 'keep the letters, certificates, journal and result there')
    .option('--json', 'print one JSON object on standard output instead of the table', false);
