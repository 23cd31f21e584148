import { Attempts, Clock, deskOn, PasswordService, SETUP } from '#awards';
import { migrate, openStore } from '#store';
import { median } from './driving.js';
import { startServer } from './server.js';

const ROUNDS = 60;
const FROM = { address: '192.0.2.0/24', device: 'bench' };
const PASSWORD = 'trống đồng cưỡi mây 73';
const KNOWN = 'thuong-truc@thanh-khe.example';

/** Milliseconds a sign-in takes, by what is typed. All of them must take alike: nobody is to learn from a clock who has an account here. */
async function measure(url: string): Promise<Record<string, number[]>> {
  const store = await openStore(url);
  try {
    const desk = deskOn(store.em);
    const passwords = new PasswordService(store.em, new Clock(), new Attempts(store.em), desk.sessions);
    await desk.units.import(SETUP, [{ code: 'QD-TK', tier: 'district', parent: null, name: 'Quận Đoàn Thanh Khê' }]);
    const person = { name: 'Thường trực', email: KNOWN, unit: 'QD-TK', role: 'secretariat' } as const;
    const { id } = await desk.people.add(SETUP, person);
    await desk.people.add(SETUP, { ...person, email: 'chua-co-mat-khau@thanh-khe.example' });
    const opened = await desk.sessions.open(store.em.fork(), id, 'link', FROM);
    const who = opened && (await desk.sessions.find(opened.token));
    if (!who) throw new Error('The person who was just added cannot come in');
    await passwords.change(who, { wanted: PASSWORD }, FROM);
    const tries = {
      'known account, wrong password': { login: KNOWN, password: 'sai mật khẩu' },
      'unknown account': { login: 'khong-co-ai@thanh-khe.example', password: 'sai mật khẩu' },
      'account without a password': { login: 'chua-co-mat-khau@thanh-khe.example', password: 'sai mật khẩu' },
      'known account, right password': { login: KNOWN, password: PASSWORD },
    };
    const took: Record<string, number[]> = Object.fromEntries(Object.keys(tries).map((name) => [name, []]));
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const [name, typed] of Object.entries(tries)) {
        await store.em.fork().execute('delete from sign_in');
        const began = performance.now();
        await passwords.signIn(typed, FROM).catch(() => null);
        if (round > 0) took[name]?.push(performance.now() - began);
      }
    return took;
  } finally {
    await store.close();
  }
}

const server = await startServer();
try {
  const url = await server.database('signin');
  await migrate(url);
  const took = await measure(url);
  const [known = []] = Object.values(took);
  process.stdout.write(`Median of ${ROUNDS}, in turns; a ratio near 1 tells nobody who has an account\n`);
  for (const [name, times] of Object.entries(took))
    process.stdout.write(
      `${name.padEnd(32)}${median(times).toFixed(1).padStart(7)} ms  ratio ${(median(times) / median(known)).toFixed(2)}\n`,
    );
} finally {
  await server.stop();
}
