import type { Writable } from 'node:stream';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type { ClientBase, QueryConfig, QueryResult } from 'pg';

// An act is short: most of its time is waiting for answers nobody needs yet. So BEGIN travels with the first statement and the last write with
// COMMIT. The server does the same things in the same order, and an error of any of them is the error of all.
const WITH_THE_NEXT = '/* with the next */ ';
const NOTHING: QueryResult = { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };

/** Runs a statement, in the transaction of `em` if there is one. Each connection plans it once: the text is constant, its parameters are `$1` … */
export async function run<Row extends object>(em: EntityManager, text: string, params: readonly unknown[]): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...params]));
  return rows;
}

/** The same for the last write of a transaction: it is sent with the statement after it, and that one fails if this one does. */
export async function runWithTheNext(em: EntityManager, text: string, params: readonly unknown[]): Promise<void> {
  if (!em.isInTransaction()) throw new Error('There is no statement after this one to travel with');
  await run(em, WITH_THE_NEXT + text, params);
}

/** Teaches a connection, opened with `pipeline`, to hold back what may travel with the next statement. */
export function saveRoundTrips(client: PipelinedClient): void {
  const send = client.query.bind(client) as (query: QueryConfig) => Promise<QueryResult>;
  let held: QueryConfig[] = [];
  const query = async (text: string, values?: readonly unknown[]): Promise<QueryResult> => {
    const asked = configured(text, values);
    if (text === 'begin' || text.startsWith(WITH_THE_NEXT)) {
      held.push(asked);
      return NOTHING;
    }
    const before = held;
    held = [];
    const [first] = before;
    const isNew = first?.text === 'begin';
    // What was held back is not even known to the server.
    if (text === 'rollback') return isNew ? NOTHING : send(asked);
    const together = [...before, asked];
    // Should BEGIN fail, what travels with it runs outside a transaction: reading may, writing must not.
    if (isNew && !(together.length === 2 && /^\s*select\b/i.test(text))) {
      await send(first);
      together.shift();
    }
    const { stream } = client.connection;
    stream.cork();
    const sent = together.map((one) => send(one));
    stream.uncork();
    const answer = await last(sent);
    if (text === 'commit' && answer.command === 'ROLLBACK') throw new Error('The transaction had failed before, so nothing was committed');
    return answer;
  };
  Object.assign(client, { query });
}

/** The stream is there and not in the types. Corked, all that goes together leaves in one packet. */
export interface PipelinedClient extends ClientBase {
  connection: { stream: Writable };
}

const names = new Map<string, string>();

/** Statements with parameters are constant texts of ours: a name lets the server plan them once. The ORM writes its values into the text. */
function configured(text: string, values: readonly unknown[] = []): QueryConfig {
  if (values.length === 0) return { text };
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return { name, text, values: [...values] };
}

/** The last answer, or the first error: those after it only say that the transaction has failed. */
async function last(sent: readonly Promise<QueryResult>[]): Promise<QueryResult> {
  const answers = await Promise.allSettled(sent);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  const answer = answers.at(-1);
  return answer?.status === 'fulfilled' ? answer.value : NOTHING;
}
