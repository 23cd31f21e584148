import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { readTable, type TableLimits } from '#tables';
import type { Actor, Language } from '#workflow';
import { Invalid } from '../errors.js';
import { only } from '../policy.js';
import { CHANGES_UNITS } from '../units/unit.policy.js';
import { allUnits } from '../units/known.js';
import { isKnown, rowFaults, type UnitField, UnitRow, type UnitWanted, wantedOf } from '../units/unit-rows.js';
import { UnitService } from '../units/unit.service.js';
import { type Column, mapRows, type ImportRow, type Remark, type Suspect } from './columns.js';
import { exampleOf, type TableFormat, writeTable } from './written.js';

/** What an import would do, found out without doing it. */
export interface Preview<Row> {
  /** In the order of the file; only those that are new. */
  rows: Row[];
  /** How many rows say what is there already. */
  known: number;
  /** Why nothing is imported: everything that is wrong, by cell. */
  faults: Remark[];
  warnings: Remark[];
  suspects: Suspect[];
}

export interface ImportOptions {
  /** Turns TCVN3 and VNI text to Unicode. */
  convert: boolean;
  limits?: TableLimits;
}

const COLUMNS: readonly Column<UnitField>[] = [
  { field: 'code', name: { vi: 'Mã', en: 'Code' }, isRequired: true, example: 'CD-01' },
  { field: 'tier', name: { vi: 'Cấp', en: 'Tier' }, isRequired: true, example: 'branch' },
  { field: 'parent', name: { vi: 'Mã cấp trên', en: 'Parent code' }, example: 'DP-01' },
  { field: 'name', name: { vi: 'Tên', en: 'Name' }, isRequired: true, example: 'Chi đoàn khu dân cư số 1' },
  { field: 'nameEn', name: { vi: 'Tên tiếng Anh', en: 'English name' }, example: 'Residential branch no. 1' },
  { field: 'validFrom', name: { vi: 'Từ ngày', en: 'From' }, isDate: true, example: '2025-07-01' },
  { field: 'validTo', name: { vi: 'Đến hết ngày', en: 'Until' }, isDate: true, example: '' },
  { field: 'mergedInto', name: { vi: 'Sáp nhập vào', en: 'Merged into' }, example: '' },
];

/** Units in and out as tables. */
@Injectable()
export class UnitImportService {
  constructor(
    private readonly em: EntityManager,
    private readonly units: UnitService,
  ) {}

  /** Throws `Unreadable` for a file that is no table. */
  async preview(actor: Actor, bytes: Buffer, { convert, limits }: ImportOptions): Promise<Preview<UnitWanted>> {
    only(CHANGES_UNITS, actor);
    const { records, faults, warnings, suspects } = mapRows(await readTable(bytes, limits), COLUMNS, convert);
    const rows: UnitWanted[] = [];
    const places: ImportRow<UnitField>[] = [];
    for (const record of records) {
      const row = rowOf(record, faults);
      if (!row) continue;
      rows.push(row);
      places.push(record);
    }
    const known = new Map((await allUnits(this.em.fork())).map((unit) => [unit.code, unit]));
    const place = (row: number, field: UnitField) => places[row]?.placeOf(field) ?? '';
    // A row whose cells are at fault is no parent for others: what depends on it would be blamed for it.
    if (faults.length === 0)
      faults.push(...rowFaults(rows, known).map(({ row, field, message }) => ({ place: place(row, field), message })));
    const added = rows.filter((row) => !isKnown(row, known));
    return { rows: added, known: rows.length - added.length, faults, warnings, suspects };
  }

  /** Imports all of the file in one transaction, or nothing: then `Invalid` names every fault. Returns how many units are new. */
  async apply(actor: Actor, bytes: Buffer, options: ImportOptions): Promise<number> {
    const { rows, faults } = await this.preview(actor, bytes, options);
    if (faults.length > 0) throw new Invalid(faults);
    return (await this.units.import(actor, rows)).length;
  }

  /** Every unit, as a file that the import gives back unchanged. */
  async export(actor: Actor, format: TableFormat, language: Language): Promise<Buffer> {
    only(CHANGES_UNITS, actor);
    return writeTable(format, SHEET[language], COLUMNS, await allUnits(this.em.fork()), language);
  }

  /** An empty table with one example. */
  template(format: TableFormat, language: Language): Promise<Buffer> {
    return writeTable(format, SHEET[language], COLUMNS, [exampleOf(COLUMNS)], language);
  }
}

const SHEET: Record<Language, string> = { vi: 'Đơn vị', en: 'Units' };

function rowOf({ values, placeOf }: ImportRow<UnitField>, faults: Remark[]): UnitWanted | null {
  const given = Object.fromEntries(Object.entries(values).map(([field, value]) => [field, value === '' ? null : value]));
  const result = UnitRow.safeParse(given);
  if (result.success) return wantedOf(result.data);
  for (const { path, code } of result.error.issues) {
    const place = placeOf(path[0] as UnitField);
    // A cell that is empty or no date has been named already.
    if (code === 'too_big') faults.push({ place, message: { vi: 'Nội dung quá dài.', en: 'This is too long.' } });
    else if (!faults.some((fault) => fault.place === place))
      faults.push({ place, message: { vi: 'Giá trị chưa đúng.', en: 'This value does not fit.' } });
  }
  return null;
}
