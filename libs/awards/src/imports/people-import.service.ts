import { randomUUID } from 'node:crypto';
import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Cycle, Membership, onTheWhole, Person, run, Unit } from '#store';
import { fold, readTable } from '#tables';
import { type Actor, type Language, type Role, ROLES, type Text } from '#workflow';
import { Clock } from '../clock.js';
import { Invalid } from '../errors.js';
import { LOOKS_AFTER_PEOPLE } from '../people/person.policy.js';
import { only } from '../policy.js';
import { record } from '../journal.js';
import { inCycle, LIMITED_ADMINISTRATOR } from '../people/membership.service.js';
import { phoneFrom } from '../people/phone.js';
import { stepAsideFor } from '../people/tie.service.js';
import { OPEN_CYCLES } from '../units/open-work.js';
import { type Column, type ImportRow, mapRows, type Remark } from './columns.js';
import { KnownPeople } from './known-people.js';
import type { ImportOptions, Preview } from './unit-import.service.js';
import { exampleOf, type TableFormat, writeTable } from './written.js';

type Field = 'name' | 'phone' | 'email' | 'role' | 'unit' | 'title' | 'validFrom' | 'validTo' | 'cycle';

/** One membership of one person: whoever has several stands in several rows with the same number or address. */
export interface PersonRowWanted extends Record<Field, string | null> {
  name: string;
  role: Exclude<Role, 'clock'>;
  unit: string;
}

const COLUMNS: readonly Column<Field>[] = [
  { field: 'name', name: { vi: 'Họ và tên', en: 'Name' }, isRequired: true, example: 'Bí thư Chi đoàn 11' },
  { field: 'phone', name: { vi: 'Điện thoại', en: 'Telephone' }, example: '0903123456' },
  { field: 'email', name: { vi: 'Thư điện tử', en: 'E-mail' }, example: '' },
  { field: 'role', name: { vi: 'Vai trò', en: 'Role' }, isRequired: true, example: 'nominator' },
  { field: 'unit', name: { vi: 'Mã đơn vị', en: 'Unit code' }, isRequired: true, example: 'CD-01' },
  { field: 'title', name: { vi: 'Chức danh', en: 'Title' }, example: 'Bí thư chi đoàn' },
  { field: 'validFrom', name: { vi: 'Từ ngày', en: 'From' }, isDate: true, example: '' },
  { field: 'validTo', name: { vi: 'Đến hết ngày', en: 'Until' }, isDate: true, example: '' },
  // The address of the only cycle in which it counts; empty for a standing one.
  { field: 'cycle', name: { vi: 'Mã đợt', en: 'Cycle' }, example: '' },
];

const ROLE_NAMES: Record<Exclude<Role, 'clock'>, Text> = {
  nominator: { vi: 'Người đề cử', en: 'Nominator' },
  reviewer: { vi: 'Người xét', en: 'Reviewer' },
  secretariat: { vi: 'Thường trực', en: 'Secretariat' },
  scorer: { vi: 'Người chấm điểm', en: 'Scorer' },
  chair: { vi: 'Chủ tịch Hội đồng', en: 'Chair' },
  administrator: { vi: 'Quản trị', en: 'Administrator' },
  observer: { vi: 'Người theo dõi', en: 'Observer' },
};

