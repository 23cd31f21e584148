import { readFileSync } from 'node:fs';
import { Cycle, JournalEntry } from '#store';
import { anAward, type Award } from '#testing';
import { type Definition, readDefinition, type Stage } from '#workflow';
import { PathDriver, stageOf, type Walker } from './path-driver.js';
import { type Path, pathsOf, type Step } from './paths.js';

/** Working days to supplement, by stage, such that one that is sent back early runs out within the stage, and one that is sent back late outlives what it has to. */
const SUPPLEMENT: Record<string, Record<string, number>> = {
  'four-stages': { 'ward-review': 8 },
  'chi-doan-khu-dan-cu': { 'ward-review': 5, eligibility: 12 },
};

/** The sample without what only limits numbers: quotas, ranks of winners, places in the ballot. */
function roomy(sample: string): Definition {
  const found = readDefinition(JSON.parse(readFileSync(new URL(`../../../samples/${sample}.json`, import.meta.url), 'utf8')));
  const stages = found.pipeline.stages.map((stage): Stage => {
    if (stage.kind === 'ballot') return { ...stage, chooseAtMost: 500 };
    if (stage.kind === 'announcement') return { ...stage, winnersMax: 500 };
    if (stage.kind !== 'review') return stage;
    const { quota: _, returnsUntil: __, remindDays: ___, answerRemindDays: ____, ...rest } = stage;
    return { ...rest, supplementDays: SUPPLEMENT[sample]?.[stage.code] ?? stage.supplementDays };
  });
  return { ...found, pipeline: { stages } };
}

/** Transitions that the machine has and no act makes: a notice passes everybody on, and a close leaves alone what it is to hold, or leaves nobody behind. */
function isIdle({ pipeline }: Definition) {
  const undecided = (code: string | null) =>
    pipeline.stages.flatMap((one) => (one.kind === 'review' && one.code === code ? [one.undecided] : []))[0];
  return ({ type, from, to }: Step): boolean =>
    (type === 'ELIMINATE' && from.endsWith('/listed')) ||
    (type === 'CLOSE' && from === to) ||
    (type === 'EXPIRE' && undecided(stageOf(from)) !== 'hold');
}

/** Each path has a branch and a ward of its own, so that nobody's list or quota concerns anybody else. */
async function award(definition: Definition, count: number): Promise<Award> {
  return anAward({ branches: count, wards: count, definition: () => definition });
}

const walkersOf = ({ roster }: Award, paths: readonly Path[]): Walker[] =>
  paths.map((path, index) => ({
    branch: roster.branches[index]?.code ?? '',
    ward: roster.branches[index]?.ward ?? '',
    path,
    id: '',
    done: 0,
  }));

/** When people and the clock do their parts in a stage, in days from the ceremony. */
interface Times {
  early: [number, string];
  lapse?: [number, string];
  late: [number, string];
  close: [number, string] | 'by hand';
}
const TIMES: Record<string, Record<string, Times>> = {
  'four-stages': {
    nomination: { early: [-76, '10:00'], late: [-75, '10:00'], close: [-50, '00:00'] },
    'ward-review': { early: [-50, '08:00'], lapse: [-32, '08:00'], late: [-32, '09:00'], close: [-32, '17:01'] },
    'district-scoring': { early: [-31, '08:00'], late: [-31, '08:10'], close: 'by hand' },
    announcement: { early: [-31, '09:00'], late: [-31, '09:10'], close: 'by hand' },
  },
  'chi-doan-khu-dan-cu': {
    nomination: { early: [-76, '10:00'], late: [-75, '10:00'], close: [-50, '00:00'] },
    'ward-review': { early: [-49, '08:00'], lapse: [-34, '08:00'], late: [-34, '09:00'], close: [-32, '17:01'] },
    eligibility: { early: [-31, '08:00'], lapse: [-25, '08:00'], late: [-25, '09:00'], close: [-25, '17:01'] },
    scoring: { early: [-24, '08:00'], late: [-24, '08:10'], close: 'by hand' },
    notice: { early: [-15, '08:00'], late: [-14, '08:00'], close: [-11, '17:01'] },
    ballot: { early: [-10, '08:00'], late: [-10, '08:10'], close: 'by hand' },
    announcement: { early: [-10, '09:00'], late: [-10, '09:10'], close: 'by hand' },
  },
};

/** One stage of the cycle, from its opening to its close. */
async function live(driver: PathDriver, sample: string, stage: Stage, closes: boolean): Promise<void> {
  const { award, cycle } = driver;
  const times = TIMES[sample]?.[stage.code];
  if (!times) throw new Error(`Nobody knows when ${stage.code} is`);
  await award.goTo(...times.early);
  await driver.ring();
  // A reviewer works as soon as a nomination is in; whoever answers in time or lets it run out is sent back early.
  const reviews = award.definition.pipeline.stages.filter(({ kind }) => kind === 'review').map(({ code }) => code);
  const open = stage.kind === 'review' ? [stage.code, ...reviews.slice(reviews.indexOf(stage.code))] : [stage.code];
  await driver.people(open, { late: false });
  if (times.lapse) {
    await award.goTo(...times.lapse);
    await driver.together(
      ['LAPSE'],
      () => driver.ring(),
      ({ from }) => stageOf(from) === stage.code,
    );
    await driver.people([stage.code], { late: false });
  }
  await award.goTo(...times.late);
  await driver.people([stage.code], { late: true });
  if (!closes) return;
  if (stage.kind === 'scoring') await driver.score();
  if (stage.kind === 'ballot') await driver.vote();
  const byHand = () => award.desk.cycles.closeStage(cycle.id, award.staff.secretariat, stage.code, { reason: 'Đã xong' });
  if (times.close !== 'by hand') await award.goTo(...times.close);
  if (stage.kind !== 'announcement')
    await driver.together(
      ['CLOSE', 'ADVANCE', 'ELIMINATE'],
      times.close === 'by hand' ? byHand : () => driver.ring(),
      ({ from }) => stageOf(from) === stage.code,
    );
}

