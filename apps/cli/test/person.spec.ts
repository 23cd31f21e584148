import { linksOn, SessionService } from '#awards';
import { Membership, openStore } from '#store';
import { testDatabase, type TestDatabase } from '#testing';
import { runOn } from './run.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const add = (...args: string[]) => runOn(database.url, 'person', 'add', ...args);
const FIRST = ['--role', 'administrator', '--name', 'Quản trị Giải thưởng', '--unit', 'TD-DN', '--email', 'minh@example.vn'];

it('adds the first person of an empty installation, whom the printed link lets in once', async () => {
  const { code, stdout } = await add(...FIRST, '--unit-name', 'Thành Đoàn Đà Nẵng', '--tier', 'city');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^✓ Đã thêm Quản trị Giải thưởng\. .+\nhttp:\/\/localhost:3000\/sign-in\/link\?token=[a-z2-9]{26}\n$/),
  ]);
  const store = await openStore(database.url);
  const links = linksOn(store.em, { baseUrl: 'http://localhost:3000', appKey: undefined, secondFactor: 'office', invitationDays: 14 });
  const from = { address: '192.0.2.0/24', device: '' };
  const token = stdout.trim().split('token=')[1] ?? '';
  const opened = await links.enter(token, from);
  expect(await new SessionService(store.em).find(opened.token)).toMatchObject({
    name: 'Quản trị Giải thưởng',
    actor: { role: 'administrator' },
  });
  await expect(links.enter(token, from)).rejects.toThrow('already used');
  expect(await store.em.fork().count(Membership)).toBe(1);
  await store.close();
});

it('says in a sentence what is wrong, in either language', async () => {
  const other = ['--role', 'observer', '--name', 'Lê Thị Hoa', '--unit'];
  const said = async (...args: string[]) => {
    const { code, stdout, stderr } = await add(...args);
    return { code, said: stdout + stderr };
  };
  expect(await said(...other, 'TD-XX')).toEqual({ code: 1, said: '✗ unit: Không có đơn vị “TD-XX”.\n' });
  expect(await said(...other, 'TD-XX', '--language', 'en')).toEqual({ code: 1, said: '✗ unit: There is no unit “TD-XX”.\n' });
  expect(await said(...other, 'TD-DN', '--email', 'Minh@Example.vn')).toEqual({
    code: 1,
    said: '✗ email: Đã có người dùng địa chỉ “minh@example.vn”.\n',
  });
  expect(await said(...other, 'TD-DN', '--email', 'a@b.vn, c@d.vn')).toEqual({
    code: 1,
    said: '✗ email: “a@b.vn, c@d.vn” không phải là địa chỉ thư điện tử, ví dụ: ten@donvi.vn.\n',
  });
  expect((await said('--role', 'king', '--name', 'x', '--unit', 'TD-DN')).said).toContain('Allowed choices are');
  expect((await said('--role', 'chair')).said).toContain("required option '--name <name>' not specified");
});

it('prints a new link for somebody who is locked out, and says what is wrong with what was typed', async () => {
  const link = (...args: string[]) => runOn(database.url, 'person', 'link', ...args);
  const { code, stdout } = await link('minh@example.vn');
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^✓ Liên kết mới cho Quản trị Giải thưởng.+\nhttp:\/\/localhost:3000\/sign-in\/link\?token=[a-z2-9]{26}\n$/),
  ]);
  const { code: wrong, stderr } = await link('0903 000 000', '--language', 'en');
  expect([wrong, stderr]).toEqual([1, '✗ account: Nobody uses “0903 000 000”.\n']);
  expect((await link()).stderr).toContain("missing required argument 'account'");
  const store = await openStore(database.url);
  const entries = await store.em.fork().execute<object[]>(`select actor_role from journal where type = 'person.recovered'`);
  expect(entries).toHaveLength(1);
  await store.close();
});

it('says what retention would delete', async () => {
  const { code, stdout } = await runOn(database.url, 'retention', '--dry-run', '--language', 'en');
  expect([code, stdout]).toEqual([0, 'Would be deleted:\n  nothing\n']);
  expect((await runOn(database.url, 'retention', '--dry')).stderr).toContain("unknown option '--dry'");
});
