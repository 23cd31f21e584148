import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawing } from '../test/made.js';
import { Apart } from './apart.js';
import { Archive, Checking, Pages, type Refused } from './index.js';

/** Nobody sees it drawn: that takes minutes. */
const SLOW = drawing(1, Buffer.from('0 0 m 595 842 l S\n'.repeat(1_000_000)));
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-apart-'));
const slow = join(folder, 'slow.pdf');
const quick = join(folder, 'quick.pdf');
writeFileSync(slow, SLOW);
writeFileSync(quick, drawing());
afterAll(() => rmSync(folder, { recursive: true }));

const LIMITS = { milliseconds: 300_000, bytes: Infinity };
const because = (error: unknown) => (error as Refused).because ?? (error as Error).name;
/** As many as want to see the slow page, until they go. */
const crowd = (draw: (signal: AbortSignal) => Promise<unknown>, count: number) => {
  const gone = new AbortController();
  return {
    leave: () => gone.abort(),
    came: Promise.all(Array.from({ length: count }, () => draw(gone.signal).then(() => 'drawn', because))),
  };
};

it('draws for nobody who has gone, be they waiting or first', async () => {
  const apart = new Apart(LIMITS);
  const { leave, came } = crowd((signal) => apart.run('page', [slow, '1'], signal), 52);
  const after = apart.run('page', [quick, '1']).catch(because);
  // Two are drawn, fifty wait.
  expect(await after).toBe('busy');
  leave();
  expect(new Set(await came)).toEqual(new Set(['AbortError']));
  // More than there are places, each of which has come free.
  const again = Array.from({ length: 4 }, () => apart.run('page', [quick, '1']));
  for (const drawn of await Promise.all(again)) expect(drawn).toBeInstanceOf(Uint8Array);
  expect(await apart.run('page', [quick, '1'], AbortSignal.abort()).catch(because)).toBe('AbortError');
});

it('lets one who waits go without losing the others', async () => {
  const apart = new Apart(LIMITS, 1);
  const first = crowd((signal) => apart.run('page', [slow, '1'], signal), 1);
  const second = crowd((signal) => apart.run('page', [quick, '1'], signal), 1);
  const third = apart.run('page', [quick, '1']);
  second.leave();
  expect(await second.came).toEqual(['AbortError']);
  first.leave();
  expect(await third).toBeInstanceOf(Uint8Array);
});

it('checks what is uploaded, however many pages wait to be drawn', async () => {
  const archive = new Archive(folder);
  const checking = new Checking(archive);
  const sha256 = createHash('sha256').update(SLOW).digest('hex');
  const [kept, sent] = [crypto.randomUUID(), crypto.randomUUID()];
  await archive.receive(kept, 0, [SLOW], Infinity);
  await archive.keep(kept, sha256);
  await archive.receive(sent, 0, [drawing()], Infinity);
  const pages = new Pages(archive, LIMITS);
  const { leave, came } = crowd((signal) => pages.draw(sha256, 1, signal), 60);
  expect(await checking.keep(sent, 'a.pdf', ['pdf'])).toMatchObject({ pages: 1 });
  leave();
  expect((await came).toSorted()).toEqual([...Array<string>(52).fill('AbortError'), ...Array<string>(8).fill('busy')]);
});
