// Stands in for web and worker: keeps the contract of src/child.ts, or breaks it as MANNER_WEB and MANNER_WORKER say.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [name, listens] = process.argv[1].endsWith('stand-in-web.mjs') ? ['web', true] : ['worker', false];
const manner = process.env[`MANNER_${name.toUpperCase()}`] ?? '';
const server = createServer((_request, response) => response.end(JSON.stringify({ name, database: process.env.DATABASE_URL })));
const stop = async () => {
  if (manner === 'lingers') await sleep(2_000);
  console.log(`${name} stopped`);
  process.exit(0);
};

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => (manner === 'stubborn' ? console.log(`${name} does not care`) : stop()));
process.on('disconnect', stop);
console.log(`${name} is process ${process.pid}`);
if (manner === 'dies early') throw new Error('it was not to be');
if (listens) await new Promise((resolve) => server.listen(Number(process.env.PORT), '127.0.0.1', resolve));
setInterval(() => undefined, 1_000);
if (manner !== 'silent') process.send('ready');
if (manner === 'dies later') setTimeout(() => process.exit(7), 300);
