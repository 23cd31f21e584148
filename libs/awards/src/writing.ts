import { type ChangeSet, ChangeSetType, type EntityManager } from '@mikro-orm/postgresql';
import { runWithTheNext } from '#store';

type Change = ChangeSet<Record<string, unknown>>;

/**
 * Writes all that an act has changed as one statement, which travels with the COMMIT after it. The ORM knows what has changed; left to itself it would write
 * row by row and wait each time. What does not fit (something removed, something new that points at something new) is left to it. The entities are the
 * caller's to read from then on, and no longer the ORM's to watch.
 */
export async function write(em: EntityManager): Promise<void> {
  const work = em.getUnitOfWork();
  work.computeChangeSets();
  const changes = work.getChangeSets() as unknown as Change[];
  if (changes.length === 0) return;
  if (!changes.every(fits) || work.getRemoveStack().size > 0) return em.flush();
  const params: unknown[] = [];
  const param = (value: unknown) => `$${params.push(value)}`;
  const created = changes.filter(({ type }) => type === ChangeSetType.CREATE);
  const parts = [
    ...changes.filter(({ type }) => type === ChangeSetType.UPDATE).map((change) => update(change, param)),
    ...[...Map.groupBy(created, ({ meta }) => meta.tableName).values()].map((rows) => insert(rows, param)),
  ];
  const last = parts.pop() ?? '';
  const text = parts.length === 0 ? last : `with ${parts.map((part, index) => `w${index} as (${part})`).join(', ')} ${last}`;
  em.clear();
  await runWithTheNext(em, text, params);
}

const isPlain = (value: unknown) => value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);

const fits = ({ type, payload }: Change) =>
  (type === ChangeSetType.CREATE || type === ChangeSetType.UPDATE) && Object.values(payload).every(isPlain);

type Param = (value: unknown) => string;

const columnOf = ({ meta }: Change, property: string) => `"${meta.properties[property]?.fieldNames[0] ?? property}"`;

function update(change: Change, param: Param): string {
  const values = Object.entries(change.payload).map(([property, value]) => `${columnOf(change, property)} = ${param(value)}`);
  return `update "${change.meta.tableName}" set ${values.join(', ')} where "id" = ${param(change.getPrimaryKey())}`;
}

/** In the order in which they came into being: the journal's numbers follow it. */
function insert(rows: readonly Change[], param: Param): string {
  const properties = [...new Set(rows.flatMap(({ payload }) => Object.keys(payload)))];
  const [first] = rows;
  if (!first) return '';
  const values = rows.map(({ payload }) =>
    properties.map((property) => (property in payload ? param(payload[property]) : 'default')).join(', '),
  );
  const columns = properties.map((property) => columnOf(first, property));
  return `insert into "${first.meta.tableName}" (${columns.join(', ')}) values ${values.map((row) => `(${row})`).join(', ')}`;
}
