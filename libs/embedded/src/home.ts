import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Account } from './account.js';

/** One folder holds everything of a cluster, so that it is moved, copied and deleted as one. */
export interface Home {
  directory: string;
  data: string;
  password: string;
  log: string;
  /** The server's own, there while it runs. */
  lock: string;
  owner: string;
}

export function homeIn(directory: string): Home {
  const inside = (name: string): string => join(directory, name);
  return {
    directory,
    data: inside('data'),
    password: inside('password'),
    log: inside('server.log'),
    lock: inside('data/postmaster.pid'),
    owner: inside('in-use.json'),
  };
}

export function holdsCluster(directory: string): boolean {
  return existsSync(join(homeIn(directory).data, 'PG_VERSION'));
}

/** The major version that made the data. */
export function madeBy(home: Home): string {
  return readFileSync(join(home.data, 'PG_VERSION'), 'utf8').trim();
}

/** A folder only the server's user (and root) can look into. */
export function makePrivate(directory: string, account: Account | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  give(directory, account);
  chmodSync(directory, 0o700);
}

/** As root, our files go to the server's user: an ordinary owner of the folder can then still start it without root. */
export function give(path: string, account: Account | undefined): void {
  if (account && statSync(path).uid !== account.uid) chownSync(path, account.uid, account.gid);
}

export function readPassword(home: Home): string | undefined {
  return existsSync(home.password) ? readFileSync(home.password, 'utf8').trim() : undefined;
}

/** A new random password in a file only its owner can read; it never appears in arguments or logs. */
export function writePassword(home: Home, account: Account | undefined): string {
  const password = randomBytes(24).toString('base64url');
  rmSync(home.password, { force: true });
  writeFileSync(home.password, `${password}\n`, { mode: 0o600 });
  give(home.password, account);
  return password;
}
