import type { ImportRow, Remark } from './columns.js';

interface Known {
  name: string;
  phone: string | null;
  email: string | null;
}

type Key = 'phone' | 'email';

const KEYS: Record<Key, { vi: string; en: string }> = {
  phone: { vi: 'số điện thoại', en: 'telephone number' },
  email: { vi: 'thư điện tử', en: 'e-mail address' },
};

/** Those on record and those of the rows above. A person is known by the number or, without one, by the address. */
export class KnownPeople {
  private readonly by: Record<Key, Map<string, Known>> = { phone: new Map(), email: new Map() };

  constructor(people: readonly Known[]) {
    for (const one of people) this.add(one);
  }

  /** The row with the number and the address of whom it means, who may be new; null where it contradicts what is known of them, which is a fault. */
  recognise<Row extends Known>(row: Row, line: ImportRow<Key | 'name'>, faults: Remark[]): Row | null {
    const byPhone = row.phone === null ? undefined : this.by.phone.get(row.phone);
    const found = byPhone ?? (row.email === null ? undefined : this.by.email.get(row.email));
    if (!found) {
      this.add(row);
      return row;
    }
    const fault = contradiction(row, found, byPhone ? 'phone' : 'email', line);
    if (fault) faults.push(fault);
    return fault ? null : { ...row, phone: found.phone, email: found.email };
  }

  private add(one: Known): void {
    if (one.phone !== null) this.by.phone.set(one.phone, one);
    if (one.email !== null) this.by.email.set(one.email, one);
  }
}

function contradiction(row: Known, { name, ...known }: Known, key: Key, { placeOf }: ImportRow<Key | 'name'>): Remark | null {
  const { vi, en } = KEYS[key];
  if (row.name !== name)
    return { place: placeOf('name'), message: { vi: `${capital(vi)} này là của ${name}.`, en: `This ${en} belongs to ${name}.` } };
  const other = key === 'phone' ? 'email' : 'phone';
  if (row[other] === null || row[other] === known[other]) return null;
  return {
    place: placeOf(other),
    message: {
      vi: `${capital(KEYS[other].vi)} này không phải của ${name}, người có ${vi} này.`,
      en: `This ${KEYS[other].en} is not that of ${name}, who has this ${en}.`,
    },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
