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
  organiser: 'district-1',
  now: NOW,
  opens: NOW + 1,
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
    standing.status === 'open'
      ? [row(nameOf(standing), standing, cycleFacts({})), row(`${nameOf(standing)}, due`, standing, cycleFacts({ closes: NOW - 1 }))]
      : [row(nameOf(standing), standing, cycleFacts({ closes: null }))],
  );
  return lines([['stage', ...Object.keys(PERSONAS)], ...rows]);
}

it('moves four stages on by the secretariat, or by the clock when one is due', () => {
  expect(cycleTable(fourStages)).toEqual(
    screen(`
stage                       nominator  reviewer         elsewhere        secretariat                                  scorer  tied  chair            clock                  observer
prepared                    ·          ·                ·                LAUNCH CANCEL                                ·       ·     ·                ·                      ·
nomination/waiting          ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
nomination/open             ·          REMIND_BRANCHES  REMIND_BRANCHES  EXTEND CLOSE REMIND_BRANCHES SUSPEND CANCEL  ·       ·     ·                REMIND_BRANCHES        ·
nomination/open, due        ·          REMIND_BRANCHES  REMIND_BRANCHES  EXTEND CLOSE REMIND_BRANCHES SUSPEND CANCEL  ·       ·     ·                CLOSE REMIND_BRANCHES  ·
nomination/suspended        ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
ward-review/waiting         ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
ward-review/open            ·          ·                ·                EXTEND REMIND SUSPEND CANCEL                 ·       ·     ·                REMIND                 ·
ward-review/open, due       ·          ·                ·                EXTEND CLOSE REMIND SUSPEND CANCEL           ·       ·     ·                CLOSE REMIND           ·
ward-review/suspended       ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
district-scoring/waiting    ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
district-scoring/open       ·          ·                ·                EXTEND SUSPEND CANCEL                        ·       ·     ·                ·                      ·
district-scoring/open, due  ·          ·                ·                EXTEND CLOSE SUSPEND CANCEL                  ·       ·     ·                CLOSE                  ·
district-scoring/suspended  ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
announcement/waiting        ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
announcement/open           ·          ·                ·                PUBLISH SUSPEND CANCEL                       ·       ·     FINALISE REOPEN  ·                      ·
announcement/open, due      ·          ·                ·                PUBLISH SUSPEND CANCEL                       ·       ·     FINALISE REOPEN  ·                      ·
announcement/suspended      ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
published                   ·          ·                ·                ·                                            ·       ·     CORRECT          ·                      ·
cancelled                   ·          ·                ·                ·                                            ·       ·     ·                ·                      ·
`),
  );
});

it('moves seven stages on in the same way, but a notice never early', () => {
  expect(cycleTable(sevenStages)).toEqual(
    screen(`
stage                   nominator  reviewer         elsewhere        secretariat                                  scorer  tied  chair            clock                  observer
prepared                ·          ·                ·                LAUNCH CANCEL                                ·       ·     ·                ·                      ·
nomination/waiting      ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
nomination/open         ·          REMIND_BRANCHES  REMIND_BRANCHES  EXTEND CLOSE REMIND_BRANCHES SUSPEND CANCEL  ·       ·     ·                REMIND_BRANCHES        ·
nomination/open, due    ·          REMIND_BRANCHES  REMIND_BRANCHES  EXTEND CLOSE REMIND_BRANCHES SUSPEND CANCEL  ·       ·     ·                CLOSE REMIND_BRANCHES  ·
nomination/suspended    ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
ward-review/waiting     ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
ward-review/open        ·          ·                ·                EXTEND REMIND SUSPEND CANCEL                 ·       ·     ·                REMIND                 ·
ward-review/open, due   ·          ·                ·                EXTEND CLOSE REMIND SUSPEND CANCEL           ·       ·     ·                CLOSE REMIND           ·
ward-review/suspended   ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
eligibility/waiting     ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
eligibility/open        ·          ·                ·                EXTEND REMIND SUSPEND CANCEL                 ·       ·     ·                REMIND                 ·
eligibility/open, due   ·          ·                ·                EXTEND CLOSE REMIND SUSPEND CANCEL           ·       ·     ·                CLOSE REMIND           ·
eligibility/suspended   ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
scoring/waiting         ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
scoring/open            ·          ·                ·                EXTEND SUSPEND CANCEL                        ·       ·     ·                ·                      ·
scoring/open, due       ·          ·                ·                EXTEND CLOSE SUSPEND CANCEL                  ·       ·     ·                CLOSE                  ·
scoring/suspended       ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
notice/waiting          ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
notice/open             ·          ·                ·                EXTEND SUSPEND CANCEL                        ·       ·     ·                ·                      ·
notice/open, due        ·          ·                ·                EXTEND CLOSE SUSPEND CANCEL                  ·       ·     ·                CLOSE                  ·
notice/suspended        ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
ballot/waiting          ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
ballot/open             ·          ·                ·                EXTEND CLOSE SUSPEND CANCEL                  CAST    CAST  CAST             ·                      ·
ballot/open, due        ·          ·                ·                EXTEND CLOSE SUSPEND CANCEL                  ·       ·     ·                CLOSE                  ·
ballot/suspended        ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
announcement/waiting    ·          ·                ·                OPEN CANCEL                                  ·       ·     ·                ·                      ·
announcement/open       ·          ·                ·                PUBLISH SUSPEND CANCEL                       ·       ·     FINALISE REOPEN  ·                      ·
announcement/open, due  ·          ·                ·                PUBLISH SUSPEND CANCEL                       ·       ·     FINALISE REOPEN  ·                      ·
announcement/suspended  ·          ·                ·                RESUME CANCEL                                ·       ·     ·                ·                      ·
published               ·          ·                ·                ·                                            ·       ·     CORRECT          ·                      ·
cancelled               ·          ·                ·                ·                                            ·       ·     ·                ·                      ·
`),
  );
});
