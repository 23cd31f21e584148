import type { Definition, Field } from './definition.js';
import { fault, type Fault } from './fault.js';

/** Fields that say of themselves what their type cannot be. */
export const formFaults = ({ form }: Definition): Fault[] =>
  form.flatMap((section, index) =>
    section.fields.flatMap((field, position) => fieldFaults(field, `form[${index} ${section.code}].fields[${position} ${field.code}]`)),
  );

function fieldFaults(field: Field, place: string): Fault[] {
  const { type, columns, minimum, maximum, decimals } = field;
  const isTable = type === 'table';
  const faults: Fault[] = [];
  if (isTable && !columns) faults.push(fault(`${place}.columns`, 'một bảng cần các cột.', 'a table needs columns.'));
  if (!isTable && columns) faults.push(fault(`${place}.columns`, 'chỉ bảng mới có cột.', 'only a table has columns.'));
  if (!isTable && minimum !== undefined)
    faults.push(fault(`${place}.minimum`, 'chỉ bảng mới có số dòng tối thiểu.', 'only a table has a smallest number of rows.'));
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    const vi = `số dòng tối thiểu ${minimum} lớn hơn số dòng tối đa ${maximum}.`;
    faults.push(fault(`${place}.minimum`, vi, `the smallest number of rows, ${minimum}, is above the largest, ${maximum}.`));
  }
  if (decimals !== undefined && type !== 'number')
    faults.push(fault(`${place}.decimals`, 'chỉ số mới có chữ số thập phân.', 'only a number has decimals.'));
  return [...faults, ...columnFaults(columns ?? [], `${place}.columns`)];
}

const columnFaults = (columns: NonNullable<Field['columns']>, place: string): Fault[] =>
  columns.flatMap(({ code, type, decimals }, index) => {
    const own = `${place}[${index} ${code}]`;
    const earlier = columns.findIndex((other) => other.code === code);
    return [
      ...(earlier === index
        ? []
        : [
            fault(
              `${own}.code`,
              `mã “${code}” đã dùng ở ${place}[${earlier} ${code}].`,
              `the code “${code}” is already used at ${place}[${earlier} ${code}].`,
            ),
          ]),
      ...(decimals !== undefined && type !== 'number'
        ? [fault(`${own}.decimals`, 'chỉ số mới có chữ số thập phân.', 'only a number has decimals.')]
        : []),
    ];
  });
