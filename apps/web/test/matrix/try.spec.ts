import { writeFileSync } from 'node:fs';
import { twoWorlds, BRANCH, NEIGHBOUR } from './worlds.js';
import { MOMENTS } from './moments.js';
import { routedSite } from './routes.js';
import { Trying, hasIds, PERSONAS } from './trying.js';
import { idsOf } from './ids.js';
it('tries', async () => {
  const out: unknown[] = [];
  for (const moment of (process.env['MOMENTS'] ?? MOMENTS.join()).split(',') as (typeof MOMENTS)[number][]) {
    const t = performance.now();
    const w = await twoWorlds(moment);
    const { app, routes } = await routedSite(w.url);
    const trying = await Trying.in(app, w);
    const em = w.store.em.fork();
    const all = {
      own: await idsOf(em, w.own, BRANCH),
      foreign: await idsOf(em, w.foreign, 'CD-X-AK-02'),
      ...(moment === 'nomination' ? {} : { neighbour: await idsOf(em, w.own, NEIGHBOUR) }),
    };
    const t1 = performance.now();
    let n = 0;
    for (const [which, ids] of Object.entries(all)) {
      for (const persona of PERSONAS) {
        for (const route of routes) {
          if (which !== 'own' && !hasIds(route)) continue;
          if (which === 'neighbour' && !route.path.includes('nominations/:id')) continue;
          n++;
          const t2 = performance.now();
          const { answer, canaries, body } = await trying.ask(persona, route, ids);
          out.push({
            moment,
            which,
            persona,
            route: route.name,
            answer,
            canaries,
            ms: performance.now() - t2,
            ...(answer === '500' || answer === 'bad'
              ? {
                  body: body
                    .replace(/<head.*<\/head>/s, '')
                    .replace(/<svg.*?<\/svg>/gs, '')
                    .replace(/<[^>]*>/g, ' ')
                    .replace(/\s+/g, ' ')
                    .slice(0, 1500),
                }
              : {}),
          });
        }
        const changed = await trying.keeping.changed();
        if (changed.length) {
          console.log('CHANGED', moment, which, persona, changed);
          await trying.keeping.goBack();
        }
      }
    }
    console.log(moment, Math.round(t1 - t), Math.round(performance.now() - t1), n);
    await trying.keeping.close();
    await app.close();
    await w.close();
    writeFileSync(`/tmp/matrix-${process.env['OUT'] ?? 'a'}.json`, JSON.stringify(out));
  }
}, 1e6);
