import { z } from 'zod';
import type { Text } from '#workflow';

const text = (most: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(z.string().min(1).max(most));

/** A unit as files and programs describe it. */
export const UnitRow = z.object({
  code: text(48),
  tier: text(48),
  parent: text(48).nullable().default(null),
  name: text(200),
  nameEn: text(200).nullable().optional(),
  validFrom: z.iso.date().nullable().optional(),
  /** Its last day. */
  validTo: z.iso.date().nullable().optional(),
  mergedInto: text(48).nullable().optional(),
});
export type UnitRow = z.input<typeof UnitRow>;
export type UnitWanted = Required<{ [Key in keyof z.output<typeof UnitRow>]: NonNullable<z.output<typeof UnitRow>[Key]> | null }> & {
  code: string;
  tier: string;
  name: string;
};
export type UnitField = keyof UnitWanted;

export interface RowFault {
  row: number;
  field: UnitField;
  message: Text;
}

export const wantedOf = (row: z.output<typeof UnitRow>): UnitWanted => ({
  code: row.code,
  tier: row.tier,
  parent: row.parent,
  name: row.name,
  nameEn: row.nameEn ?? null,
  validFrom: row.validFrom ?? null,
  validTo: row.validTo ?? null,
  mergedInto: row.mergedInto ?? null,
});

type Units = ReadonlyMap<string, UnitWanted>;

/** What keeps these rows from being added to the units there are, each fault with its row and column. Rows that say what is there already are no fault. */
export function rowFaults(wanted: readonly UnitWanted[], known: Units): RowFault[] {
  const first = new Map<string, number>();
  for (const [index, { code }] of wanted.entries()) if (!first.has(code)) first.set(code, index);
  const all = new Map([...known, ...wanted.toReversed().map((row): [string, UnitWanted] => [row.code, row])]);
  return wanted.flatMap((row, index) => {
    const earlier = first.get(row.code) ?? index;
    const fault = (field: UnitField, vi: string, en: string): RowFault => ({ row: index, field, message: { vi, en } });
    if (earlier < index)
      return [
        fault('code', `Mã “${row.code}” đã dùng ở dòng ${earlier + 1}.`, `The code “${row.code}” is already used in row ${earlier + 1}.`),
      ];
    if (known.has(row.code)) return isKnown(row, known) ? [] : [fault('code', ...differs(row.code))];
    return [...placeFaults(row, all, fault), ...dateFaults(row, all, fault)];
  });
}

/** True of a row that says what is there already. */
export const isKnown = (row: UnitWanted, known: Units): boolean => {
  const there = known.get(row.code);
  return there !== undefined && (Object.keys(there) as UnitField[]).every((field) => there[field] === row[field]);
};

const differs = (code: string): [string, string] => [
  `Đã có đơn vị mang mã “${code}” với nội dung khác; hãy sửa trên trang của đơn vị đó.`,
  `There is already a unit with the code “${code}” that says something else; change it on its own page.`,
];

type Fault = (field: UnitField, vi: string, en: string) => RowFault;

function placeFaults(row: UnitWanted, all: Units, fault: Fault): RowFault[] {
  const above: UnitWanted[] = [];
  for (let code = row.parent; code !== null;) {
    const unit = all.get(code);
    // A parent that is missing further up is the fault of that row.
    if (!unit)
      return above.length > 0 ? [] : [fault('parent', `Không có đơn vị cấp trên “${code}”.`, `There is no parent unit “${code}”.`)];
    if (unit.code === row.code) return [fault('parent', 'Các đơn vị cấp trên tạo thành vòng tròn.', 'The units above it form a circle.')];
    if (above.includes(unit)) return [];
    above.push(unit);
    code = unit.parent;
  }
  return above.some(({ tier }) => tier === row.tier)
    ? [fault('tier', `Một đơn vị cấp trên đã thuộc cấp “${row.tier}”.`, `A unit above it is already of the tier “${row.tier}”.`)]
    : [];
}

function dateFaults({ validFrom, validTo, mergedInto, tier, code }: UnitWanted, all: Units, fault: Fault): RowFault[] {
  const faults: RowFault[] = [];
  if (validFrom !== null && validTo !== null && validTo < validFrom)
    faults.push(fault('validTo', 'Ngày cuối trước ngày đầu.', 'The last day is before the first.'));
  if (mergedInto === null) return faults;
  const into = all.get(mergedInto);
  if (!into || mergedInto === code)
    faults.push(fault('mergedInto', `Không có đơn vị “${mergedInto}” để sáp nhập vào.`, `There is no unit “${mergedInto}” to merge into.`));
  else if (into.tier !== tier)
    faults.push(fault('mergedInto', 'Chỉ sáp nhập vào đơn vị cùng cấp.', 'A unit is merged into one of its own tier.'));
  if (validTo === null) faults.push(fault('validTo', 'Đơn vị đã sáp nhập cần có ngày cuối.', 'A unit that was merged needs its last day.'));
  return faults;
}
