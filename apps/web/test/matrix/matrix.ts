import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { expectedOf } from './cells.js';
import { EXPECTED } from './expected/index.js';
import { type Ids, idsOf } from './ids.js';
import type { Moment } from './moments.js';
import { PERSONAS, type Persona } from './personas.js';
import { given } from './public.js';
import { type Route, routedSite } from './routes.js';
import { hasIds, Trying } from './trying.js';
import { BRANCH, FOREIGN_BRANCH, NEIGHBOUR, twoWorlds } from './worlds.js';

/** At this one every route is tried; at the others those an award has to do with. */
const WHOLE: Moment = 'ward-review';
/** When those are there, too, who act for others. */
const WITH_DEPUTIES: readonly Moment[] = ['ward-review', 'published'];
/** The other district stands where the own one does, so a few moments say what there is to say. */
const ABROAD: readonly Moment[] = ['nomination', 'ward-review', 'waiting', 'settled', 'published'];

const isOfAward = ({ path }: Route) => /:slug|nominations|objections|certificates|^\/$|^\/api\/v1\/cycles$/.test(path);

export interface Found {
  /** Answers that are not the expected ones. */
  wrong: string[];
  /** Foreign text in an answer. */
  shown: string[];
  /** Tables that a refused request, or one with the ids of others, changed. */
  changed: string[];
}

/** Every persona at every route at one moment: with ids of the own world, of the other ward and of the other district. */
export async function tryEverything(moment: Moment): Promise<Found> {
  const worlds = await twoWorlds(moment);
  const { app, routes } = await routedSite(worlds.url);
  const trying = await Trying.in(app, worlds);
  const em = worlds.store.em.fork();
  const found: Found = { wrong: [], shown: [], changed: [] };
  const at = new Matrix(moment, trying, moment === WHOLE ? routes : routes.filter(isOfAward), found);
  await at.everybody('own', await idsOf(em, worlds.own, BRANCH));
  if (moment !== 'nomination') await at.everybody('neighbour', await idsOf(em, worlds.own, NEIGHBOUR));
  if (ABROAD.includes(moment)) await at.everybody('foreign', await idsOf(em, worlds.foreign, FOREIGN_BRANCH));
  await closeAll(app, trying, worlds);
  return found;
}

async function closeAll(app: NestFastifyApplication, trying: Trying, worlds: { close(): Promise<void> }): Promise<void> {
  await trying.keeping.close();
  await app.close();
  await worlds.close();
}

type Whose = 'own' | 'neighbour' | 'foreign';

class Matrix {
  constructor(
    private readonly moment: Moment,
    private readonly trying: Trying,
    private readonly routes: readonly Route[],
    private readonly found: Found,
  ) {}

  async everybody(whose: Whose, ids: Ids): Promise<void> {
    for (const persona of PERSONAS.filter((one) => this.isThere(one, whose))) {
      const routes = this.routes.filter((route) => isAsked(route, whose));
      for (const route of routes) await this.one(persona, route, whose, ids);
      const changed = await this.trying.keeping.changed();
      if (changed.length === 0) continue;
      this.found.changed.push(`${persona}, ${whose}: ${changed.join(', ')}`);
      await this.trying.keeping.goBack();
    }
  }

  private isThere(persona: Persona, whose: Whose): boolean {
    if (whose === 'neighbour' && !['nobody', 'nominator', 'reviewer', 'delegate', 'program'].includes(persona)) return false;
    return WITH_DEPUTIES.includes(this.moment) || (persona !== 'delegate' && persona !== 'program');
  }

  private async one(persona: Persona, route: Route, whose: Whose, ids: Ids): Promise<void> {
    const { answer, canaries } = await this.trying.ask(persona, route, ids);
    const expected = EXPECTED[route.name];
    // Without one another spec fails, and says what to write.
    const wanted = expected && expectedOf(route.name, expected, persona, whose !== 'own')[this.moment];
    if (wanted !== undefined && answer !== wanted)
      this.found.wrong.push(`${persona}, ${whose} ids: ${route.name} gives ${answer}, not ${wanted}`);
    const shown = given(persona, route.name, canaries);
    if (shown.length > 0) this.found.shown.push(`${persona}, ${whose} ids: ${route.name} shows ${shown.join(', ')}`);
  }
}

/** The other ward has nominations of its own, and nothing else of its own that has an address. */
const isAsked = (route: Route, whose: Whose) =>
  whose === 'own' || (whose === 'foreign' ? hasIds(route) : route.path.includes('nominations/:id'));
