import { hash } from '@node-rs/argon2';
import { Invalid, loginOf, TooMany } from '../../src/index.js';
import { faultOf, hashPassword, verifyPassword } from '../../src/access/password.js';
import { type Doors, doorsOf, from } from './doors.js';

const GOOD = 'trống đồng cưỡi mây 73';

let doors: Doors;
let person: string;
let login: string;
beforeAll(async () => {
  doors = await doorsOf();
  person = doors.award.nominator('CD-AK-01').id;
  login = await doors.emailOf(person);
});
afterAll(() => doors.award.close());
afterEach(() => doors.em().execute('delete from sign_in'));

const refusal = (typed: { login: string; password: string }, network?: string) =>
  doors.passwords.signIn(typed, from(network)).then(
    () => 'in',
    (error: unknown) => (error instanceof TooMany ? 'too many' : error instanceof Invalid ? JSON.stringify(error.faults) : String(error)),
  );

it.each([
  ['ngắn quá', 'ít nhất 12'],
  ['đ'.repeat(129), 'dài nhất 128'],
  ['password1234', 'dễ đoán'],
  ['aaaaaaaaaaaaaaaa', 'dễ đoán'],
  ['qwertyuiop123', 'dễ đoán'],
  ['nguyễn thị hồng', 'dễ đoán'],
])('refuses %s', (password, why) => {
  expect(faultOf(password, ['Nguyễn Thị Hồng', 'Nguyễn', 'Thị', 'Hồng'])?.vi).toContain(why);
});

it.each([GOOD, 'correct horse battery staple', 'đ'.repeat(2) + ' mưa phùn bến sông xa'])(
  'takes %s, without asking for any kind of letter',
  (password) => {
    expect(faultOf(password, ['Nguyễn Thị Hồng'])).toBeNull();
  },
);

it('is the same password however the accents are sent', async () => {
  expect(await verifyPassword(await hashPassword(GOOD.normalize('NFD')), GOOD)).toBe(true);
});

it('is chosen by who came in by a link, and opens the door from then on', async () => {
  const token = await doors.invited(person);
  const other = await doors.invited(person);
  await doors.passwords.change(await doors.who(token), { wanted: GOOD }, from());
  expect(await doors.sessions.find(other)).toBeNull();
  expect(await doors.sessions.find(token)).not.toBeNull();
  const opened = await doors.passwords.signIn({ login: ` ${login.toUpperCase()} `, password: GOOD }, from());
  expect(await doors.who(opened.token)).toMatchObject({ personId: person, method: 'password', strength: 'single' });
  expect(await doors.journal(person)).toEqual(['person.added', 'person.password-set']);
  const [row] = await doors
    .em()
    .execute<object[]>('select succeeded, person_id, account, address, device from sign_in where kind = ?', ['password']);
  expect(row).toMatchObject({ succeeded: true, person_id: person, address: '192.0.2.0/24', device: 'Firefox' });
  expect(JSON.stringify(row)).not.toContain(login);
});

it('is changed only by who knows the present one, once the link is a while ago', async () => {
  const { token } = await doors.passwords.signIn({ login, password: GOOD }, from());
  const who = await doors.who(token);
  await expect(doors.passwords.change(who, { wanted: `${GOOD} mới` }, from())).rejects.toThrow('present password');
  await expect(doors.passwords.change(who, { present: 'wrong', wanted: `${GOOD} mới` }, from())).rejects.toThrow('present password');
  await expect(doors.passwords.change(who, { present: GOOD, wanted: 'password1234' }, from())).rejects.toThrow('easy to guess');
  await doors.passwords.change(who, { present: GOOD, wanted: `${GOOD} mới` }, from());
  expect(await refusal({ login, password: GOOD })).toContain('chưa đúng');
  await doors.passwords.change(who, { present: `${GOOD} mới`, wanted: GOOD }, from());
});

