import { redisProgram, startRedis, type TestRedis } from '#testing';

/** Where the jobs are, for a suite that must hold wherever they are. */
export interface Backend {
  name: 'PostgreSQL' | 'Redis';
  /** What the worker's settings need for it. */
  env(): Record<string, string>;
  redis(): TestRedis;
}

/** The same suite for each place jobs can be in. Without a redis-server its half is skipped, and says so. */
export function whereverJobsAre(suite: (backend: Backend) => void): void {
  describe('with the jobs in PostgreSQL', () =>
    suite({
      name: 'PostgreSQL',
      env: () => ({}),
      redis: () => {
        throw new Error('There is no Redis here');
      },
    }));
  onRedis(suite);
}

export function onRedis(suite: (backend: Backend) => void): void {
  if (!redisProgram)
    process.stderr.write(
      'SKIPPED: everything with the jobs in Redis, because there is no redis-server. Get it: apt-get install redis-server\n',
    );
  (redisProgram ? describe : describe.skip)('with the jobs in Redis', () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    // Every test has a database of its own, whose ids begin anew.
    beforeEach(() => redis.empty());
    afterAll(() => redis.stop());
    suite({ name: 'Redis', env: () => ({ REDIS_URL: redis.url }), redis: () => redis });
  });
}
