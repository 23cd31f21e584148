import { attachSampleFiles, chance, dossierOf, SETUP } from '#awards';
import type { Award } from './award.js';

/**
 * Gives the award a cycle of the year before its own that is published: these branches handed in, the first of them won. What their later stages would
 * have done is written into the rows.
 */
export async function earlierYear(award: Award, [winner = '', ...others]: string[]): Promise<void> {
  const { definition, desk, staff, store } = award;
  const year = definition.year - 1;
  const code = definition.code.replace(String(definition.year), String(year));
  const { version } = await desk.definitions.publish(SETUP, { ...definition, code, year });
  const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
  const cycle = await desk.cycles.prepare(staff.secretariat, { slug: 'earlier', definition: { code, version }, council });
  await desk.cycles.launch(cycle.id, staff.secretariat);
  for (const branch of [winner, ...others]) {
    const actor = award.nominator(branch);
    const { id, revision } = await desk.nominations.start(cycle.id, actor);
    const dossier = { ...dossierOf(definition, branch, 0.9, chance(5)), tables: { projects: [{ name: `Vườn rau ${branch}` }] } };
    await desk.nominations.save(id, actor, dossier, revision);
    await attachSampleFiles(desk, definition, id, actor);
    await desk.nominations.submit(id, actor);
  }
  const em = store.em.fork();
  const status = `case code when ? then 'awarded' else 'notAwarded' end`;
  await em.execute(`update nomination set status = ${status}, stage = null where cycle_id = ?`, [winner, cycle.id]);
  await em.execute(`update cycle set status = 'published', stage = null where id = ?`, [cycle.id]);
}
