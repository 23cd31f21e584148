import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '#awards';
import { loadConfig } from '#config';
import { freePort } from '#embedded';
import { Delivery, migrate } from '#store';
import { IS_FULL_TORTURE, TORTURE_SEED } from '#testing';
import { openPostbox } from '../src/simulate/postbox.js';
import { History } from './torture/client.js';
import { type Killable, Program, Server } from './torture/processes.js';
import { Season } from './torture/season.js';
import { verdict } from './torture/verdict.js';

const [KILLS, BRANCHES, WARDS] = IS_FULL_TORTURE ? [50, 40, 10] : [12, 12, 4];
/** After the last kill: a lock that a dead worker held is taken over within 15 s, and a letter that failed is tried again ever later. */
const QUIET_MS = 180_000;

/** Kills at the moments of chance: whenever so many acts have been acknowledged. */
class Killer {
  private readonly random = chance(TORTURE_SEED);
  private acknowledged = 0;
  private at: number[];
  readonly killed: Record<string, number> = {};
  private running: Promise<void>[] = [];
  /** What went wrong while something was started again. */
  readonly faults: unknown[] = [];

  constructor(
    private readonly targets: Killable[],
    kills: number,
    private readonly acts: number,
  ) {
    this.at = Array.from({ length: kills }, () => 1 + this.random.upTo(this.acts)).sort((a, b) => a - b);
  }

  acknowledge(): void {
    this.acknowledged += 1;
    while (this.at[0] !== undefined && this.at[0] <= this.acknowledged) {
      this.at.shift();
      this.kill();
    }
  }

  private kill(): void {
    const target = this.random.pick(this.targets);
    this.killed[target.name] = (this.killed[target.name] ?? 0) + 1;
    const before = this.running.at(-1) ?? Promise.resolve();
    // Not while the last one is still on its way up, or two kills of one program would be one; a moment of chance later.
    this.running.push(
      before
        .then(() => pause(this.random.upTo(300)))
        .then(() => target.kill())
        .catch((error: unknown) => void this.faults.push(error)),
    );
  }

  async done(): Promise<void> {
    await Promise.all(this.running);
  }
}

it(
  `loses no acknowledged act and sends no letter twice when worker, web and PostgreSQL are killed at ${KILLS} moments of a cycle (seed ${TORTURE_SEED})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-kill-'));
    chmodSync(folder, 0o711);
    const [postgres, postbox, port] = [new Server(join(folder, 'postgres')), await openPostbox(undefined), await freePort()];
    await postgres.start();
    await migrate(postgres.url);
    const baseUrl = `http://127.0.0.1:${port}`;
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      DATABASE_URL: postgres.url,
      SMTP_URL: postbox.url,
      BASE_URL: baseUrl,
      PORT: String(port),
      HOST: '127.0.0.1',
    };
    const [web, worker] = [new Program('web', env, join(folder, 'web.log')), new Program('worker', env, join(folder, 'worker.log'))];
    // Each branch: three acts; each ward: seven, and two for the office; each member scores two of each ward and votes. Not every one is acknowledged.
    const acts = BRANCHES * 3 + WARDS * 9 + 9 * (WARDS * 2 + 1);
    const killer = new Killer([postgres, web, worker], KILLS, Math.floor(acts * 0.8));
    const history = new History(join(folder, 'history.jsonl'), () => killer.acknowledge());
    await Promise.all([web.start(), worker.start()]);
    const season = await Season.prepare(postgres.url, { branches: BRANCHES, wards: WARDS }, TORTURE_SEED, baseUrl, history);
    try {
      await season.play();
      await killer.done();
      const began = performance.now();
      const judge = async () => verdict(season.store.em.fork(), await season.cycle(), history.sent, postbox.arrived);
      let wrong = await season.tried(judge);
      while (wrong.length > 0 && performance.now() - began < QUIET_MS) {
        await pause(500);
        wrong = await season.tried(judge);
      }
      const count = (outcome: string) => history.sent.filter((one) => one.outcome === outcome).length;
      const letters = await season.store.em.fork().find(Delivery, {});
      const unknown = letters.filter(({ status }) => status === 'unknown').length;
      process.stdout.write(
        `${JSON.stringify({ kills: killer.killed, acknowledged: count('acknowledged'), unanswered: count('unknown'), letters: letters.length, arrived: postbox.arrived.size, unknown, gaveUp: { web: web.gaveUp, worker: worker.gaveUp }, quietAfterSeconds: Math.round((performance.now() - began) / 1000) })}\n`,
      );
      expect([killer.faults, wrong, readFileSync(join(folder, 'history.jsonl'), 'utf8').split('\n').length - 1]).toEqual([
        [],
        [],
        history.sent.length,
      ]);
      // What nobody can tell is at most what was under way when something died.
      expect(unknown).toBeLessThanOrEqual(KILLS * loadConfig({ DATABASE_URL: postgres.url }).concurrency.mail);
      expect(Object.values(killer.killed).reduce((sum, times) => sum + times, 0)).toBe(KILLS);
    } finally {
      await Promise.all([web.stop(), worker.stop()]);
      await season.store.close();
      await postbox.close();
      await postgres.stop();
      if (!process.env['TORTURE_KEEP']) rmSync(folder, { recursive: true, force: true });
    }
  },
  IS_FULL_TORTURE ? 900_000 : 300_000,
);