it('says the same to an unknown account, a wrong password and an account without one', async () => {
  const without = await doors.emailOf(doors.award.nominator('CD-AK-02').id);
  const answers = await Promise.all(
    [
      { login, password: 'wrong' },
      { login: 'nobody@example.vn', password: GOOD },
      { login: without, password: GOOD },
      { login: `${login}' or '1'='1`, password: GOOD },
    ].map((typed, index) => refusal(typed, `10.0.${index}.0/24`)),
  );
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('Tài khoản hoặc mật khẩu chưa đúng.');
});

it('is hashed anew when the parameters have changed', async () => {
  const old = await hash(GOOD, { memoryCost: 8192, timeCost: 2, parallelism: 1 });
  await doors.em().execute('update password set hash = ? where person_id = ?', [old, person]);
  await doors.passwords.signIn({ login, password: GOOD }, from());
  const [row] = await doors.em().execute<{ hash: string }[]>('select hash from password where person_id = ?', [person]);
  expect(row?.hash).toContain('m=19456,t=2,p=1');
  expect(await refusal({ login, password: GOOD })).toBe('in');
});

describe('guessing', () => {
  it('ends after five failures from one network, the right password included, and goes on elsewhere', async () => {
    const tried = [];
    for (let count = 0; count < 6; count += 1) tried.push(await refusal({ login, password: `wrong ${count}` }));
    expect(tried.map((answer) => answer === 'too many')).toEqual([false, false, false, false, false, true]);
    expect(await refusal({ login, password: GOOD })).toBe('too many');
    expect(await refusal({ login, password: GOOD }, '198.51.100.0/24')).toBe('in');
  });

  it('lets no more than the limit through when they all come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => refusal({ login, password: 'wrong' })));
    expect(answers.filter((answer) => answer !== 'too many').length).toBeLessThanOrEqual(5);
  });

  it('ends for an account that does not exist as for one that does', async () => {
    const tried = [];
    for (let count = 0; count < 6; count += 1) tried.push(await refusal({ login: 'nobody@example.vn', password: 'wrong' }));
    expect(tried.map((answer) => answer === 'too many')).toEqual([false, false, false, false, false, true]);
  });

  it('from many networks ends after thirty failures', async () => {
    await fail(loginOf(login), 30, (index) => `10.1.${index}.0/24`);
    expect(await refusal({ login, password: GOOD }, '10.2.0.0/24')).toBe('too many');
  });

  it('of many accounts from one network ends after sixty', async () => {
    await fail('x', 60, () => '10.3.0.0/24');
    expect(await refusal({ login, password: GOOD }, '10.3.0.0/24')).toBe('too many');
  });

  it('begins again as the window slides on, and says when', async () => {
    for (let count = 0; count < 5; count += 1) await refusal({ login, password: 'wrong' });
    await doors.em().execute(`update sign_in set at = at - interval '14 minutes'`);
    const error = await doors.passwords.signIn({ login, password: GOOD }, from()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TooMany);
    expect((error as TooMany).seconds).toBeGreaterThan(0);
    expect((error as TooMany).seconds).toBeLessThanOrEqual(60);
    await doors.em().execute(`update sign_in set at = at - interval '1 minute'`);
    expect(await refusal({ login, password: GOOD })).toBe('in');
  });

  const fail = (account: string, times: number, network: (index: number) => string) =>
    Promise.all(
      Array.from({ length: times }, (_, index) =>
        doors
          .em()
          .execute(`insert into sign_in (kind, account, address, device) values ('password', encode(sha256(?::bytea), 'hex'), ?, '')`, [
            account,
            network(index),
          ]),
      ),
    );
});

it('takes as long for an unknown account as for a known one', async () => {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let round = 0; round < 21; round += 1)
    for (const [kind, typed] of [
      ['known', login],
      ['unknown', `nobody-${round}@example.vn`],
    ] as const) {
      const start = performance.now();
      await refusal({ login: typed, password: 'wrong' }, `10.9.${round}.0/24`);
      times[kind].push(performance.now() - start);
    }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const ratio = median(times.known) / median(times.unknown);
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});
