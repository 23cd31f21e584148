import { startPostgres } from '#embedded';

// Stands in for a program that is killed: starts the cluster named in its arguments, says so, and stays.
const [dataDir = '', temporary] = process.argv.slice(2);
const postgres = await startPostgres({ dataDir, isTemporary: temporary === 'temporary', settings: { fsync: 'off' } });
process.send?.(postgres.url);
setInterval(() => undefined, 1_000);
