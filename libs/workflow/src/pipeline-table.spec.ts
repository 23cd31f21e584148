import { readFileSync } from 'node:fs';
import { buildNominationMachine, CLOCK, readDefinition, type Actor, type NominationFacts, type Standing } from './index.js';

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

const nominationFacts = (changed: Partial<NominationFacts>): NominationFacts => ({
  cycleStage: null,
  organiser: 'district-1',
  waiting: false,
  suspended: false,
  within: null,
  now: NOW,
  closes: NOW + 1,
  line: { city: 'city-1', district: 'district-1', ward: 'ward-1', branch: 'branch-1' },
  unit: 'branch-1',
  missing: 0,
  selfScoreShort: false,
  unmet: 0,
  filedBy: null,
  confirmed: false,
  unanswered: 0,
  unchecked: 0,
  revision: 1,
  dueFrom: 0,
  dueUntil: null,
  returns: 0,
  supplementDue: null,
  returnsUntil: null,
  decidedIn: null,
  quotaLeft: 1,
  ranksTaken: [],
  council: COUNCIL,
  ties: [],
  recused: false,
  sheetSubmitted: false,
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

/** Who may do what to a nomination while its cycle is in the same stage, before the deadline. */
function nominationTable(pipeline: typeof fourStages): string[] {
  const workflow = buildNominationMachine(pipeline);
  const row = (label: string, standing: Standing, changed: Partial<NominationFacts> = {}) => [
    label,
    ...Object.entries(PERSONAS).map(([persona, actor]) => {
      const facts = nominationFacts({ cycleStage: standing.stage, ties: persona === 'tied' ? ['ward-1'] : [], ...changed });
      return workflow.allowed(standing as (typeof workflow.standings)[number], facts, actor).join(' ');
    }),
  ];
  const rows = workflow.standings.flatMap((standing) => {
    if (standing.status !== 'returned') return [row(nameOf(standing), standing)];
    return [
      row(nameOf(standing), standing, { supplementDue: NOW + 1 }),
      row(`${nameOf(standing)} late`, standing, { supplementDue: NOW - 1 }),
    ];
  });
  return lines([['standing', ...Object.keys(PERSONAS)], ...rows]);
}

/** What the cycle's own acts do to a nomination: the close of its stage, of the stage before it, and the publication. */
function actTable(pipeline: typeof fourStages): string[] {
  const workflow = buildNominationMachine(pipeline);
  const codes = pipeline.stages.map((stage) => stage.code);
  const last = codes.at(-1) ?? null;
  const rows = workflow.standings.map((standing) => {
    const earlier = codes[codes.indexOf(standing.stage ?? '') - 1] ?? null;
    const acts: Partial<NominationFacts>[] = [
      { within: 'closing', cycleStage: standing.stage },
      { within: 'closing', cycleStage: earlier },
      { within: 'publication', cycleStage: last },
    ];
    return [
      nameOf(standing),
      ...acts.map((changed) => {
        const facts = nominationFacts({ ...changed, closes: NOW - 1 });
        const types = workflow.allowed(standing, facts, CLOCK);
        return types.map((type) => `${type} → ${nameOf(workflow.decide(standing, facts, { type, actor: CLOCK }))}`).join(', ');
      }),
    ];
  });
  return lines([['standing', 'its stage closes', 'an earlier one does', 'publication'], ...rows]);
}

/** What anybody at all may do to a nomination, by where the cycle is meanwhile. */
function timeTable(pipeline: typeof fourStages): string[] {
  const workflow = buildNominationMachine(pipeline);
  const times = [null, ...pipeline.stages.map((stage) => stage.code)];
  const rows = workflow.standings.map((standing) => [
    nameOf(standing),
    ...times.map((cycleStage) => {
      const facts = nominationFacts({ cycleStage, supplementDue: NOW + 1 });
      return [...new Set(Object.values(PERSONAS).flatMap((actor) => workflow.allowed(standing, facts, actor)))].join(' ');
    }),
  ]);
  return lines([
    ['standing', ...times.map((code) => code ?? 'before or after')],
    ...rows.filter((row) => row.some((cell, at) => at > 0 && cell)),
  ]);
}

describe('the pipeline of four stages', () => {
  it('offers each person what the policy says, before the deadline', () => {
    expect(nominationTable(fourStages)).toEqual(
      screen(`
standing                   nominator                     reviewer                                         elsewhere  secretariat  scorer        tied    chair         clock   observer
nomination/draft           SAVE SUBMIT                   ·                                                ·          ·            ·             ·       ·             ·       ·
ward-review/submitted      COMMENT WITHDRAW              RETURN CHECK COMMENT ENDORSE DECLINE DISQUALIFY  ·          ·            ·             ·       ·             ·       ·
ward-review/returned       SAVE SUBMIT COMMENT WITHDRAW  REMIND CHECK COMMENT DISQUALIFY                  ·          ·            ·             ·       ·             REMIND  ·
ward-review/returned late  COMMENT WITHDRAW              CHECK COMMENT DISQUALIFY                         ·          ·            ·             ·       ·             LAPSE   ·
district-scoring/scoring   WITHDRAW                      ·                                                ·          DISQUALIFY   SCORE RECUSE  RECUSE  SCORE RECUSE  ·       ·
announcement/finalist      ·                             ·                                                ·          DISQUALIFY   ·             ·       ·             ·       ·
declined                   ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
ineligible                 ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
withdrawn                  ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
lapsed                     ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
eliminated                 ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
awarded                    ·                             ·                                                ·          REVOKE       ·             ·       ·             ·       ·
notAwarded                 ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
revoked                    ·                             ·                                                ·          ·            ·             ·       ·             ·       ·
`),
    );
  });

  it('lets reviewers begin as soon as a nomination is in, and nobody act on a stage that is over', () => {
    expect(timeTable(fourStages)).toEqual(
      screen(`
standing                  before or after      nomination                                                ward-review                                               district-scoring                  announcement
nomination/draft          ·                    SAVE SUBMIT                                               ·                                                         ·                                 ·
ward-review/submitted     ·                    COMMENT WITHDRAW RETURN CHECK ENDORSE DECLINE DISQUALIFY  COMMENT WITHDRAW RETURN CHECK ENDORSE DECLINE DISQUALIFY  ·                                 ·
ward-review/returned      ·                    SAVE SUBMIT COMMENT WITHDRAW REMIND CHECK DISQUALIFY      SAVE SUBMIT COMMENT WITHDRAW REMIND CHECK DISQUALIFY      ·                                 ·
district-scoring/scoring  WITHDRAW DISQUALIFY  WITHDRAW DISQUALIFY                                       WITHDRAW DISQUALIFY                                       WITHDRAW DISQUALIFY SCORE RECUSE  WITHDRAW DISQUALIFY
announcement/finalist     DISQUALIFY           DISQUALIFY                                                DISQUALIFY                                                DISQUALIFY                        DISQUALIFY
awarded                   REVOKE               REVOKE                                                    REVOKE                                                    REVOKE                            REVOKE
`),
    );
  });

  it('takes every nomination along when it closes a stage, and leaves none behind when it publishes', () => {
    expect(actTable(fourStages)).toEqual(
      screen(`
standing                  its stage closes                                         an earlier one does            publication
nomination/draft          CLOSE → lapsed                                           ·                              ·
ward-review/submitted     ·                                                        ·                              EXPIRE → lapsed
ward-review/returned      REMIND → ward-review/returned                            REMIND → ward-review/returned  EXPIRE → lapsed
district-scoring/scoring  ADVANCE → announcement/finalist, ELIMINATE → eliminated  ·                              ·
announcement/finalist     ·                                                        ·                              AWARD → awarded, PASS_OVER → notAwarded
declined                  ·                                                        ·                              ·
ineligible                ·                                                        ·                              ·
withdrawn                 ·                                                        ·                              ·
lapsed                    ·                                                        ·                              ·
eliminated                ·                                                        ·                              PASS_OVER → notAwarded
awarded                   ·                                                        ·                              ·
notAwarded                ·                                                        ·                              ·
revoked                   ·                                                        ·                              ·
`),
    );
  });
});

describe('the pipeline of the residential branch award', () => {
  it('offers each person what the policy says, before the deadline', () => {
    // Objections come from the public, who have no membership: whoever asks may object.
    expect(nominationTable(sevenStages)).toEqual(
      screen(`
standing                   nominator                     reviewer                                         elsewhere  secretariat                                      scorer        tied    chair         clock   observer
nomination/draft           SAVE SUBMIT                   ·                                                ·          ·                                                ·             ·       ·             ·       ·
ward-review/submitted      COMMENT WITHDRAW              RETURN CHECK COMMENT ENDORSE DECLINE DISQUALIFY  ·          ·                                                ·             ·       ·             ·       ·
ward-review/returned       SAVE SUBMIT COMMENT WITHDRAW  REMIND CHECK COMMENT DISQUALIFY                  ·          ·                                                ·             ·       ·             REMIND  ·
ward-review/returned late  COMMENT WITHDRAW              CHECK COMMENT DISQUALIFY                         ·          ·                                                ·             ·       ·             LAPSE   ·
ward-review/endorsed       COMMENT WITHDRAW              COMMENT RANK FORWARD                             ·          ·                                                ·             ·       ·             ·       ·
eligibility/submitted      COMMENT WITHDRAW              ·                                                ·          RETURN CHECK COMMENT ENDORSE DECLINE DISQUALIFY  ·             ·       ·             ·       ·
eligibility/returned       SAVE SUBMIT COMMENT WITHDRAW  ·                                                ·          REMIND CHECK COMMENT DISQUALIFY                  ·             ·       ·             REMIND  ·
eligibility/returned late  COMMENT WITHDRAW              ·                                                ·          CHECK COMMENT DISQUALIFY                         ·             ·       ·             LAPSE   ·
scoring/scoring            WITHDRAW                      ·                                                ·          DISQUALIFY                                       SCORE RECUSE  RECUSE  SCORE RECUSE  ·       ·
notice/listed              OBJECT                        OBJECT                                           OBJECT     OBJECT DISQUALIFY                                OBJECT        OBJECT  OBJECT        OBJECT  OBJECT
ballot/balloting           ·                             ·                                                ·          DISQUALIFY                                       ·             ·       ·             ·       ·
announcement/finalist      ·                             ·                                                ·          DISQUALIFY                                       ·             ·       ·             ·       ·
declined                   ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
ineligible                 ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
withdrawn                  ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
lapsed                     ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
eliminated                 ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
awarded                    ·                             ·                                                ·          REVOKE                                           ·             ·       ·             ·       ·
notAwarded                 ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
revoked                    ·                             ·                                                ·          ·                                                ·             ·       ·             ·       ·
`),
    );
  });

  it('takes every nomination along when it closes a stage, and leaves none behind when it publishes', () => {
    expect(actTable(sevenStages)).toEqual(
      screen(`
standing               its stage closes                                         an earlier one does            publication
nomination/draft       CLOSE → lapsed                                           ·                              ·
ward-review/submitted  CLOSE → declined                                         ·                              ·
ward-review/returned   REMIND → ward-review/returned, CLOSE → declined          REMIND → ward-review/returned  ·
ward-review/endorsed   CLOSE → eligibility/submitted                            ·                              ·
eligibility/submitted  ·                                                        ·                              EXPIRE → lapsed
eligibility/returned   REMIND → eligibility/returned                            REMIND → eligibility/returned  EXPIRE → lapsed
scoring/scoring        ADVANCE → notice/listed, ELIMINATE → eliminated          ·                              ·
notice/listed          ADVANCE → ballot/balloting                               ·                              ·
ballot/balloting       ADVANCE → announcement/finalist, ELIMINATE → eliminated  ·                              ·
announcement/finalist  ·                                                        ·                              AWARD → awarded, PASS_OVER → notAwarded
declined               ·                                                        ·                              ·
ineligible             ·                                                        ·                              ·
withdrawn              ·                                                        ·                              ·
lapsed                 ·                                                        ·                              ·
eliminated             ·                                                        ·                              PASS_OVER → notAwarded
awarded                ·                                                        ·                              ·
notAwarded             ·                                                        ·                              ·
revoked                ·                                                        ·                              ·
`),
    );
  });
});
