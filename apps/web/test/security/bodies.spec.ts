import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { idsOf, type Ids } from '../matrix/ids.js';
import { Keeping } from '../matrix/keeping.js';
import type { Moment } from '../matrix/moments.js';
import { type Persona, signIn, type Tokens } from '../matrix/personas.js';
import { addressOf, bodyOf } from '../matrix/requests.js';
import { type Route, routedSite } from '../matrix/routes.js';
import { BRANCH, twoWorlds, type Worlds } from '../matrix/worlds.js';

let worlds: Worlds;
let app: NestFastifyApplication;
let routes: Route[];
let tokens: Tokens;
let ids: Ids;
let keeping: Keeping;
async function begin(moment: Moment): Promise<void> {
  worlds = await twoWorlds(moment);
  ({ app, routes } = await routedSite(worlds.url));
  tokens = await signIn(app, worlds);
  ids = await idsOf(worlds.store.em.fork(), worlds.own, BRANCH);
  keeping = await Keeping.of(worlds.url, worlds.store.em.fork());
}
afterEach(async () => {
  await keeping?.close();
  await app?.close();
  await worlds?.close();
});

const PLANTED = 'zqmass';

/** A field for every column there is, by both of its names, and for what an object has besides. */
async function everyColumn(): Promise<Record<string, string>> {
  const rows = await worlds.store.em
    .fork()
    .execute<{ name: string }[]>(`select distinct column_name as name from information_schema.columns where table_schema = 'public'`);
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/Id$/, '');
  const names = [
    ...rows.flatMap(({ name }) => [name, camel(name)]),
    'memberships',
    'actor',
    'onBehalfOf',
    'actions',
    '_actions',
    'isAdmin',
  ];
  return Object.fromEntries(names.map((name) => [name, PLANTED]));
}

/** The body of a route with those fields beside its own. */
function overfilled(route: Route, extra: Record<string, string>) {
  const { payload, headers } = bodyOf(route.name, ids);
  if (payload === undefined) return { payload: JSON.stringify(extra), headers: { 'content-type': 'application/json' } };
  if (headers['content-type'] === 'application/json')
    return { payload: JSON.stringify({ ...extra, ...(JSON.parse(payload) as object) }), headers };
  const form = new URLSearchParams(payload);
  for (const [name, value] of Object.entries(extra)) if (!form.has(name)) form.append(name, value);
  return { payload: form.toString(), headers };
}

/** Tables in which the planted text has come to stand, and where nothing but a hidden field could have put it. */
async function plantedIn(): Promise<string[]> {
  const em = worlds.store.em.fork();
  const tables = await em.execute<{ name: string }[]>(`select tablename as name from pg_tables where schemaname = 'public'`);
  const asked = tables.map(
    ({ name }) => `select '${name}' as name where exists (select 1 from public."${name}" t where t::text like '%${PLANTED}%')`,
  );
  return (await em.execute<{ name: string }[]>(asked.join(' union all '))).map(({ name }) => name);
}

/** Fields that are the route's own although the fitting body does without them, and where they are kept. */
const OWN: Record<string, readonly string[]> = {
  'POST /api/v1/nominations/:id/sheet': ['score_sheet'],
  'PUT /api/v1/nominations/:id/sheet': ['score_sheet'],
  'POST /api/v1/units/:id/rename': ['unit'],
  'POST /units/:id/rename': ['unit'],
  'POST /units': ['unit'],
};

/** Who writes most at that moment. */
const WRITERS: [Moment, Persona[]][] = [
  ['nomination', ['nominator', 'administrator']],
  ['ward-review', ['reviewer', 'secretariat']],
  ['scoring', ['scorer']],
  ['settled', ['chair', 'secretariat']],
];

