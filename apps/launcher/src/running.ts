import type { RunningPostgres } from '#embedded';
import { startChild, type Child, type Program } from './child.js';

/** Children may take this long to finish, then PostgreSQL this long: together under ten seconds. */
const CHILD_PATIENCE = 6_000;
const POSTGRES_PATIENCE = 2_500;

/** Everything that has been started, to be taken down in the opposite order. */
export class Running {
  private readonly children: Child[] = [];
  private postgres: Promise<RunningPostgres> | undefined;
  private isKilled = false;
  private fail: (error: Error) => void = () => undefined;
  /** Rejects with one sentence when something that should go on has ended. Never resolves. */
  readonly failure: Promise<never>;

  constructor() {
    this.failure = new Promise((_resolve, reject) => (this.fail = reject));
    this.failure.catch(() => undefined);
  }

  /** Remembers a start under way, so that a stop in the middle of it waits for its end. */
  async keepPostgres(starting: Promise<RunningPostgres>): Promise<RunningPostgres> {
    this.postgres = starting;
    const postgres = await starting;
    void postgres.ended.then(() => this.fail(new Error(`PostgreSQL ended unexpectedly; its log is in ${postgres.dataDir}.`)));
    return postgres;
  }

  async startChildren(programs: readonly Program[], env: NodeJS.ProcessEnv): Promise<void> {
    const started = programs.map((program) => startChild(program, env));
    this.children.push(...started);
    for (const { ended } of started) void ended.then((sentence) => this.fail(new Error(`${sentence}, so everything is stopped.`)));
    await Promise.all(started.map(({ ready }) => ready));
  }

  async stop(): Promise<void> {
    await Promise.all(this.children.map((child) => child.stop(CHILD_PATIENCE)));
    const postgres = await this.postgres?.catch(() => undefined);
    await postgres?.stop(this.isKilled ? 0 : POSTGRES_PATIENCE);
  }

  /** For those who do not want to wait. PostgreSQL recovers on its next start. */
  kill(): void {
    this.isKilled = true;
    for (const child of this.children) child.kill();
    void this.postgres?.then((postgres) => postgres.stop(0)).catch(() => undefined);
  }
}
