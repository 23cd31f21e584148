import type { EntityManager, EntityName, RequiredEntityData } from '@mikro-orm/postgresql';
import { Nomination, runWithTheNext } from '#store';
import type { HeldNomination } from './held.js';

/** Writes a new row when the act is written. What it points at is named by its id. */
export type Add = <E extends object>(entity: EntityName<E>, row: RequiredEntityData<E>) => void;

/** The same where the ORM writes: in acts that change many rows. */
export const addTo =
  (em: EntityManager): Add =>
  (entity, row) =>
    void em.create(entity, row);

type Row = Record<string, unknown>;

interface Table {
  tableName: string;
  properties: Record<string, { fieldNames: string[] } | undefined>;
}

/**
 * What an act on one nomination writes, as one statement, which travels with the COMMIT after it. The ORM would write row by row and wait each time; what
 * an act has asked it for is left to it all the same.
 */
export class Writing {
  private readonly before: Row;
  private readonly added = new Map<Table, Row[]>();
  private readonly params: unknown[] = [];

  constructor(
    private readonly em: EntityManager,
    private readonly subject: HeldNomination,
  ) {
    this.before = { ...subject };
  }

  readonly add: Add = (entity, row) => {
    const table: Table = this.em.getMetadata(entity);
    const rows = this.added.get(table);
    if (rows) rows.push(row);
    else this.added.set(table, [row]);
  };

  async send(): Promise<void> {
    if (isUsed(this.em)) await this.em.flush();
    const parts = [...this.update(), ...Array.from(this.added, ([table, rows]) => this.insert(table, rows))];
    const last = parts.pop();
    if (last === undefined) return;
    const before = parts.map((part, index) => `w${index} as (${part})`).join(', ');
    await runWithTheNext(this.em, before ? `with ${before} ${last}` : last, this.params);
  }

  private update(): string[] {
    const table: Table = this.em.getMetadata(Nomination);
    const values = Object.entries(this.subject)
      .filter(([property, value]) => value !== this.before[property])
      .map(([property, value]) => `${columnOf(table, property)} = ${this.param(value)}`);
    return values.length === 0 ? [] : [`update "nomination" set ${values.join(', ')} where "id" = ${this.param(this.subject.id)}`];
  }

  /** In the order in which they came into being: the journal's numbers follow it. */
  private insert(table: Table, rows: readonly Row[]): string {
    const properties = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const values = rows.map((row) => properties.map((property) => (property in row ? this.param(row[property]) : 'default')).join(', '));
    const columns = properties.map((property) => columnOf(table, property)).join(', ');
    return `insert into "${table.tableName}" (${columns}) values ${values.map((row) => `(${row})`).join(', ')}`;
  }

  private param(value: unknown): string {
    const isJson = typeof value === 'object' && value !== null && !(value instanceof Date);
    return `$${this.params.push(isJson ? JSON.stringify(value) : value)}`;
  }
}

function columnOf({ properties }: Table, property: string): string {
  const name = properties[property]?.fieldNames[0];
  if (name === undefined) throw new Error(`There is no column for "${property}"`);
  return `"${name}"`;
}

/** Whether the ORM has anything to watch or to write. */
function isUsed(em: EntityManager): boolean {
  const work = em.getUnitOfWork();
  return work.getPersistStack().size > 0 || work.getRemoveStack().size > 0 || work.getIdentityMap().keys().length > 0;
}
