import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '#store';
import { deskOn } from '../src/index.js';

/*
 * The clock's loop of a worker and nothing else, as a program of its own: a whole worker refuses to work while its clock is wrong, and takes too
 * long to start to be killed several times a second.
 */
const IDLE_MS = 50;
const { timers } = deskOn((await openStore(process.env['DATABASE_URL'] ?? '')).em);
process.on('disconnect', () => process.exit());
process.send?.(Date.now());
for (;;) {
  const done = await timers.run().catch(() => 0);
  if (done === 0) await pause(IDLE_MS);
}
