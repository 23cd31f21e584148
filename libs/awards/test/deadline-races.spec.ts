import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { JournalEntry, Nomination, Timer } from '#store';
import { anAwardInReview, type Award, IS_FULL_TORTURE, manyWaiting, TORTURE_SEED, type Waiting } from '#testing';
import { Refusal } from '#workflow';
import { chance } from '../src/index.js';

const [TIMERS, WITHIN_MS, KILLS] = IS_FULL_TORTURE ? [3_000, 10_000, 60] : [600, 4_000, 12];
const KILL_EVERY_MS = 400;
const AT_WORK_MS = 250;
const AHEAD_MS = 30_000;
/** Two right clocks and a wrong one. */
const CLOCKS = [0, 0, AHEAD_MS];

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const RUN = ['--import', at('../../testing/src/run-typescript.mjs')];

let award: Award;
beforeEach(async () => {
  award = await anAwardInReview({ branches: 4, wards: 4 });
});
afterEach(() => award.close());

/** A clock in a process of its own, started again whenever it is killed. */
class ClockProcess {
  private child: ChildProcess | undefined;
  private isStopping = false;
  kills = 0;
  private upSince = Infinity;
  /** How far its own clock was from ours when it started. */
  ahead = 0;

  constructor(private readonly aheadMs: number) {}

