import { LockMode } from '@mikro-orm/postgresql';
import { Cycle, Membership, Nomination, run, Tie, Unit, UnitPast } from '#store';
import { Invalid } from '../errors.js';
import { record } from '../journal.js';
import { recuseTied } from '../scoring/scoring.service.js';
import { CLOCK } from '#workflow';
import { checkDay, dayBefore, hasEnded, lineAbove, Objections } from './changes.js';
import { moveEndorsements } from './endorsements.js';
import { lineOf } from './line.js';
import { OPEN_CYCLES, SETTLED } from './open-work.js';
import type { UnitAct } from './unit-act.js';

export interface Merging {
  /** Codes of the units that end. */
  units: string[];
  /** The first day on which the successor stands in their place. */
  on: string;
  reason: string;
}

interface Merge extends UnitAct {
  ended: Unit[];
}

/**
 * Ends units in favour of `unit`. What is over keeps the names it had; what is open goes on at the successor: nominations, quotas, endorsements,
 * extensions, memberships, ties. Whoever could act before can act afterwards.
 */
export async function mergeUnits(act: UnitAct, wanted: Merging): Promise<void> {
  const { em, unit, actor, now } = act;
  // Before anything is read: no act on a cycle is under way, and none begins until this is done.
  const cycles = await em.find(
    Cycle,
    { status: { $in: [...OPEN_CYCLES] } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  await em.populate(cycles, ['definition']);
  const merge: Merge = { ...act, ended: await unitsOf(act, wanted) };
  await refuseClashes(merge, cycles);
  const codes = merge.ended.map(({ code }) => code);
  for (const cycle of cycles) await takeOverCycle(merge, cycle, codes);
  await takeOverChildren(merge, wanted.on);
  await takeOverPeople(merge);
  for (const one of merge.ended) {
    Object.assign(one, { validTo: dayBefore(wanted.on), mergedInto: unit });
    record(em, {
      type: 'unit.merged',
      cycle: null,
      subjectId: one.id,
      actor,
      at: now,
      data: { code: one.code, into: unit.code, on: wanted.on, reason: wanted.reason.normalize('NFC').trim() },
    });
  }
  await em.flush();
}

async function unitsOf({ em, unit, today }: UnitAct, { units, on }: Merging): Promise<Unit[]> {
  const codes = [...new Set(units.map((code) => code.normalize('NFC').trim()))];
  const found = await em.find(Unit, { code: { $in: codes } }, { orderBy: { code: 'asc' }, populate: ['parent'] });
  const objections = new Objections();
  if (codes.length === 0) objections.add('units', 'Hãy chọn ít nhất một đơn vị để sáp nhập.', 'Choose at least one unit to merge.');
  const above = await lineAbove(em, unit.id);
  for (const code of codes) {
    const one = found.find((other) => other.code === code);
    if (!one) objections.add('units', `Không có đơn vị “${code}”.`, `There is no unit “${code}”.`);
    else if (one.id === unit.id)
      objections.add('units', `${one.name} không thể sáp nhập vào chính mình.`, `${one.name} cannot be merged into itself.`);
    else if (above.includes(one.id))
      objections.add('units', `${one.name} là cấp trên của ${unit.name}.`, `${one.name} stands above ${unit.name}.`);
    else if (one.tier !== unit.tier)
      objections.add('units', `${one.name} không cùng cấp với ${unit.name}.`, `${one.name} is not of the tier of ${unit.name}.`);
  }
  if (hasEnded(unit, on) || unit.mergedInto) objections.add('units', `${unit.name} đã kết thúc hoạt động.`, `${unit.name} has ended.`);
  if (unit.validFrom && on < unit.validFrom)
    objections.add('on', `${unit.name} chưa thành lập vào ngày này.`, `${unit.name} was not founded on that day.`);
  objections.raise();
  for (const one of found) await checkDay(em, one, on, today);
  return found;
}

/** One unit has one nomination in a cycle: two of them cannot become one. */
async function refuseClashes({ em, unit, ended }: Merge, cycles: readonly Cycle[]): Promise<void> {
  const all = await em.find(
    Nomination,
    {
      cycle: { $in: cycles.map(({ id }) => id) },
      $or: [{ unit: unit.id }, { unit: { $in: ended.map(({ id }) => id) }, status: { $nin: [...SETTLED] } }],
    },
    { orderBy: { code: 'asc' } },
  );
  const clashes = [...Map.groupBy(all, ({ cycle }) => cycle.id).values()].filter((own) => own.length > 1);
  if (clashes.length === 0) return;
  throw new Invalid(
    clashes.map((own) => {
      const codes = own.map(({ code }) => code).join(', ');
      const slug = own[0]?.cycle.slug ?? '';
      return {
        place: 'units',
        message: {
          vi: `Trong đợt ${slug} các đơn vị này có nhiều hồ sơ (${codes}); mỗi đơn vị chỉ có một hồ sơ. Hãy rút bớt hồ sơ hoặc sáp nhập sau khi đợt kết thúc.`,
          en: `In the cycle ${slug} these units have several nominations (${codes}), and a unit has one. Withdraw the others or merge after the cycle.`,
        },
      };
    }),
  );
}

async function takeOverCycle(merge: Merge, cycle: Cycle, units: string[]): Promise<void> {
  const { em, unit, ended, actor, now } = merge;
  const ids = ended.map(({ id }) => id);
  const moved = await run<{ code: string }>(em, MOVE_LINES, [cycle.id, unit.tier, ids, JSON.stringify(await lineOf(em, unit))]);
  await run(em, MOVE_NOMINATIONS, [cycle.id, ids, unit.id, SETTLED]);
  await run(em, MOVE_THREADS, [cycle.id, ids, unit.id]);
  await run(em, MOVE_FILINGS, [cycle.id, ids, unit.id]);
  const ranks = await moveEndorsements(em, cycle.id, ids, unit.id);
  const hadDeadline = takeOverExtensions(cycle, ids, unit.id);
  if (ids.includes(cycle.organiser.id)) cycle.organiser = unit;
  if (moved.length === 0 && ranks.length === 0 && !hadDeadline && cycle.organiser !== unit) return;
  record(em, {
    type: 'cycle.unit-merged',
    cycle,
    subjectId: cycle.id,
    actor,
    at: now,
    data: { units, into: unit.code, nominations: moved.map(({ code }) => code), ranks },
  });
  await stepAside(merge, cycle);
}

const MOVE_LINES = `update nomination set line = line || $4::jsonb where cycle_id = $1 and line ->> $2 = any($3::text[]) returning code`;
const MOVE_FILINGS = `update nomination set filed_by_id = $3::uuid where cycle_id = $1 and filed_by_id = any($2::uuid[])`;
const MOVE_NOMINATIONS = `update nomination set unit_id = $3::uuid where cycle_id = $1 and unit_id = any($2::uuid[]) and status <> all($4::text[])`;

const MOVE_THREADS = `update thread set unit_id = $3::uuid where unit_id = any($2::uuid[]) and nomination_id in (select id from nomination where cycle_id = $1)`;

/** A unit that had more time keeps it, and with it the whole successor. */
function takeOverExtensions(cycle: Cycle, ids: readonly string[], into: string): boolean {
  let has = false;
  const schedule = Object.entries(cycle.schedule).map(([stage, times]) => {
    const extensions = { ...times.extensions };
    const own = [...ids, into].flatMap((id) => extensions[id] ?? []).sort((a, b) => (a.until < b.until ? 1 : -1));
    const [latest] = own;
    if (!latest || !ids.some((id) => extensions[id])) return [stage, times];
    has = true;
    for (const id of ids) delete extensions[id];
    return [stage, { ...times, extensions: { ...extensions, [into]: latest } }];
  });
  if (has) cycle.schedule = Object.fromEntries(schedule) as Cycle['schedule'];
  return has;
}

async function takeOverChildren({ em, unit, ended }: Merge, on: string): Promise<void> {
  const children = await em.find(Unit, { parent: { $in: ended.map(({ id }) => id) } }, { populate: ['parent'] });
  for (const child of children) {
    const { name, nameEn, parent } = child;
    em.create(UnitPast, { unit: child, until: dayBefore(on), name, nameEn: nameEn ?? null, parent: parent ?? null });
    child.parent = unit;
  }
}

/** Memberships and ties go over to the successor. Who has the same one there already keeps that; what a browser was signed in as, it stays. */
async function takeOverPeople({ em, unit, ended }: Merge): Promise<void> {
  const ids = ended.map(({ id }) => id);
  const before = await em.find(Membership, { unit: { $in: ids } }, { orderBy: { id: 'asc' } });
  const there = new Map((await em.find(Membership, { unit })).map((one) => [holdingOf(one), one]));
  for (const one of before) {
    const same = there.get(holdingOf(one));
    if (same) {
      for (const table of ['session', 'delegation', 'api_token'])
        await run(em, `update ${table} set membership_id = $2 where membership_id = $1`, [one.id, same.id]);
      Object.assign(same, wider(same, one));
      em.remove(one);
    } else {
      one.unit = unit;
      there.set(holdingOf(one), one);
    }
  }
  await em.flush();
  const ties = await em.find(Tie, { unit: { $in: ids } });
  const tied = new Set((await em.find(Tie, { unit })).map(({ person }) => person.id));
  for (const { person, reason } of ties) {
    if (tied.has(person.id)) continue;
    tied.add(person.id);
    em.create(Tie, { person, unit, reason });
  }
}

const holdingOf = ({ person, role, cycle }: Membership) => `${person.id} ${role} ${cycle?.id}`;

function wider(a: Membership, b: Membership) {
  const from = a.validFrom && b.validFrom ? (a.validFrom < b.validFrom ? a.validFrom : b.validFrom) : null;
  const to = a.validTo && b.validTo ? (a.validTo > b.validTo ? a.validTo : b.validTo) : null;
  return { validFrom: from, validTo: to };
}

/** The new line may bring ties to nominations that are being scored. */
async function stepAside({ em, unit, ended, now }: Merge, cycle: Cycle): Promise<void> {
  const ids = ended.map(({ id }) => id);
  await run(
    em,
    `insert into tie (person_id, unit_id, reason) select person_id, $2::uuid, min(reason) from tie where unit_id = any($1::uuid[]) group by person_id
     on conflict do nothing`,
    [ids, unit.id],
  );
  if (cycle.stage === null) return;
  for (const { nomination, scorer } of await recuseTied(em, cycle.id, cycle.stage, now))
    record(em, { type: 'nomination.recused', cycle, subjectId: nomination, actor: CLOCK, at: now, data: { scorer, because: 'tie' } });
}