/** People and their memberships in and out as tables. */
@Injectable()
export class PeopleImportService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  preview(actor: Actor, bytes: Buffer, options: ImportOptions): Promise<Preview<PersonRowWanted>> {
    return this.look(this.em.fork(), actor, bytes, options);
  }

  /** All of the file in one transaction, or nothing: then `Invalid` names every fault. Returns how many memberships are new. */
  apply(actor: Actor, bytes: Buffer, options: ImportOptions): Promise<number> {
    return onTheWhole(this.em, async (em) => {
      await run(em, 'select pg_advisory_xact_lock(hashtext($1))', ['people']);
      const { rows, faults } = await this.look(em, actor, bytes, options);
      if (faults.length > 0) throw new Invalid(faults);
      await this.add(em, actor, rows);
      return rows.length;
    });
  }

  async export(actor: Actor, format: TableFormat, language: Language): Promise<Buffer> {
    only(LOOKS_AFTER_PEOPLE, actor);
    return writeTable(format, SHEET[language], COLUMNS, await everybody(this.em.fork()), language);
  }

  template(format: TableFormat, language: Language): Promise<Buffer> {
    return writeTable(format, SHEET[language], COLUMNS, [exampleOf(COLUMNS)], language);
  }

  private async look(
    em: EntityManager,
    actor: Actor,
    bytes: Buffer,
    { convert, limits }: ImportOptions,
  ): Promise<Preview<PersonRowWanted>> {
    only(LOOKS_AFTER_PEOPLE, actor);
    const { records, faults, warnings, suspects } = mapRows(await readTable(bytes, limits), COLUMNS, convert);
    const units = new Set(
      (await em.execute<{ code: string }[]>('select code from unit where merged_into_id is null')).map(({ code }) => code),
    );
    const cycles = new Map(
      (await em.find(Cycle, {}, { fields: ['slug', 'status'] })).map(({ slug, status }) => [
        slug,
        (OPEN_CYCLES as readonly string[]).includes(status),
      ]),
    );
    const people = new KnownPeople(await em.find(Person, { removedAt: null }));
    const there = new Set((await everybody(em)).map(membershipOf));
    const rows: PersonRowWanted[] = [];
    let known = 0;
    const fresh = new Map<string, ImportRow<Field>>();
    for (const line of records) {
      const read = rowOf(line, units, cycles, faults);
      const row = read && people.recognise(read, line, faults);
      if (!row) continue;
      if (there.has(membershipOf(row))) known += 1;
      else if (row.cycle && !cycles.get(row.cycle)) faults.push(over(line, row.cycle));
      else if (fresh.has(membershipOf(row))) faults.push(twice(line));
      else rows.push(row);
      fresh.set(membershipOf(row), line);
    }
    return { rows, known, faults, warnings, suspects };
  }

  private async add(em: EntityManager, actor: Actor, rows: readonly PersonRowWanted[]): Promise<void> {
    const at = await this.clock.now(em);
    const people = new Map((await em.find(Person, { removedAt: null })).map((person) => [keyOf(person), person]));
    const units = new Map(
      (await em.find(Unit, { code: { $in: [...new Set(rows.map(({ unit }) => unit))] } })).map((unit) => [unit.code, unit]),
    );
    const cycles = new Map(
      (await em.find(Cycle, { slug: { $in: rows.flatMap(({ cycle }) => cycle ?? []) } })).map((one) => [one.slug, one]),
    );
    const joined = new Set<string>();
    for (const row of rows) {
      const { name, phone, email, role, title, validFrom, validTo } = row;
      const unit = units.get(row.unit);
      if (!unit) throw new Error(`The unit ${row.unit} was there a moment ago`);
      let person = people.get(keyOf(row));
      const isNew = !person;
      person ??= em.create(Person, { id: randomUUID(), name, phone, email });
      people.set(keyOf(row), person);
      if (!isNew) joined.add(person.id);
      const cycle = cycles.get(row.cycle ?? '') ?? null;
      em.create(Membership, { person, unit, cycle, role, title, validFrom, validTo });
      const data = { role, unit: unit.code, ...inCycle(cycle) };
      record(em, { type: isNew ? 'person.added' : 'membership.added', cycle: null, subjectId: person.id, actor, at, data });
    }
    await em.flush();
    // A member of a council who comes to work for a unit has a tie to it.
    for (const id of joined) await stepAsideFor(em, id, actor, at);
  }
}

