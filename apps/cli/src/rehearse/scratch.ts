import { randomUUID } from 'node:crypto';
import { type Desk, SETUP } from '#awards';
import { Cycle, Membership, Person, Timer, Unit } from '#store';
import type { Actor, Definition } from '#workflow';
import { COPIED, type CycleRecord } from './record.js';

/** Takes units and people over with their ids, so that whoever acted then can act again. */
export async function copyPeople({ em }: Desk, { rows }: CycleRecord): Promise<void> {
  await em.fork().transactional(async (copying) => {
    for (const table of COPIED)
      await copying.execute(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ?::jsonb)`, [
        JSON.stringify(rows[table]),
      ]);
  });
}

/** Who holds the seats: those of the record, and for a seat it did not have a stand-in who never acts. */
export async function seatsOf(
  { em }: Desk,
  definition: Definition,
  record: CycleRecord,
): Promise<{ council: Record<string, string>; standIns: string[] }> {
  const standIns = (definition.council?.seats ?? []).filter(({ code }) => record.seats[code] === undefined);
  const making = em.fork();
  const organiser = await making.findOne(Unit, { code: definition.organiser });
  const added = standIns.map((seat): [string, string] => {
    const person = making.create(Person, { id: randomUUID(), name: seat.title.vi });
    if (organiser) making.create(Membership, { person, unit: organiser, role: seat.role, title: seat.title.vi });
    return [seat.code, person.id];
  });
  await making.flush();
  return { council: { ...record.seats, ...Object.fromEntries(added) }, standIns: standIns.map(({ code }) => code) };
}

/** Publishes the definition and sets a cycle of it up, with the ceremony of the record. */
export async function prepareAgain(desk: Desk, definition: Definition, record: CycleRecord): Promise<{ cycle: Cycle; standIns: string[] }> {
  const first = record.entries.find(({ type }) => type === 'cycle.prepared');
  if (first) await desk.clock.travel(desk.em, first.at);
  const { code, version } = await desk.definitions.publish(SETUP, definition);
  const { council, standIns } = await seatsOf(desk, definition, record);
  const actor: Actor = { id: first?.actorId ?? SETUP.id, role: 'secretariat', unit: first?.actorUnit ?? null };
  const cycle = await desk.cycles.prepare(actor, { slug: record.slug, definition: { code, version }, ceremony: record.ceremony, council });
  return { cycle, standIns };
}

/** Lets the clock actor do what falls due until then, each thing at its own time. What cannot be done yet rings again at the end. */
export async function timePasses(desk: Desk, from: Date, until: Date): Promise<void> {
  const due = (after: Date) => desk.em.fork().findOne(Timer, { due: { $gt: after, $lte: until } }, { orderBy: { due: 'asc' } });
  let next = await due(from);
  while (next) {
    const at = next.due;
    await ring(desk, at);
    next = await due(at);
  }
  await ring(desk, until);
}

async function ring(desk: Desk, at: Date): Promise<void> {
  await desk.clock.travel(desk.em, at);
  while ((await desk.timers.run()) > 0);
}
