import { Client } from 'pg';

export interface ServerFacts {
  /** As the server writes it, such as "18.4". */
  version: string;
  major: number;
}

/** Opens one connection, uses it and closes it again. */
export async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A server that goes away while nothing is asked would otherwise end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Connects to a server and says what it is. Rejects when it cannot be reached or refuses us. */
export async function inspectServer(url: string): Promise<ServerFacts> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ number: number; version: string }>(
      "SELECT current_setting('server_version_num')::int AS number, split_part(current_setting('server_version'), ' ', 1) AS version",
    );
    const [row] = rows;
    if (!row) throw new Error('The server did not say its version.');
    return { version: row.version, major: Math.floor(row.number / 10_000) };
  });
}
