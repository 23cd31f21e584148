import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Archive, Busy, fileName, TooLong } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-archive-'));
const archive = new Archive(folder);
afterAll(() => rmSync(folder, { recursive: true }));

const hashOf = (words: string) => createHash('sha256').update(words).digest('hex');
async function keep(words: string): Promise<string> {
  const part = crypto.randomUUID();
  await archive.receive(part, 0, [Buffer.from(words)], 1000);
  await archive.keep(part, hashOf(words));
  return hashOf(words);
}
/** Makes what lies there look as old as two days. */
const age = (...path: string[]) => utimesSync(join(folder, ...path), Date.now() / 1000 - 172_800, Date.now() / 1000 - 172_800);
const pathOf = (hash: string): [string, string] => [hash.slice(0, 2), hash];

it('keeps what came in before the line was cut, and goes on there', async () => {
  const part = crypto.randomUUID();
  const line = new PassThrough();
  const receiving = archive.receive(part, 0, line, 100);
  line.write('Chi đoàn ');
  while (!(await archive.received(part))) await pause(5);
  line.destroy(new Error('cut'));
  await expect(receiving).rejects.toThrow('cut');
  const offset = (await archive.received(part)) ?? -1;
  expect(offset).toBe(Buffer.byteLength('Chi đoàn '));
  expect(await archive.receive(part, offset, Readable.from([Buffer.from('1')]), 100)).toBe(offset + 1);
  await archive.keep(part, hashOf('Chi đoàn 1'));
  expect(await text(archive.read(hashOf('Chi đoàn 1')))).toBe('Chi đoàn 1');
});

it('writes a part at its end only, for one sender at a time, and lets one alone go on with it', async () => {
  const part = crypto.randomUUID();
  await archive.receive(part, 0, [Buffer.from('abc')], 100);
  await expect(archive.receive(part, 0, [Buffer.from('x')], 100)).rejects.toThrow(Busy);
  const line = new PassThrough();
  const first = archive.receive(part, 3, line, 100);
  await expect(archive.receive(part, 3, [Buffer.from('x')], 100)).rejects.toThrow(Busy);
  line.end('def');
  expect(await first).toBe(6);
  const own = [crypto.randomUUID(), crypto.randomUUID()];
  const taken = await Promise.all(own.map((one) => archive.take(part, one)));
  expect(new Set(taken)).toEqual(new Set([true, false]));
  expect(await archive.received(part)).toBeNull();
  for (const one of own) await archive.drop(one);
});

it('leaves nothing of what is longer than allowed', async () => {
  const part = crypto.randomUUID();
  await expect(archive.receive(part, 0, [Buffer.alloc(60), Buffer.alloc(60)], 100)).rejects.toThrow(TooLong);
  expect(await archive.received(part)).toBeNull();
});

it('sweeps away what is old and nobody’s, and nothing else', async () => {
  const [old, young, named] = [await keep('cũ'), await keep('mới'), await keep('có tên')];
  const [half, fresh] = [crypto.randomUUID(), crypto.randomUUID()];
  for (const part of [half, fresh]) await archive.receive(part, 0, [Buffer.from('nửa')], 100);
  for (const path of [pathOf(old), pathOf(named), ['incoming', half]]) age(...path);
  expect(await archive.sweep(async () => new Set([named]))).toBe(2);
  const left = await Promise.all([old, young, named].map((hash) => archive.size(hash).catch(() => null)));
  expect(left).toEqual([null, Buffer.byteLength('mới'), Buffer.byteLength('có tên')]);
  expect(readdirSync(join(folder, 'incoming'))).toEqual([fresh]);
});

it('does not sweep away what somebody is just keeping', async () => {
  const hash = await keep('đang dùng lại');
  age(...pathOf(hash));
  // Asked first it is nobody's; asked again, once it is put aside, it has a row.
  let asked = 0;
  const isNamed = async (hashes: string[]) => new Set(hashes.filter((one) => one !== hash || ++asked > 1));
  expect([await archive.sweep(isNamed), await text(archive.read(hash))]).toEqual([0, 'đang dùng lại']);
});

it('gives back what a sweep had put aside when it was killed', async () => {
  const hash = hashOf('dở dang');
  await keep('dở dang');
  rmSync(join(folder, ...pathOf(hash)));
  writeFileSync(join(folder, hash.slice(0, 2), `${hash}.going`), 'dở dang');
  await archive.sweep(async (hashes) => new Set(hashes));
  expect(await text(archive.read(hash))).toBe('dở dang');
});

it('belongs to the database that claimed it while it was empty, and to no other', async () => {
  const path = join(folder, 'shared');
  const first = new Archive(path);
  expect(await first.belongsTo('this')).toBe(false);
  expect(await Promise.all([first.claim('this'), new Archive(path).claim('this')])).toEqual([true, true]);
  expect(await new Archive(path).claim('that')).toBe(false);
  expect([await first.belongsTo('this'), await first.belongsTo('that')]).toEqual([true, false]);
});

it('takes no owner once it holds files of nobody knows whom', async () => {
  await keep('của ai đó');
  await archive.claim('this');
  expect(await archive.belongsTo('this')).toBe(false);
});

it.each([
  ['Ba\u0301o ca\u0301o.PDF', 'Báo cáo.PDF'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\an\\ảnh.jpg', 'ảnh.jpg'],
  ['ảnh\u202Egpj.exe\r\n.jpg', 'ảnhgpj.exe.jpg'],
  ['\0\n', 'tep'],
  [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(180)}.pdf`],
])('shows the name %j as %j', (sent, shown) => expect(fileName(sent)).toBe(shown));
