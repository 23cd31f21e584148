import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Ids, idsOf, NOBODYS } from './ids.js';
import type { Persona } from './personas.js';
import { addressOf, parametersOf } from './requests.js';
import { type Route, routedSite } from './routes.js';
import { Trying } from './trying.js';
import { BRANCH, FOREIGN_BRANCH, twoWorlds, type Worlds } from './worlds.js';

let worlds: Worlds;
let app: NestFastifyApplication;
let trying: Trying;
let routes: Route[];
let own: Ids;
let foreign: Ids;
beforeAll(async () => {
  worlds = await twoWorlds('notice');
  const site = await routedSite(worlds.url);
  app = site.app;
  trying = await Trying.in(app, worlds);
  routes = site.routes.filter(({ path }) => parametersOf(path).length > 0);
  const em = worlds.store.em.fork();
  own = await idsOf(em, worlds.own, BRANCH);
  foreign = await idsOf(em, worlds.foreign, FOREIGN_BRANCH);
});
afterAll(async () => {
  await trying?.keeping.close();
  await app?.close();
  await worlds?.close();
});

/** Those who come past the fence of a route, and so as far as its id. */
function visitors({ policy }: Route): Persona[] {
  if (policy?.kind === 'roles') return policy.roles.filter((role) => role !== 'clock');
  return policy?.kind === 'signedIn' ? ['nominator', 'secretariat'] : ['nobody'];
}

const MALFORMED = [
  '%27',
  '%27%20or%201%3D1--',
  '..%2f..%2fpackage.json',
  '%00',
  `${NOBODYS}%00`,
  '1e9',
  '-1',
  '9'.repeat(50),
  '9'.repeat(2000),
  'x'.repeat(10_240),
  '%C0%80',
  '%E0%A4%A',
  '%7B%7D',
  '%20',
  '__proto__',
];

/** Ending what is not there is done already, and tells nothing. */
const DONE_ALREADY = ['POST /account/sessions/:id/end', 'POST /account/passkeys/:id/removal'];

// Thousands of requests: generous, for a machine that is busy with something else.
const PATIENCE = 600_000;

it(
  'answers every malformed id with 404, or with 400, and changes nothing',
  async () => {
    const wrong: string[] = [];
    for (const route of routes)
      for (const part of parametersOf(route.path))
        for (const value of MALFORMED)
          for (const persona of visitors(route)) {
            const { answer } = await trying.ask(persona, route, own, { [part]: value });
            // Whoever has a second factor shows it once more before one is taken away, whichever it is.
            const isFine =
              answer === '404' || answer === 'bad' || answer === '401' || (answer === 'in' && DONE_ALREADY.includes(route.name));
            if (!isFine) wrong.push(`${persona} ${route.name} :${part} = ${value.slice(0, 40)} gives ${answer}`);
          }
    expect(wrong).toEqual([]);
    expect(await trying.keeping.changed()).toEqual([]);
  },
  PATIENCE,
);

/** What differs between two answers although they say the same: ids of requests, and what was asked for. */
const alike = (body: string, ids: Ids, address: string) =>
  Object.values(ids)
    .filter((id) => id.length > 5)
    .reduce((text, id) => text.replaceAll(id, 'ID').replaceAll(encodeURIComponent(id), 'ID'), body.replaceAll(address, 'ADDRESS'))
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll('KHONGCOMANAY', 'ID');

const ABSENT: Partial<Ids> = {
  slug: 'khong-co-dot-nay',
  certificate: 'KHONGCOMANAY',
  entry: '999999999',
  letter: '1.khong-co.x',
  passkey: 'key-x',
};

it(
  'finds nothing under an address whose parts do not belong together',
  async () => {
    const wrong: string[] = [];
    for (const route of routes)
      for (const part of parametersOf(route.path).filter(
        (one) => !['slug', 'kind', 'format', 'act', 'name', 'key', 'code', '*'].includes(one),
      ))
        for (const persona of visitors(route))
          for (const value of [NOBODYS, part === 'id' ? foreign.person : NOBODYS]) {
            const { answer } = await trying.ask(persona, route, own, { [part]: value });
            const isPerson =
              value === foreign.person &&
              /\/(people|recovery)\/:id$|\/people\/:id\/(memberships|removal|erasure)$|\/recovery/.test(route.path);
            const isFine =
              answer === '404' || answer === 'bad' || answer === '401' || (answer === 'in' && DONE_ALREADY.includes(route.name));
            // Whether there is such a point or talk is not even asked where nothing may be said to it.
            if ((part === 'point' || part === 'thread') && answer === '409') continue;
            if (!isFine && !isPerson) wrong.push(`${persona} ${route.name} :${part} = ${value} gives ${answer}`);
          }
    expect(wrong).toEqual([]);
  },
  PATIENCE,
);

it(
  'says the same of what belongs to others as of what is not there',
  async () => {
    const absent = {
      ...own,
      ...Object.fromEntries(Object.entries(own).map(([name, id]) => [name, id.length === 36 ? NOBODYS : id])),
      ...ABSENT,
    };
    const differences: string[] = [];
    for (const route of routes)
      for (const persona of visitors(route)) {
        const [theirs, none] = [await trying.ask(persona, route, foreign), await trying.ask(persona, route, absent)];
        const [there, nowhere] = [addressOf(route.path, foreign), addressOf(route.path, absent)];
        if (theirs.answer !== '404') continue;
        if (none.answer !== '404' || alike(theirs.body, foreign, there) !== alike(none.body, absent, nowhere))
          differences.push(`${persona} ${route.name}: ${theirs.answer}, ${none.answer} (${there})`);
      }
    expect(differences).toEqual([]);
  },
  PATIENCE,
);
