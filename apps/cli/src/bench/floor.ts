import { Pool } from 'pg';
import { drive, type Sample } from './driving.js';
import type { System } from './system.js';

export const TABLES = `
  create table item (id int primary key, status text not null, version int not null default 0);
  create table entry (id bigint generated always as identity primary key, item_id int not null, type text not null, data jsonb not null, at timestamptz not null default now());
  insert into item (id, status) select n, 'submitted' from generate_series(1, 20000) n`;
export const ITEMS = 20_000;

/** The least that a decision with its record can cost: five bare statements, no rules, no object, nothing prepared. */
export async function floor(url: string, clients: number): Promise<System> {
  const pool = new Pool({ connectionString: url, max: clients });
  await pool.query(TABLES);
  let item = 0;
  const act = async (): Promise<void> => {
    item = (item % ITEMS) + 1;
    await decide(pool, item, 'item.decided');
  };
  return {
    name: 'floor',
    measure: (clients, seconds): Promise<Sample> => drive(clients, () => act, seconds),
    close: () => pool.end(),
  };
}

/** Lock, write, write down. */
export async function decide(pool: Pool, item: number, type: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select status, version from item where id = $1 for update', [item]);
    await client.query('update item set status = $2, version = version + 1 where id = $1', [item, type]);
    await client.query('insert into entry (item_id, type, data) values ($1, $2, $3)', [item, type, { by: 'reviewer', from: 'submitted' }]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
