import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '#awards';
import { IS_FULL_TORTURE, TORTURE_SEED } from '#testing';

const RUN = ['--import', resolve('libs/testing/src/run-typescript.mjs'), resolve('libs/files/test/keeping.ts')];
const KILLS = IS_FULL_TORTURE ? 100 : 6;
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lets it keep a few files and kills it in the middle of another; gives those it had said to be kept. */
async function killed(after: number, wait: number): Promise<string[]> {
  const child = spawn(process.execPath, [...RUN, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  while (said.split('\n').length <= after) await pause(1);
  await pause(wait);
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.split('\n').filter(({ length }) => length === 64);
}

it(`keeps whole what it has said to be kept, wherever it is killed (seed ${TORTURE_SEED})`, async () => {
  const { between } = chance(TORTURE_SEED);
  const said: string[] = [];
  for (let n = 0; n < KILLS; n += 1) said.push(...(await killed(between(1, 3), between(0, 8))));
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /^[0-9a-f]{2}.[0-9a-f]{64}$/.test(path));
  const names = new Set(kept.map((path) => basename(path)));
  expect(said.filter((name) => !names.has(name))).toEqual([]);
  expect(said.length).toBeGreaterThanOrEqual(KILLS);
  for (const path of kept)
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ).toBe(basename(path));
});
