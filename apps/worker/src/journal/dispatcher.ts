import { Inject, Injectable } from '@nestjs/common';
import type { JournalEntry } from '#store';
import type { ClientBase } from 'pg';
import { QUEUE_CONNECTION } from '../config.js';
import type { QueueConnection } from '../queues/connection.js';
import { Bells, type Owed } from './bells.js';
import { reactionsTo } from './reactions.js';

interface Taken {
  entries: string[];
  owed: Owed[];
}

/** Turns journal entries into reactions: rows that say what is owed, and jobs that ring for them. */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly bells: Bells,
    @Inject(QUEUE_CONNECTION) private readonly connection: QueueConnection,
  ) {}

  /**
   * Deals with the oldest undispatched entries; returns how many they were. With the queues in PostgreSQL the rows, the jobs and the removal of
   * the marks are one transaction. With Redis rows come first, then jobs, then the marks go: a crash in between repeats the rest, and the keys
   * absorb the repetition.
   */
  async run(limit = 500): Promise<number> {
    const { isOneWithDatabase, transaction } = this.connection;
    if (isOneWithDatabase) return transaction(async (tx) => this.finish(await take(tx, limit), (work) => work(tx)));
    return this.finish(await transaction((tx) => take(tx, limit)), transaction);
  }

  private async finish(
    { entries, owed }: Taken,
    within: (work: (tx: ClientBase) => Promise<unknown>) => Promise<unknown>,
  ): Promise<number> {
    if (entries.length === 0) return 0;
    await this.bells.ring(owed);
    await within((tx) => tx.query('delete from public.journal_undispatched where entry_id = any($1::bigint[])', [entries]));
    return entries.length;
  }
}

/** Writes down what the entries ask for. */
async function take(tx: ClientBase, limit: number): Promise<Taken> {
  const { rows } = await tx.query<{ id: string } & Pick<JournalEntry, 'type' | 'data'>>(
    `select j.id, j.type, j.data from public.journal_undispatched u join public.journal j on j.id = u.entry_id
      order by u.entry_id limit $1 for update of u skip locked`,
    [limit],
  );
  const owed = rows.flatMap(({ id, ...entry }) => reactionsTo(entry).map((reaction) => ({ entryId: Number(id), ...reaction })));
  if (owed.length > 0)
    await tx.query(
      `insert into public.reaction (entry_id, name, queue, look_at)
       select entry_id, name, queue, now() + interval '30 seconds' from unnest($1::bigint[], $2::text[], $3::text[]) as owed (entry_id, name, queue)
       on conflict do nothing`,
      [owed.map(({ entryId }) => entryId), owed.map(({ name }) => name), owed.map(({ queue }) => queue)],
    );
  return { entries: rows.map(({ id }) => id), owed };
}
