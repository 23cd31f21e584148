import { median, type Sample } from './driving.js';

export interface Figures {
  name: string;
  clients: number;
  runs: (Sample & { dispatched?: number })[];
}

export interface Report {
  node: string;
  cores: number;
  processor: string;
  settings: Record<string, string>;
  runs: number;
  seconds: number;
  throughput: Figures[];
  flatness: { name: string; rate: number; runs: number[] }[];
  storm: { name: string; rate: number; runs: number[] }[];
}

const whole = (value: number) => value.toFixed(0);
const of = (runs: Figures['runs'], figure: Exclude<keyof Sample, 'cost'> | 'dispatched') =>
  median(runs.map((run) => run[figure] ?? Number.NaN));

export function tableOf(report: Report): string {
  const { node, cores, processor, settings, runs, seconds } = report;
  return [
    `Node ${node}, ${cores} cores (${processor}), median of ${runs} runs of ${seconds} s`,
    Object.entries(settings)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    ...(report.throughput.length > 0 ? ['', ...throughput(report.throughput)] : []),
    ...shape('Acts per second by the size of the cycle', report.flatness),
    ...shape('Submissions per second, all in one cycle or spread', report.storm),
  ].join('\n');
}

function throughput(figures: readonly Figures[]): string[] {
  const floors = new Map(figures.filter(({ name }) => name === 'floor').map(({ clients, runs }) => [clients, of(runs, 'rate')]));
  const rows = figures.map(({ name, clients, runs }) => {
    const dispatched = of(runs, 'dispatched');
    return [
      name,
      whole(clients),
      whole(of(runs, 'rate')),
      Number.isNaN(dispatched) ? '' : whole(dispatched),
      of(runs, 'p50').toFixed(1),
      of(runs, 'p99').toFixed(1),
      ...costs(runs),
      (of(runs, 'rate') / (floors.get(clients) ?? Number.NaN)).toFixed(2),
      runs.map(({ rate }) => whole(rate)).join(' '),
    ];
  });
  return aligned([
    ['system', 'clients', 'per s', 'as jobs', 'p50 ms', 'p99 ms', 'node', 'postgres', 'worker', 'of floor', 'single runs'],
    ...rows,
  ]);
}

/** Milliseconds of processor time per act: unlike rates they say the same on a busy machine. */
const costs = (runs: Figures['runs']) =>
  (['node', 'postgres', 'worker'] as const).map((of) => {
    const cost = median(runs.map((run) => run.cost[of]));
    return cost > 0 ? cost.toFixed(2) : '';
  });

function shape(title: string, found: Report['flatness']): string[] {
  if (found.length === 0) return [];
  const first = found[0]?.rate ?? Number.NaN;
  const rows = found.map(({ name, rate, runs }) => [name, whole(rate), (rate / first).toFixed(2), runs.map(whole).join(' ')]);
  return ['', title, ...aligned([['', 'per s', 'of first', 'single runs'], ...rows])];
}

export function aligned(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
