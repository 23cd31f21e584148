import { readFileSync } from 'node:fs';
import { buildCycleMachine, CLOCK, readDefinition, type Actor, type CycleFacts, type Standing } from './index.js';

const pipelineOf = (sample: string) =>
  readDefinition(JSON.parse(readFileSync(new URL(`../../../samples/${sample}.json`, import.meta.url), 'utf8'))).pipeline;
const fourStages = pipelineOf('four-stages');
const sevenStages = pipelineOf('chi-doan-khu-dan-cu');

const PERSONAS: Record<string, Actor> = {
  nominator: { id: 'n', role: 'nominator', unit: 'branch-1' },
  reviewer: { id: 'r', role: 'reviewer', unit: 'ward-1' },
  elsewhere: { id: 'e', role: 'reviewer', unit: 'ward-2' },
  secretariat: { id: 's', role: 'secretariat', unit: 'district-1' },
  scorer: { id: 'c1', role: 'scorer', unit: 'district-1' },
  tied: { id: 'c2', role: 'scorer', unit: 'district-1' },
  chair: { id: 'c3', role: 'chair', unit: 'district-1' },
  clock: CLOCK,
  observer: { id: 'o', role: 'observer', unit: 'branch-1' },
};
const COUNCIL = ['c1', 'c2', 'c3', 'c4'];
const NOW = 1000;

const cycleFacts = (changed: Partial<CycleFacts>): CycleFacts => ({
  now: NOW,
  closes: NOW + 1,
  launchable: true,
  undecided: 1,
  sheetsMissing: 1,
  belowMinimum: 0,
  openObjections: 0,
  council: COUNCIL,
  voted: ['c4'],
  quorum: 1,
  winnersFinalised: true,
  ...changed,
});

/** Lines of columns as wide as their widest cell; a dot is an empty cell. */
function lines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (cell || '·').padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
const nameOf = ({ stage, status }: Standing) => (stage === null ? status : `${stage}/${status}`);
const screen = (text: string) => text.split('\n').slice(1, -1);

/** Who may do what to a cycle with work left over: before the deadline of the stage, and after it. */
function cycleTable(pipeline: typeof fourStages): string[] {
  const workflow = buildCycleMachine(pipeline);
  const row = (label: string, standing: (typeof workflow.standings)[number], facts: CycleFacts) => [
    label,
    ...Object.values(PERSONAS).map((actor) => workflow.allowed(standing, facts, actor).join(' ')),
  ];
  const rows = workflow.standings.flatMap((standing) =>
    standing.stage === null
      ? [row(nameOf(standing), standing, cycleFacts({ closes: null }))]
      : [row(standing.stage, standing, cycleFacts({})), row(`${standing.stage}, due`, standing, cycleFacts({ closes: NOW - 1 }))],
  );
  return lines([['stage', ...Object.keys(PERSONAS)], ...rows]);
}

it('moves four stages on by the secretariat, or by the clock when one is due', () => {
  expect(cycleTable(fourStages)).toEqual(
    screen(`
stage                  nominator  reviewer  elsewhere  secretariat          scorer  tied  chair     clock         observer
prepared               ·          ·         ·          LAUNCH               ·       ·     ·         ·             ·
nomination             ·          ·         ·          EXTEND CLOSE         ·       ·     ·         ·             ·
nomination, due        ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
ward-review            ·          ·         ·          EXTEND REMIND        ·       ·     ·         REMIND        ·
ward-review, due       ·          ·         ·          EXTEND CLOSE REMIND  ·       ·     ·         CLOSE REMIND  ·
district-scoring       ·          ·         ·          EXTEND               ·       ·     ·         ·             ·
district-scoring, due  ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
announcement           ·          ·         ·          PUBLISH              ·       ·     FINALISE  ·             ·
announcement, due      ·          ·         ·          PUBLISH              ·       ·     FINALISE  ·             ·
published              ·          ·         ·          ·                    ·       ·     ·         ·             ·
`),
  );
});

it('moves seven stages on in the same way, but a notice never early', () => {
  expect(cycleTable(sevenStages)).toEqual(
    screen(`
stage              nominator  reviewer  elsewhere  secretariat          scorer  tied  chair     clock         observer
prepared           ·          ·         ·          LAUNCH               ·       ·     ·         ·             ·
nomination         ·          ·         ·          EXTEND CLOSE         ·       ·     ·         ·             ·
nomination, due    ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
ward-review        ·          ·         ·          EXTEND REMIND        ·       ·     ·         REMIND        ·
ward-review, due   ·          ·         ·          EXTEND CLOSE REMIND  ·       ·     ·         CLOSE REMIND  ·
eligibility        ·          ·         ·          EXTEND REMIND        ·       ·     ·         REMIND        ·
eligibility, due   ·          ·         ·          EXTEND CLOSE REMIND  ·       ·     ·         CLOSE REMIND  ·
scoring            ·          ·         ·          EXTEND               ·       ·     ·         ·             ·
scoring, due       ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
notice             ·          ·         ·          EXTEND               ·       ·     ·         ·             ·
notice, due        ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
ballot             ·          ·         ·          EXTEND CLOSE         CAST    CAST  CAST      ·             ·
ballot, due        ·          ·         ·          EXTEND CLOSE         ·       ·     ·         CLOSE         ·
announcement       ·          ·         ·          PUBLISH              ·       ·     FINALISE  ·             ·
announcement, due  ·          ·         ·          PUBLISH              ·       ·     FINALISE  ·             ·
published          ·          ·         ·          ·                    ·       ·     ·         ·             ·
`),
  );
});