it.each(WRITERS)('at “%s” no form takes a field that is not its own', async (moment, personas) => {
  await begin(moment);
  const extra = await everyColumn();
  const wrong: string[] = [];
  let accepted = 0;
  for (const persona of personas)
    for (const route of routes.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/imports'))) {
      const { payload, headers } = overfilled(route, extra);
      const who = { authorization: `Bearer ${tokens[persona]}` };
      const url = addressOf(route.path, ids);
      const { statusCode } = await app.inject({ method: route.method as 'POST', url, headers: { ...headers, ...who }, payload });
      if (statusCode >= 400) continue;
      accepted += 1;
      const found = (await plantedIn()).filter((table) => !OWN[route.name]?.includes(table));
      if (found.length > 0) wrong.push(`${persona} ${route.name}: ${found.join(', ')}`);
      await keeping.goBack();
    }
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(5);
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const MEBIBYTE = 1024 * 1024;
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const many = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=1`).join('&');

const HOSTILE: [what: string, headers: Record<string, string>, payload: () => string, statuses: number[]][] = [
  ['a byte too many as JSON', JSON_TYPE, () => JSON.stringify({ reason: 'x'.repeat(MEBIBYTE - 12) }), [413]],
  ['a byte too many as a form', FORM, () => `reason=${'x'.repeat(MEBIBYTE - 6)}`, [413]],
  ['JSON a thousand levels deep', JSON_TYPE, () => nested(1000), [400]],
  ['JSON a hundred thousand levels deep', JSON_TYPE, () => nested(100_000), [400]],
  ['lists within lists', JSON_TYPE, () => `${'['.repeat(50_000)}${']'.repeat(50_000)}`, [400]],
  ['a hundred thousand fields', FORM, () => many(90_000), [400, 409, 413, 422]],
  [
    'a hundred thousand keys',
    JSON_TYPE,
    () => JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, 1]))),
    [400, 409, 413, 422],
  ],
  ['a prototype', JSON_TYPE, () => '{"__proto__":{"reason":"x"},"reason":"x"}', [400]],
  ['a constructor’s prototype', JSON_TYPE, () => '{"constructor":{"prototype":{"reason":"x"}}}', [400]],
  ['a prototype as a form', FORM, () => '__proto__[reason]=x&constructor[prototype][reason]=x&__proto__=x', [400, 422]],
  ['a list where a text belongs', JSON_TYPE, () => '{"reason":["x","y"]}', [400, 422]],
  ['an object where a text belongs', JSON_TYPE, () => '{"reason":{"$ne":""}}', [400, 422]],
  ['the same field twice', FORM, () => 'reason=x&reason=y', [400, 422]],
  ['a number where a text belongs', JSON_TYPE, () => '{"reason":1e999}', [400, 422]],
  ['nothing at all', JSON_TYPE, () => 'null', [400, 422]],
  ['text in another alphabet of bytes', FORM, () => 'reason=%C0%AF%FF', [200, 303, 400, 422]],
  ['a NUL', FORM, () => 'reason=a%00b', [400]],
];

it('refuses bodies that are made to hurt, in words, and keeps nothing of them', async () => {
  await begin('ward-review');
  const answers: unknown[] = [];
  for (const [what, headers, payload, statuses] of HOSTILE)
    for (const [url, persona] of [
      ['/cycles/own/suspension', 'secretariat'],
      [`/api/v1/nominations/${ids.nomination}/decline`, 'reviewer'],
    ] as const) {
      const who = { authorization: `Bearer ${tokens[persona]}` };
      const { statusCode, body } = await app.inject({ method: 'POST', url, headers: { ...headers, ...who }, payload: payload() });
      // Programs get 400 where pages get 422, and both may take what is no longer a harm.
      if (!statuses.includes(statusCode) || /node_modules|\bat \w+ \(|__proto__/.test(body))
        answers.push([what, url, statusCode, body.slice(0, 300)]);
      await keeping.goBack();
    }
  expect(answers).toEqual([]);
  expect(({} as Record<string, unknown>)['reason']).toBeUndefined();
});

it('takes a parameter that comes twice for none it knows', async () => {
  await begin('published');
  const wrong: unknown[] = [];
  for (const url of [
    '/cycles/own?page=1&page=2',
    '/cycles/own?status=draft&status=awarded',
    '/cycles/own/journal?from=2024-01-01&from=2024-02-01&group=cycle&group=sheet',
    '/results/own?version=1&version=2',
    '/people?q=a&q=b',
    '/units?page=9999999999999999',
    '/units?page=-1&q[$ne]=x',
    '/jobs?page[]=1',
    '/api/v1/units?parent=x&parent=y',
    '/sign-in?next=/a&next=//evil.example',
    '/sign-in/link?token=a&token=b',
    '/recovery?q=%00',
    '/outbox?page=1e9',
  ]) {
    const { statusCode } = await app.inject({ url, headers: { authorization: `Bearer ${tokens.administrator}` } });
    if (statusCode >= 500) wrong.push([url, statusCode]);
  }
  expect(wrong).toEqual([]);
});
