import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The user the server runs as when we are root: PostgreSQL refuses to run as root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** In a group of its own: Ctrl-C would otherwise make a short question about this computer look like a "no". */
export const APART = { detached: true } as const;

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** An unprivileged user of this computer, or a new one. */
export function findAccount(): Account {
  for (const name of ['vinhdanh', 'postgres', 'nobody']) {
    const found = readAccounts().find((account) => account.name === name && account.uid !== 0);
    if (found) return found;
  }
  return makeAccount();
}

export function accountOf(uid: number, gid: number): Account {
  return { name: nameOf(uid), uid, gid };
}

export function nameOf(uid: number): string {
  return readAccounts().find((account) => account.uid === uid)?.name ?? `number ${uid}`;
}

/** How to start a program as that user; as ourselves when there is no need to change. */
export function runAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Whether that user can enter a folder, as the system itself sees it (modes, access lists and mounts included). */
export function canEnter(account: Account, directory: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { ...runAs(account), cwd: '/', ...APART, stdio: 'ignore' }).status === 0;
}

function makeAccount(): Account {
  const made = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'vinhdanh'], {
    ...APART,
    encoding: 'utf8',
  });
  const account = readAccounts().find(({ name }) => name === 'vinhdanh');
  if (account) return account;
  const reason = made.stderr?.trim() || made.error?.message || 'useradd made none';
  throw new Error(
    `PostgreSQL does not run as root and no other user could be made (${reason}): start as an ordinary user, or set DATABASE_URL.`,
  );
}

function readAccounts(): Account[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    // macOS writes nobody as -2; the system calls want it unsigned.
    return name && !name.startsWith('#') && uid && gid ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : [];
  });
}
