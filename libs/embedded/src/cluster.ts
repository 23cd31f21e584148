import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nameOf } from './account.js';
import { holdsCluster, madeBy, makePrivate, readPassword, writePassword } from './home.js';
import type { Place } from './place.js';
import { runProgram } from './programs.js';

/** The superuser of the cluster and the database in it. */
export const NAME = 'vinhdanh';

/** Full-text search and trigrams look at the C library's idea of a letter, so it must know Unicode; "C" would see no ế. */
const UNICODE_LOCALE: Record<string, string> = { linux: 'C.UTF-8', darwin: 'en_US.UTF-8' };

interface Preparation {
  isTemporary: boolean;
  signal: AbortSignal | undefined;
  onStep: (line: string) => void;
}

/** Makes sure there is a cluster this version can run, and returns its password. */
export async function prepareCluster(place: Place, preparation: Preparation): Promise<string> {
  removeUnfinished(place);
  if (!holdsCluster(place.home.directory)) await makeCluster(place, preparation);
  refuseOtherOwner(place);
  refuseOtherVersion(place);
  return readPassword(place.home) ?? resetPassword(place, preparation);
}

/** initdb works in a folder of its own that is moved in place when done, so an interrupted one leaves nothing half made. */
async function makeCluster(place: Place, { isTemporary, signal, onStep }: Preparation): Promise<void> {
  const { home, account, binaries } = place;
  if (existsSync(home.data)) throw new Error(`${home.data} exists but holds no PostgreSQL data: move it away and start again.`);
  onStep(`Making a new PostgreSQL database cluster in ${home.directory}`);
  const unfinished = `${home.data}.unfinished-${process.pid}`;
  makePrivate(unfinished, account);
  writePassword(home, account);
  const locale = UNICODE_LOCALE[process.platform] ?? 'C';
  const encoding = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=vi', `--locale=${locale}`, '--lc-messages=C'];
  const access = [`--username=${NAME}`, `--pwfile=${home.password}`, '--auth=scram-sha-256'];
  // "simple" neither stems nor drops words, which the English default would do to Vietnamese.
  const rest = ['--text-search-config=simple', ...(isTemporary ? ['--no-sync'] : [])];
  try {
    await runProgram(place, binaries.initdb, [`--pgdata=${unfinished}`, ...access, ...encoding, ...rest], { signal });
    renameSync(unfinished, home.data);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true, maxRetries: 5 });
    signal?.throwIfAborted();
    throw new Error(`PostgreSQL could not make its data in ${home.directory}: ${(error as Error).message}.`, { cause: error });
  }
}

function removeUnfinished({ home }: Place): void {
  for (const name of readdirSync(home.directory)) {
    if (name.startsWith('data.unfinished-')) rmSync(join(home.directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function refuseOtherOwner({ home, account }: Place): void {
  const mine = account?.uid ?? process.geteuid?.();
  const owner = statSync(home.data).uid;
  if (mine === undefined || owner === mine) return;
  const name = account?.name ?? nameOf(mine);
  throw new Error(
    `The data in ${home.data} belongs to the user ${nameOf(owner)} but PostgreSQL runs as ${name}: give it back with "chown -R ${name} ${home.directory}".`,
  );
}

function refuseOtherVersion({ home, binaries }: Place): void {
  const [needed, found] = [binaries.build.split('.')[0], madeBy(home)];
  if (found === needed) return;
  throw new Error(
    `The data in ${home.directory} was made by PostgreSQL ${found} and this is PostgreSQL ${needed}, which cannot read it: go back to the release that made it, or move that folder away to start empty.`,
  );
}

/** The password file is gone, say after a copy of the data alone: whoever may read the data may also set a new one. */
async function resetPassword(place: Place, { signal, onStep }: Preparation): Promise<string> {
  onStep(`The password file of ${place.home.directory} was missing: a new password was set`);
  const password = writePassword(place.home, place.account);
  try {
    await runProgram(place, place.binaries.postgres, ['--single', '-D', place.home.data, 'postgres'], {
      input: `ALTER ROLE ${NAME} PASSWORD '${password}'\n`,
      signal,
    });
  } catch (error) {
    rmSync(place.home.password, { force: true });
    throw error;
  }
  return password;
}
