import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Award, anAward } from '#testing';

// As it runs in production, in a process of its own: whatever it says, on whichever way, is read here.
let award: Award;
let child: ChildProcess;
let base: string;
let said = '';
beforeAll(async () => {
  award = await anAward({ branches: 2, wards: 1 });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  server.close();
  base = `http://127.0.0.1:${port}`;
  child = fork(resolve('apps/web/src/main.ts'), {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LOG_LEVEL: 'trace',
      DATABASE_URL: award.url,
      BASE_URL: base,
      PORT: String(port),
      HOST: '127.0.0.1',
      APP_KEY: SECRET('app-key').padEnd(40, 'x'),
    },
    execArgv: ['--import', resolve('libs/testing/src/run-typescript.mjs')],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'message');
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await award?.close();
});

const SECRET = (what: string) => `bimat-${what}-khongai`;
const own = { 'sec-fetch-site': 'same-origin' };
const ask = (path: string, init: RequestInit = {}) =>
  fetch(base + path, { redirect: 'manual', ...init, headers: { ...own, ...(init.headers as Record<string, string>) } });
const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
const json = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

/** Secrets through every door: right and wrong ones, in addresses, headers, cookies and bodies, also in those that cannot be read. */
async function throughEveryDoor(): Promise<string> {
  const answers = [
    await form('/sign-in/password', { login: `${SECRET('login')}@example.vn`, password: SECRET('password') }),
    await form('/sign-in/link', { token: SECRET('link') }),
    await ask(`/sign-in/link?token=${SECRET('link-in-address')}`),
    await form('/sign-in/confirm', { code: SECRET('code') }),
    await form('/sign-in/link-request', { address: `${SECRET('address')}@example.vn` }),
    await ask(`/sign-in/oidc/callback?code=${SECRET('oidc-code')}&state=${SECRET('oidc-state')}`, {
      headers: { cookie: `ceremony=${SECRET('ceremony')}` },
    }),
    await json('/sign-in/passkey', JSON.stringify({ response: { id: SECRET('passkey'), response: { signature: SECRET('signature') } } })),
    await ask('/account', { headers: { cookie: `sid=${SECRET('cookie')}` } }),
    await ask('/api/v1/session', { headers: { authorization: `Bearer ${SECRET('bearer')}` } }),
    await ask('/api/v1/session', { headers: { authorization: `Bearer vdt_${SECRET('token')}` } }),
    await form('/account/password', { present: SECRET('present'), wanted: SECRET('wanted') }, { cookie: `sid=${SECRET('cookie')}` }),
    await json('/api/v1/session', `{"membership": "${SECRET('broken-json')}`),
    await json('/sign-in/password', `{"login":"x","password":"${SECRET('json-password')}",}`),
    await form('/sign-in/password', { login: 'x', password: SECRET('cross-site') }, { 'sec-fetch-site': 'cross-site' }),
    await ask(`/nowhere?token=${SECRET('nowhere')}`),
    await ask(`/%zz?token=${SECRET('malformed')}`),
    await form('/notices/award', {
      nomination: '00000000-0000-4000-8000-000000000000',
      name: SECRET('name'),
      phone: SECRET('phone'),
      address: SECRET('home'),
      body: 'x',
    }),
  ];
  return (await Promise.all(answers.map((answer) => answer.text()))).join('\n');
}

// A form shown again holds what was typed, but for passwords, codes and tokens; the link of a letter waits for its button; and the switch of the
// language leads back to the page's own address.
const GIVEN_BACK = /-(login|name|phone|home|address|link-in-address|nowhere|oidc-code|oidc-state)-/;

/** Secrets that are in there, and not merely given back in the field they were typed into. */
const secretsIn = (text: string) => [...new Set(text.match(/bimat-[\w-]+?-khongai/g) ?? [])];

it('says no secret, whatever goes wrong and however much it is to say', async () => {
  const pages = await throughEveryDoor();
  await sleep(300);
  expect(said).toContain('"path":"/sign-in/password"');
  expect(secretsIn(said)).toEqual([]);
  const given = secretsIn(pages).filter((secret) => !GIVEN_BACK.test(secret));
  expect(given).toEqual([]);
});

it('says none when the database fails in the middle of it', async () => {
  said = '';
  const em = award.store.em.fork();
  for (const table of ['password', 'one_time_link', 'link_request', 'session', 'api_token', 'ceremony'])
    await em.execute(`alter table ${table} rename to ${table}_gone`);
  const pages = await throughEveryDoor();
  for (const table of ['password', 'one_time_link', 'link_request', 'session', 'api_token', 'ceremony'])
    await em.execute(`alter table ${table}_gone rename to ${table}`);
  await sleep(300);
  expect(said).toContain('"msg":"A request failed"');
  expect(secretsIn(said)).toEqual([]);
  expect(secretsIn(pages).filter((secret) => !GIVEN_BACK.test(secret))).toEqual([]);
});