const decision = (number: string) => ({ number, signedOn: '2024-03-18', signer: '' });

/** Published, corrected twice, and taken away. */
async function announce(driver: PathDriver): Promise<void> {
  const { award, cycle } = driver;
  const { cycles } = award.desk;
  const ids = (list: readonly Walker[]) => list.map(({ id }) => id);
  await cycles.finalise(
    cycle.id,
    award.staff.chair,
    ids(driver.waitingFor('AWARD').filter(({ path, done }) => path[done]?.from.endsWith('/finalist'))),
    'Theo biên bản',
  );
  const before = (step: Step) => step.from !== 'awarded' && step.from !== 'notAwarded';
  await driver.together(
    ['AWARD', 'PASS_OVER', 'EXPIRE'],
    () => cycles.publish(cycle.id, award.staff.secretariat, decision('15-QĐ')),
    before,
  );
  for (const number of ['16-QĐ', '17-QĐ']) {
    const standing = new Map((await driver.standings()).map(({ id, status }) => [id, status]));
    const winners = driver.walkers.filter((walker) => {
      const next = walker.path[walker.done]?.type;
      return next === 'AWARD' || (standing.get(walker.id) === 'awarded' && next !== 'PASS_OVER');
    });
    const corrected = { ...decision(number), winners: ids(winners), reason: 'Sửa danh sách' };
    await driver.together(['AWARD', 'PASS_OVER', 'REISSUE'], () => cycles.correct(cycle.id, award.staff.chair, corrected));
  }
  await driver.revoke();
}

describe.each(['four-stages', 'chi-doan-khu-dan-cu'])('the nominations of %s go every path that their machine has', (sample) => {
  const definition = roomy(sample);
  const { simple, others, cancelled, idle } = pathsOf(definition.pipeline, isIdle(definition));

  it(`${simple.length} paths without a loop and ${others.length} through the transitions that make one`, async () => {
    const own = await award(definition, simple.length + others.length);
    try {
      const driver = new PathDriver(own, own.cycle, walkersOf(own, [...simple, ...others]));
      await driver.start();
      for (const stage of definition.pipeline.stages) await live(driver, sample, stage, true);
      await announce(driver);
      expect(driver.walkers.filter(({ path, done }) => done < path.length).map(({ path, done }) => path[done])).toEqual([]);
      await expectJournal(own, driver);
    } finally {
      await own.close();
    }
  });

  it(`${cancelled.length} to a cancellation of the cycle`, async () => {
    const byStage = Map.groupBy(cancelled, (path) => stageOf(path.at(-1)?.from ?? '') ?? definition.pipeline.stages.at(-1)?.code);
    const most = Math.max(...[...byStage.values()].map((paths) => paths.length));
    const own = await award(definition, most);
    try {
      for (const [code, paths] of byStage) {
        const { id } = await another(own, `cycle-${code}`);
        const cycle = await own.store.em.fork().findOneOrFail(Cycle, id);
        const driver = new PathDriver(own, cycle, walkersOf(own, paths));
        await driver.start();
        for (const stage of definition.pipeline.stages) {
          await live(driver, sample, stage, stage.code !== code);
          if (stage.code === code) break;
        }
        await driver.together(['CANCEL'], () => own.desk.cycles.cancel(cycle.id, own.staff.secretariat, 'Không tổ chức'));
        expect(driver.walkers.filter(({ path, done }) => done < path.length).map(({ path, done }) => path[done])).toEqual([]);
      }
    } finally {
      await own.close();
    }
  });

  it('and there is none that nothing ever goes', () => expect(idle).toEqual([]));
});

/** Another cycle of the same award, from its beginning. */
async function another(own: Award, slug: string): Promise<Cycle> {
  const { desk, staff, definition } = own;
  const { code, version } = definition;
  await own.goTo(-78, '08:00');
  const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
  const { id } = await desk.cycles.prepare(staff.secretariat, { slug, definition: { code, version }, council });
  const cycle = await desk.cycles.launch(id, staff.secretariat);
  await own.goTo(-76, '09:00');
  return cycle;
}

/** The journal of each nomination moves exactly along its path. */
async function expectJournal({ store, cycle }: Award, { walkers }: PathDriver): Promise<void> {
  const entries = await store.em.fork().find(JournalEntry, { cycle, to: { $ne: null } }, { orderBy: { id: 'asc' } });
  const moves = Map.groupBy(
    entries.filter(({ from, to }) => from && from !== to),
    ({ subjectId }) => subjectId,
  );
  for (const { id, path, branch } of walkers)
    expect({ branch, moves: moves.get(id)?.map(({ from, to }) => `${from} → ${to}`) }).toEqual({
      branch,
      moves: path.filter(({ from, to }) => from !== to).map(({ from, to }) => `${from} → ${to}`),
    });
}
