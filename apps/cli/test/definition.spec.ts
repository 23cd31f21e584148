import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSample } from '#awards';
import { AwardDefinition, openStore } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import type { Definition } from '#workflow';
import { runOn } from './run.js';

const SAMPLE = 'samples/chi-doan-khu-dan-cu.json';
const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-definition-'));

/** A file with that text, or with the sample changed. */
function file(name: string, content: string | ((document: Definition) => void)): string {
  const path = join(folder, name);
  const document = structuredClone(readSample().definition);
  if (typeof content === 'function') content(document);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(document));
  return path;
}

const secondVersion = file('second.json', (document) => {
  document.version = 2;
  const review = document.pipeline.stages[1];
  if (review?.kind === 'review') Object.assign(review, { quota: { perUnit: 1 }, maxReturns: 0 });
});

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
const run = (...args: string[]) => runOn(database.url, 'definition', ...args);

it('checks a definition: says what it is, or every fault at once in the language asked for', async () => {
  expect(await run('check', SAMPLE)).toEqual({
    code: 0,
    stdout:
      '✓ CDKDC-2023@1: Chi đoàn đề cử → Đoàn phường xét → Thường trực thẩm định → Hội đồng chấm điểm → Công khai lấy ý kiến → Hội đồng bỏ phiếu → Công bố kết quả\n' +
      '✓ mọi hồ sơ đều có đường đến kết thúc, mọi bước đều đóng được\n',
    stderr: '',
  });
  const faulty = file('faulty.json', (document) => {
    document.timeZone = 'Asia/Da_Nang';
    document.year = 1;
  });
  const { code, stdout, stderr } = await run('check', faulty, '--language', 'en');
  expect([code, stdout, stderr.trim().split('\n')]).toEqual([
    1,
    '',
    [expect.stringMatching(/^✗ year: .*1900/) as string, '✗ timeZone: no such time zone; Asia/Ho_Chi_Minh is one.'],
  ]);
  const endless = file('endless.json', (document) => delete document.pipeline.stages[4]?.closes);
  expect((await run('check', endless)).stderr).toMatch(
    /^✗ pipeline\.stages\[4 notice\]\.closes: prepared → .* → …: không có đường đến kết thúc/,
  );
});

it('publishes versions once, lists them and says what changed between them', async () => {
  expect(await run('publish', SAMPLE)).toEqual({ code: 0, stdout: '✓ CDKDC-2023@1\n', stderr: '' });
  expect(await run('publish', secondVersion)).toEqual({ code: 0, stdout: '✓ CDKDC-2023@2\n', stderr: '' });
  expect(await run('publish', secondVersion)).toEqual({ code: 1, stdout: '', stderr: '✗ version: Quy chế “CDKDC-2023” đã có bản số 2.\n' });
  const { stdout } = await run('list');
  expect(stdout.split('\n').map((line) => line.replace(/\t\S+Z/, ''))).toEqual([
    'CDKDC-2023@1\tGiải thưởng Chi đoàn khu dân cư\t–',
    'CDKDC-2023@2\tGiải thưởng Chi đoàn khu dân cư\t–',
    '',
  ]);
  expect((await run('diff', 'CDKDC-2023@1', 'CDKDC-2023@2')).stdout).toBe(
    'Bản số đổi từ 1 thành 2.\n' +
      'Bước “Đoàn phường xét”: chỉ tiêu mỗi đơn vị đổi từ 2 (3 khi có trên 15 đơn vị trực thuộc) thành 1.\n' +
      'Bước “Đoàn phường xét”: số lần được trả lại đổi từ 2 thành 0.\n',
  );
  expect((await run('diff', 'CDKDC-2023@2', secondVersion, '--language', 'en')).stdout).toBe('Nothing differs.\n');
  const store = await openStore(database.url);
  expect(await store.em.fork().count(AwardDefinition)).toBe(2);
  await store.close();
});

it.each([
  [['check', 'no-such.json'], 'Không đọc được tệp “no-such.json”.\n'],
  [['check', 'no-such.json', '--language', 'en'], 'There is no file “no-such.json” that can be read.\n'],
  [['publish', file('no.json', '{')], /^Tệp “.*no\.json” không phải là JSON: .*\n$/],
  [['diff', SAMPLE, 'CDKDC-2023@99'], 'Không có quy chế “CDKDC-2023@99”.\n'],
  [['diff', SAMPLE, 'nonsense'], 'Không đọc được tệp “nonsense”.\n'],
])('says what is wrong with %j and exits with 1', async (args, sentence) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toEqual(typeof sentence === 'string' ? sentence : expect.stringMatching(sentence));
  expect(stderr).not.toMatch(/\n\s+at /);
});
