import type { Writable } from 'node:stream';
import type { EntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type { ClientBase, QueryConfig, QueryResult } from 'pg';
import { whoAsks } from './walls/asking.js';

// An act is short: most of its time is waiting for answers nobody needs yet. So BEGIN travels with the first statement and the last write with
// COMMIT. The server does the same things in the same order, and an error of any of them is the error of all.
const WITH_THE_NEXT = '/* with the next */ ';
const OPENS = /^(begin|start transaction)/i;
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
  const send = client.query.bind(client) as Send;
  const sendTogether = (queries: readonly QueryConfig[]): Promise<QueryResult>[] => together(client, send, queries);
  let held: QueryConfig[] = [];
  let isInTransaction = false;
  const query = async (text: string, values?: readonly unknown[]): Promise<QueryResult> => {
    const asked = configured(text, values);
    if (OPENS.test(text)) {
      isInTransaction = true;
      held.push(asked, ...asker());
      return NOTHING;
    }
    if (text.startsWith(WITH_THE_NEXT)) {
      held.push(asked);
      return NOTHING;
    }
    const said = whoAsks();
    if (!isInTransaction && said !== null) return alone(asked, said, send, sendTogether);
    isInTransaction &&= text !== 'commit' && text !== 'rollback';
    const before = held;
    held = [];
    const [first] = before;
    const isNew = first !== undefined && OPENS.test(first.text);
    // What was held back is not even known to the server.
    if (text === 'rollback') return isNew ? NOTHING : send(asked);
    const queries = [...before, asked];
    // Should BEGIN fail, what travels with it runs outside a transaction: reading may, writing must not.
    if (isNew && !queries.slice(1).every(isReading)) {
      await send(first);
      queries.shift();
    }
    const answer = await last(sendTogether(queries));
    if (text === 'commit' && answer.command === 'ROLLBACK') throw new Error('The transaction had failed before, so nothing was committed');
    return answer;
  };
  Object.assign(client, { query });
}

type Send = (query: QueryConfig) => Promise<QueryResult>;
type SendTogether = (queries: readonly QueryConfig[]) => Promise<QueryResult>[];

/** In one packet. */
function together({ connection: { stream } }: PipelinedClient, send: Send, queries: readonly QueryConfig[]): Promise<QueryResult>[] {
  stream.cork();
  const sent = queries.map((one) => send(one));
  stream.uncork();
  return sent;
}

/**
 * Who asks is said for a transaction: a statement without one gets its own. Without parameters all of it is one message, which is one transaction by itself;
 * a prepared statement has its beginning and its end around it, in one packet.
 */
async function alone(asked: QueryConfig, said: string, send: Send, sendTogether: SendTogether): Promise<QueryResult> {
  if (!asked.values) return lastOf(await send({ text: `${said}; ${asked.text}` }));
  const before = { text: `begin; ${said}` };
  if (!isReading(asked)) await send(before);
  const sent = sendTogether([...(isReading(asked) ? [before] : []), asked, COMMIT]);
  await last(sent);
  return (await sent.at(-2)) ?? NOTHING;
}

/** Several statements in one message have several answers. */
const lastOf = (answers: QueryResult | QueryResult[]): QueryResult => [answers].flat().at(-1) ?? NOTHING;

const COMMIT: QueryConfig = { text: 'commit' };

const isReading = ({ text }: QueryConfig) => /^\s*select\b/i.test(text);

/** What says who asks, right after BEGIN; nothing where nobody said so. */
function asker(): QueryConfig[] {
  const said = whoAsks();
  return said === null ? [] : [{ text: said }];
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