  async start(): Promise<void> {
    const execArgv = this.aheadMs > 0 ? ['--import', at('clock-ahead.mjs'), ...RUN] : RUN;
    const env = { ...process.env, DATABASE_URL: award.url, CLOCK_AHEAD_MS: String(this.aheadMs) };
    const child = fork(at('clock-process.ts'), { execArgv, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child = child;
    child.once('exit', () => void (this.isStopping || this.start()));
    const [itsTime] = (await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [Date.now()])])) as [number];
    if (child.connected) this.upSince = performance.now();
    this.ahead = Math.max(this.ahead, itsTime - Date.now());
  }

  /** In the middle of its work: one that is only starting would die for nothing. */
  get isAtWork(): boolean {
    return performance.now() - this.upSince > AT_WORK_MS;
  }

  kill(): void {
    this.kills += 1;
    this.upSince = Infinity;
    this.child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    const { child } = this;
    child?.kill('SIGKILL');
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

/** All have been sent back, and their time to supplement ends one after the other from that moment on. Rows alone: how they came to be is not the point. */
async function endFrom(first: Date, waiting: readonly Waiting[]): Promise<Map<string, number>> {
  const em = award.store.em.fork();
  const rows = waiting.map(({ id }, index) => ({ id, due: first.getTime() + Math.floor((index * WITHIN_MS) / waiting.length) }));
  await em.execute(
    `with wanted as (select * from jsonb_to_recordset(?::jsonb) as (id uuid, due bigint)),
       sent_back as (update nomination n set status = 'returned', returns = 1, supplement_due = to_timestamp((w.due - 1000) / 1000.0) from wanted w where w.id = n.id)
     insert into timer (cycle_id, kind, stage, subject, due) select ?, 'supplement', 'ward-review', w.id, to_timestamp(w.due / 1000.0) from wanted w`,
    [JSON.stringify(rows), award.cycle.id],
  );
  return new Map(rows.map(({ id, due }) => [id, due]));
}

/** Branches that hand in within a fraction of a second of the end; gives who was told yes. */
async function atTheLastMoment(due: ReadonlyMap<string, number>, waiting: readonly Waiting[], random: ReturnType<typeof chance>) {
  const { desk, store } = award;
  const shift = (await desk.clock.now(store.em.fork())).getTime() - Date.now();
  const accepted = new Set<string>();
  const told: unknown[] = [];
  await Promise.all(
    waiting.map(async ({ id, branch }) => {
      await pause(Math.max(0, (due.get(id) ?? 0) - shift - Date.now() - 150 + random.upTo(250)));
      await desk.nominations.submit(id, { id: branch, role: 'nominator', unit: branch }).then(
        () => accepted.add(id),
        (error: unknown) => told.push(error),
      );
    }),
  );
  return { accepted, told };
}

const percentile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

it(`rings ${TIMERS} timers within ${WITHIN_MS / 1000} s once each and none early, with three clocks, one ${AHEAD_MS / 1000} s ahead, one of them killed every ${KILL_EVERY_MS} ms, while branches hand in (seed ${TORTURE_SEED})`, async () => {
  const random = chance(TORTURE_SEED);
  const waiting = await manyWaiting(award, TIMERS);
  const clocks = CLOCKS.map((aheadMs) => new ClockProcess(aheadMs));
  await Promise.all(clocks.map((clock) => clock.start()));
  const first = new Date((await award.desk.clock.now(award.store.em.fork())).getTime() + 2_000);
  const due = await endFrom(first, waiting);
  const left = () => award.store.em.fork().count(Timer, { kind: 'supplement' });
  const killing = setInterval(
    () =>
      random
        .shuffled(clocks)
        .find(({ isAtWork }) => isAtWork)
        ?.kill(),
    KILL_EVERY_MS,
  );
  try {
    const human = await atTheLastMoment(due, random.shuffled(waiting).slice(0, TIMERS / 10), random);
    // So many kills, or until there is nothing left to ring; what is late by then must only not be lost.
    const killed = () => clocks.reduce((sum, { kills }) => sum + kills, 0);
    while (killed() < KILLS && (await left()) > 0) await pause(50);
    clearInterval(killing);
    const rung = await award.store.em.fork().count(JournalEntry, { type: 'nomination.supplement-lapsed' });
    expect(rung).toBeGreaterThan(0);
    for (let tries = 600; tries > 0 && (await left()) > 0; tries -= 1) await pause(100);
    expect(human.told.filter((error) => !(error instanceof Refusal))).toEqual([]);
    const entries = await award.store.em
      .fork()
      .find(JournalEntry, { type: { $in: ['nomination.supplement-lapsed', 'nomination.resubmitted'] } });
    const of = Map.groupBy(entries, ({ subjectId }) => subjectId);
    // Either the clock was first or the branch, for every one of them.
    expect(waiting.filter(({ id }) => of.get(id)?.length !== 1)).toEqual([]);
    expect(
      entries
        .filter(({ type }) => type === 'nomination.resubmitted')
        .map(({ subjectId }) => subjectId)
        .sort(),
    ).toEqual([...human.accepted].sort());
    const late = entries.flatMap(({ type, subjectId, at: when }) =>
      type === 'nomination.supplement-lapsed' ? [when.getTime() - (due.get(subjectId) ?? Infinity)] : [],
    );
    expect(late.filter((milliseconds) => milliseconds < 0)).toEqual([]);
    // And a branch was in time by the very same clock.
    const inTime = entries.filter(
      ({ type, subjectId, at: when }) => type === 'nomination.resubmitted' && when.getTime() >= (due.get(subjectId) ?? 0),
    );
    expect(inTime).toEqual([]);
    expect(await award.store.em.fork().count(Timer, { kind: 'supplement' })).toBe(0);
    expect(await award.store.em.fork().count(Nomination, { status: 'returned' })).toBe(0);
    expect(clocks[2]?.ahead).toBeGreaterThan(AHEAD_MS / 2);
    const sorted = late.sort((a, b) => a - b);
    const figures = {
      kills: clocks.map(({ kills }) => kills),
      lapsed: sorted.length,
      amidKills: rung,
      resubmitted: human.accepted.size,
      p50: percentile(sorted, 0.5),
      p99: percentile(sorted, 0.99),
      max: sorted.at(-1),
    };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    clearInterval(killing);
    await Promise.all(clocks.map((clock) => clock.stop()));
  }
}, 120_000);
