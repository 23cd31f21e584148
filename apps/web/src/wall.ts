import type { Config } from '#config';
import { webRoleFault } from '#store';

/**
 * Whether the web asks as its own role, which the policies of the tables bind. In production it does not start without: one forgotten condition would
 * show a stranger's dossier. On a desk it goes on as the user of the address, and says so.
 */
export async function isWalled({ databaseUrl, nodeEnv }: Pick<Config, 'databaseUrl' | 'nodeEnv'>): Promise<boolean> {
  const fault = await webRoleFault(databaseUrl);
  if (fault === null) return true;
  if (nodeEnv === 'production') throw new Error(`The web does not start without its wall in the database. ${fault}`);
  process.stderr.write(`! The web runs WITHOUT its wall in the database (row-level security), which production would not do. ${fault}\n`);
  return false;
}
