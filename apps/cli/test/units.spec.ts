import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, Unit } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { runOn } from './run.js';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = mkdtempSync(join(tmpdir(), 'vinh-danh-units-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const units = async () => {
  const store = await openStore(database.url);
  try {
    return await store.em.fork().count(Unit);
  } finally {
    await store.close();
  }
};

it('looks first, imports when told to, and gives the same file back', async () => {
  const [file, bad, back] = ['units.csv', 'bad.csv', 'back.csv'].map((name) => join(folder, name)) as [string, string, string];
  writeFileSync(bad, 'Mã,Cấp,Tên,Mã cấp trên\nA,city,Thành Đoàn,\nB,ward,,A\n');
  writeFileSync(
    file,
    '\ufeff"Mã","Cấp","Mã cấp trên","Tên","Tên tiếng Anh","Từ ngày","Đến hết ngày","Sáp nhập vào"\r\n"A","city","","Thành Đoàn","","01/07/2025","",""\r\n',
  );
  const run = (...args: string[]) => runOn(database.url, 'units', ...args);
  const refused = await run('import', bad, '--apply');
  expect([refused.code, refused.stderr]).toEqual([1, '✗ C3: Cần điền “Tên”.\n']);
  expect((await run('import', file)).stdout).toContain('1 dòng mới, 0 dòng đã có');
  expect(await units()).toBe(0);
  expect((await run('import', file, '--apply')).stdout).toContain('Đã nhập 1 dòng');
  expect((await run('export', back)).code).toBe(0);
  expect(readFileSync(back, 'utf8')).toBe(readFileSync(file, 'utf8'));
  expect(await units()).toBe(1);
});
