import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { accountOf, APART, canEnter, findAccount, isRoot, nameOf, runAs, type Account } from './account.js';
import { binariesIn, type Binaries } from './binaries.js';
import { holdsCluster, homeIn, makePrivate, type Home } from './home.js';
import { serverEnvironment } from './server-environment.js';

/** Where a cluster lives, which programs run it and as whom (undefined: as ourselves). */
export interface Place {
  home: Home;
  binaries: Binaries;
  account: Account | undefined;
}

export const HOME_FOR_ROOT = '/var/lib/vinh-danh';

export interface Wish {
  dataDir: string;
  homeForRoot: string;
  onStep: (line: string) => void;
}

export async function choosePlace(wish: Wish, binaries: Binaries): Promise<Place> {
  if (isRoot()) return choosePlaceAsRoot(wish, binaries);
  mkdirSync(dirname(wish.dataDir), { recursive: true });
  refuseForeign(wish.dataDir);
  makePrivate(wish.dataDir, undefined);
  if (!canRun(undefined, binaries)) throw cannotRun(binaries);
  return { home: homeIn(wish.dataDir), binaries, account: undefined };
}

function refuseForeign(directory: string): void {
  const me = process.geteuid?.();
  if (me === undefined || !existsSync(directory)) return;
  const owner = statSync(directory).uid;
  if (owner === me) return;
  throw new Error(
    `The data in ${directory} belongs to the user ${nameOf(owner)}, and this is the user ${nameOf(me)}: start as ${nameOf(owner)} or as root, or move that folder away.`,
  );
}

async function choosePlaceAsRoot(wish: Wish, original: Binaries): Promise<Place> {
  const account = accountFor(wish);
  makeOpen(dirname(wish.dataDir));
  const directory = chooseDirectory(wish, account);
  makePrivate(directory, account);
  const binaries = canRun(account, original) ? original : await copyBinaries(original, join(wish.homeForRoot, 'binaries'));
  if (!canRun(account, binaries)) throw cannotRun(binaries, account);
  const elsewhere = directory === wish.dataDir ? '' : `, with its data in ${directory} (it cannot reach ${dirname(wish.dataDir)})`;
  wish.onStep(`PostgreSQL does not run as root: it runs as the user ${account.name}${elsewhere}`);
  return { home: homeIn(directory), binaries, account };
}

/** Whoever made the data keeps it: an ordinary user can then still start it without root. */
function accountFor(wish: Wish): Account {
  const made = possibleHomes(wish.dataDir, wish.homeForRoot).find(({ directory }) => holdsCluster(directory));
  if (!made) return findAccount();
  const { uid, gid } = statSync(made.directory);
  return uid === 0 ? findAccount() : accountOf(uid, gid);
}

/** Where the cluster of this folder may be: in place, or where root's server user can reach it. */
export function possibleHomes(dataDir: string, homeForRoot: string): Home[] {
  if (!existsSync(dirname(dataDir))) return [];
  return [dataDir, reachableFor(dataDir, homeForRoot)].map(homeIn);
}

function reachableFor(dataDir: string, homeForRoot: string): string {
  const real = join(realpathSync(dirname(dataDir)), basename(dataDir));
  return join(homeForRoot, createHash('sha256').update(real).digest('hex').slice(0, 12), basename(dataDir));
}

function chooseDirectory(wish: Wish, account: Account): string {
  const clone = dirname(wish.dataDir);
  const elsewhere = reachableFor(wish.dataDir, wish.homeForRoot);
  const isReachable = canEnter(account, clone);
  // Data already made elsewhere stays there, also when the folder has become reachable since.
  if (isReachable && (holdsCluster(wish.dataDir) || !holdsCluster(elsewhere))) return wish.dataDir;
  if (holdsCluster(wish.dataDir)) {
    throw new Error(
      `PostgreSQL runs as the user ${account.name}, who cannot reach its data in ${wish.dataDir}: make the folders above it enterable (chmod o+x), or move the data to ${elsewhere}.`,
    );
  }
  makeOpen(wish.homeForRoot);
  makeOpen(dirname(elsewhere));
  return elsewhere;
}

/** Folders others may pass through but not list; what exists already keeps its mode. */
function makeOpen(directory: string): void {
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  // A strict umask would have taken the passage away again.
  chmodSync(directory, 0o711);
}

/** Runs the program for real: only that tells about modes, mounts and missing libraries at once. */
function canRun(account: Account | undefined, binaries: Binaries): boolean {
  const tried = spawnSync(binaries.postgres, ['--version'], {
    ...runAs(account),
    cwd: '/',
    env: serverEnvironment(),
    ...APART,
    stdio: 'ignore',
  });
  return tried.status === 0;
}

function cannotRun(binaries: Binaries, account?: Account): Error {
  const tried = spawnSync(binaries.postgres, ['--version'], {
    ...runAs(account),
    cwd: '/',
    env: serverEnvironment(),
    ...APART,
    encoding: 'utf8',
  });
  const code = tried.error && 'code' in tried.error ? String(tried.error.code) : undefined;
  const reasons: Record<string, string> = {
    ENOENT: 'it needs a Linux with glibc, not Alpine',
    EPERM: `root may not switch to the user ${account?.name} here`,
  };
  const reason = reasons[code ?? ''] ?? code ?? tried.stderr.trim().split('\n').at(-1);
  return new Error(`PostgreSQL cannot run on this computer (${reason}): set DATABASE_URL to a server of your own.`);
}

/** Copies the programs once per build; a copy is complete or not there at all. */
async function copyBinaries(original: Binaries, shelf: string): Promise<Binaries> {
  const target = join(shelf, original.build);
  if (existsSync(target)) return binariesIn(target, original);
  makeOpen(dirname(shelf));
  makeOpen(shelf);
  const unfinished = `${target}.${process.pid}`;
  await cp(original.directory, unfinished, { recursive: true, verbatimSymlinks: true });
  makeReadable(unfinished);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    // Another start was faster: its copy is as good.
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return binariesIn(target, original);
}

function makeReadable(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.isDirectory() || found.mode & 0o100 ? 0o755 : 0o644);
  if (found.isDirectory()) for (const name of readdirSync(path)) makeReadable(join(path, name));
}
