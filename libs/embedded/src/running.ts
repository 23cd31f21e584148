import { resolve } from 'node:path';
import { NAME } from './cluster.js';
import { readPassword } from './home.js';
import { findPostmaster } from './postmaster.js';
import { possibleHomes, HOME_FOR_ROOT } from './place.js';
import { urlOf } from './server.js';

/** The server somebody else started on this data and that still runs, for a second program beside `npm start`. */
export function findRunningPostgres(where: { dataDir: string; homeForRoot?: string }): { url: string; port: number } | undefined {
  for (const home of possibleHomes(resolve(where.dataDir), where.homeForRoot ?? HOME_FOR_ROOT)) {
    const [found, password] = [findPostmaster(home), readPassword(home)];
    if (found && password) return { port: found.port, url: urlOf(found.port, password, NAME) };
  }
  return undefined;
}