const SHEET: Record<Language, string> = { vi: 'Người dùng', en: 'People' };
const keyOf = ({ phone, email }: { phone?: string | null; email?: string | null }) => phone ?? email ?? '';
const membershipOf = (row: PersonRowWanted) => `${keyOf(row)} ${row.role} ${row.unit} ${row.cycle ?? ''}`;

/** Every membership of everybody who is here, in an order that depends on nothing but what is written. */
const everybody = (em: EntityManager) =>
  run<PersonRowWanted>(
    em,
    `select p.name, p.phone, p.email, m.role, u.code as unit, m.title, m.valid_from::text as "validFrom", m.valid_to::text as "validTo", c.slug as cycle
       from membership m join person p on p.id = m.person_id join unit u on u.id = m.unit_id left join cycle c on c.id = m.cycle_id where p.removed_at is null
      order by p.sort_name, p.phone, p.email, m.role, u.code collate "C", c.slug collate "C" nulls first`,
    [],
  );

function rowOf(
  { values, placeOf }: ImportRow<Field>,
  units: ReadonlySet<string>,
  cycles: ReadonlyMap<string, boolean>,
  faults: Remark[],
): PersonRowWanted | null {
  const before = faults.length;
  const fault = (field: Field, vi: string, en: string) => faults.push({ place: placeOf(field), message: { vi, en } });
  const phone = values.phone ? phoneFrom(values.phone) : null;
  const role = ROLES.find(
    (one) => one !== 'clock' && [one, ROLE_NAMES[one].vi, ROLE_NAMES[one].en].some((name) => fold(name) === fold(values.role)),
  );
  if (values.phone && !phone)
    fault('phone', 'Số điện thoại chưa đúng, ví dụ: 0903123456.', 'This is no telephone number, such as 0903123456.');
  if (values.email && (values.email.length > 254 || !z.email().safeParse(values.email).success))
    fault('email', 'Địa chỉ thư điện tử chưa đúng.', 'This is no e-mail address.');
  if (!values.phone && !values.email)
    fault('phone', 'Cần số điện thoại hoặc thư điện tử.', 'A telephone number or an e-mail address is needed.');
  if (values.role && !role) fault('role', `Không có vai trò “${values.role}”.`, `There is no role “${values.role}”.`);
  if (values.unit && !units.has(values.unit)) fault('unit', `Không có đơn vị “${values.unit}”.`, `There is no unit “${values.unit}”.`);
  if (values.cycle && !cycles.has(values.cycle)) fault('cycle', `Không có đợt “${values.cycle}”.`, `There is no cycle “${values.cycle}”.`);
  if (values.cycle && role === 'administrator') fault('cycle', LIMITED_ADMINISTRATOR.vi, LIMITED_ADMINISTRATOR.en);
  if (values.name.length > 200) fault('name', 'Tên quá dài.', 'The name is too long.');
  if (values.title.length > 200) fault('title', 'Chức danh quá dài.', 'The title is too long.');
  if (values.validFrom && values.validTo && values.validTo < values.validFrom)
    fault('validTo', 'Ngày cuối trước ngày đầu.', 'The last day is before the first.');
  if (faults.length > before || !role || role === 'clock' || !values.name || !values.unit) return null;
  const { name, unit, email, title, validFrom, validTo, cycle } = values;
  return {
    name,
    phone,
    email: email.toLowerCase() || null,
    role,
    unit,
    title: title || null,
    validFrom: validFrom || null,
    validTo: validTo || null,
    cycle: cycle || null,
  };
}

const over = ({ placeOf }: ImportRow<Field>, cycle: string): Remark => ({
  place: placeOf('cycle'),
  message: { vi: `Đợt “${cycle}” đã kết thúc.`, en: `The cycle “${cycle}” is over.` },
});

const twice = ({ placeOf }: ImportRow<Field>): Remark => ({
  place: placeOf('name'),
  message: { vi: 'Dòng này trùng với một dòng ở trên.', en: 'This row repeats one above.' },
});
