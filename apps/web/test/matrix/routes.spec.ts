import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { cellOf } from './cells.js';
import { EXPECTED } from './expected/index.js';
import { BRANCH, twoWorlds, type Worlds } from './worlds.js';
import { undecidedColumns } from './canaries.js';
import { idsOf } from './ids.js';
import { MOMENTS } from './moments.js';
import { PERSONAS } from './personas.js';
import { BODIES } from './requests.js';
import { type Route, routedSite } from './routes.js';
import { Trying } from './trying.js';

let worlds: Worlds;
let app: NestFastifyApplication;
let routes: Route[];
beforeAll(async () => {
  worlds = await twoWorlds('ward-review');
  ({ app, routes } = await routedSite(worlds.url));
});
afterAll(async () => {
  await app?.close();
  await worlds?.close();
});

/** What everybody gets there now, as it would stand in the file: to be read before it is believed. */
async function suggestion(trying: Trying, route: Route): Promise<string> {
  const ids = await idsOf(worlds.store.em.fork(), worlds.own, BRANCH);
  const row: string[] = [];
  for (const persona of PERSONAS) {
    const { answer } = await trying.ask(persona, route, ids).catch((error: Error) => ({ answer: error.message }));
    row.push(`${persona}: '${cellOf({ 'ward-review': answer })}'`);
  }
  const body = route.method === 'GET' || BODIES[route.name] ? '' : ' (and a fitting body in apps/web/test/matrix/requests.ts)';
  return `add to apps/web/test/matrix/expected/${body}, if that is how it should be:\n  '${route.name}': { own: { ${row.join(', ')} } },`;
}

it('every route has its expectation, and no expectation is without its route', async () => {
  const missing = routes.filter(({ name }) => !EXPECTED[name]);
  const trying = await Trying.in(app, worlds);
  const told = [];
  for (const route of missing) told.push(await suggestion(trying, route));
  await trying.keeping.close();
  const names = new Set(routes.map(({ name }) => name));
  expect(told.join('\n')).toBe('');
  expect(Object.keys(EXPECTED).filter((name) => !names.has(name))).toEqual([]);
  expect(routes.length).toBeGreaterThan(100);
});

it('what a route declares fits what is expected of it', () => {
  const wrong = routes.flatMap(({ name, policy }) => {
    const { own } = EXPECTED[name] ?? { own: {} };
    const cellFor = (persona: keyof typeof own) => own[persona] ?? own.others ?? '';
    const fenced = PERSONAS.slice(1, 8).filter((persona) => policy?.kind === 'roles' && !policy.roles.includes(persona as never));
    const open = policy === null || policy.kind === 'public';
    return [
      ...fenced.filter((persona) => cellFor(persona) !== '403').map((persona) => `${name} declares that ${persona} stays out`),
      ...(policy?.kind === 'roles'
        ? policy.roles.filter((role) => role !== 'clock' && cellFor(role) === '403').map((role) => `${name} lets ${role} in`)
        : []),
      ...(open && own.nobody === undefined && !name.includes('/sign-in/confirm') ? [`${name} is public`] : []),
      ...(!open && own.nobody !== undefined ? [`${name} is not public`] : []),
    ];
  });
  expect(wrong).toEqual([]);
});

it('every column with text is either one of people’s words, which must not leak, or a key', async () => {
  // A new one goes to TEXTS or KEYS in apps/web/test/matrix/canaries.ts.
  expect(await undecidedColumns(worlds.store.em.fork())).toEqual([]);
});

it('knows its moments', () => {
  expect(new Set(MOMENTS).size).toBe(MOMENTS.length);
});
