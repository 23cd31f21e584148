import { Membership, Nomination, Unit, UnitPast } from '#store';
import type { EntityManager } from '@mikro-orm/postgresql';
import { dateOf, dayNumber, type Text } from '#workflow';
import { Invalid, invalid } from '../errors.js';
import { record } from '../journal.js';
import { endsTheLast, LAST_ADMINISTRATOR } from '../people/administrators.js';
import { OPEN_CYCLES, SETTLED } from './open-work.js';
import type { UnitAct } from './unit-act.js';

export interface Renaming {
  name: string;
  nameEn?: string | null | undefined;
  /** The first day of the new name. */
  on: string;
}

export interface Moving {
  /** Code of the unit it then belongs to. */
  parent: string;
  on: string;
}

export interface Closing {
  /** Its last day. */
  on: string;
  reason: string;
}

/** Everything that speaks against a change, told at once. */
export class Objections {
  private readonly faults: { place: string; message: Text }[] = [];

  add(place: string, vi: string, en: string): void {
    this.faults.push({ place, message: { vi, en } });
  }

  raise(): void {
    if (this.faults.length > 0) throw new Invalid(this.faults);
  }
}

const clean = (text: string) => text.normalize('NFC').trim();

/** The last day of how it was, when something new begins on a day. */
export const dayBefore = (day: string): string => dateOf(dayNumber(day) - 1);

export async function renameUnit({ em, unit, actor, now, today }: UnitAct, wanted: Renaming): Promise<void> {
  const name = clean(wanted.name);
  const nameEn = clean(wanted.nameEn ?? '') || null;
  if (name === unit.name && nameEn === unit.nameEn)
    throw invalid('name', 'Tên mới giống tên đang dùng.', 'The new name is the one it has.');
  await checkDay(em, unit, wanted.on, today);
  keepPast(em, unit, wanted.on);
  const from = unit.name;
  Object.assign(unit, { name, nameEn });
  record(em, {
    type: 'unit.renamed',
    cycle: null,
    subjectId: unit.id,
    actor,
    at: now,
    data: { code: unit.code, from, to: name, on: wanted.on },
  });
}

export async function moveUnit({ em, unit, actor, now, today }: UnitAct, wanted: Moving): Promise<void> {
  const objections = new Objections();
  const parent = await em.findOne(Unit, { code: clean(wanted.parent) });
  if (!parent) throw invalid('parent', `Không có đơn vị “${wanted.parent}”.`, `There is no unit “${wanted.parent}”.`);
  if (parent.id === unit.parent?.id) objections.add('parent', 'Đơn vị đã thuộc đơn vị cấp trên này.', 'It already belongs to that unit.');
  if ((await lineAbove(em, parent.id)).includes(unit.id))
    objections.add('parent', 'Đơn vị cấp trên mới lại nằm dưới chính đơn vị này.', 'The new parent lies below this very unit.');
  else if (unit.parent ? parent.tier !== unit.parent.tier : parent.tier === unit.tier)
    objections.add(
      'parent',
      'Đơn vị cấp trên mới phải cùng cấp với đơn vị cấp trên cũ.',
      'The new parent must be of the tier of the old one.',
    );
  if (hasEnded(parent, wanted.on)) objections.add('parent', 'Đơn vị cấp trên mới đã kết thúc hoạt động.', 'The new parent has ended.');
  objections.raise();
  await checkDay(em, unit, wanted.on, today);
  keepPast(em, unit, wanted.on);
  const from = unit.parent?.code ?? null;
  unit.parent = parent;
  record(em, {
    type: 'unit.moved',
    cycle: null,
    subjectId: unit.id,
    actor,
    at: now,
    data: { code: unit.code, from, to: parent.code, on: wanted.on },
  });
}

export async function closeUnit({ em, unit, actor, now, today }: UnitAct, { on, reason }: Closing): Promise<void> {
  const objections = new Objections();
  const below = await em.count(Unit, { parent: unit, $or: [{ validTo: null }, { validTo: { $gt: on } }] });
  if (below > 0)
    objections.add(
      'on',
      `Còn ${below} đơn vị trực thuộc; hãy chuyển hoặc kết thúc các đơn vị đó trước.`,
      `${below} units still belong to it; move or close them first.`,
    );
  const open = await em.find(Nomination, { unit, cycle: { status: { $in: [...OPEN_CYCLES] } }, status: { $nin: [...SETTLED] } });
  if (open.length > 0) {
    const codes = open.map(({ code }) => code).join(', ');
    objections.add(
      'on',
      `Còn hồ sơ đang xét: ${codes}. Hãy sáp nhập thay vì kết thúc.`,
      `Nominations are still under way: ${codes}. Merge it instead of closing it.`,
    );
  }
  if (await endsTheLast(em, await em.find(Membership, { unit }))) objections.add('on', LAST_ADMINISTRATOR.vi, LAST_ADMINISTRATOR.en);
  objections.raise();
  await checkDay(em, unit, on, today);
  unit.validTo = on;
  const ended = await em.execute<{ id: string }[]>('delete from membership where unit_id = ? returning id', [unit.id]);
  record(em, {
    type: 'unit.closed',
    cycle: null,
    subjectId: unit.id,
    actor,
    at: now,
    data: { code: unit.code, on, reason: clean(reason), memberships: ended.length },
  });
}

export const hasEnded = ({ validTo }: Unit, day: string): boolean => validTo !== null && validTo !== undefined && validTo < day;

/** What is dated happens in the order of its dates, and not before its day has come. */
export async function checkDay(em: EntityManager, unit: Unit, on: string, today: string): Promise<void> {
  if (on > today) throw invalid('on', 'Ngày này chưa đến; hãy ghi vào đúng ngày đó.', 'That day has not come yet; do it on the day.');
  if (hasEnded(unit, today) || unit.mergedInto) throw invalid('on', `${unit.name} đã kết thúc hoạt động.`, `${unit.name} has ended.`);
  if (unit.validFrom && on < unit.validFrom)
    throw invalid('on', 'Ngày này trước ngày đầu của đơn vị.', 'That day is before the first day of the unit.');
  const [last] = await em.find(UnitPast, { unit }, { orderBy: { until: 'desc' }, limit: 1 });
  if (last && on <= last.until) throw invalid('on', 'Đã có thay đổi ghi sau ngày này.', 'A later change of the unit is on record.');
}

/** Keeps how the unit was until the day before. */
export function keepPast(em: EntityManager, unit: Unit, on: string): void {
  const { name, nameEn, parent } = unit;
  em.create(UnitPast, { unit, until: dayBefore(on), name, nameEn: nameEn ?? null, parent: parent ?? null });
}

/** The ids of a unit and all above it. */
export async function lineAbove(em: EntityManager, id: string): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `with recursive line as (select id, parent_id from unit where id = ?
       union select u.id, u.parent_id from unit u join line l on u.id = l.parent_id) select id from line`,
    [id],
  );
  return rows.map((row) => row.id);
}
