import { spawn } from 'node:child_process';

/*
 * Both wait in `read`, which ends when our end of the pipe closes; the system closes it however we die, `kill -9` included.
 * Windows has no /bin/sh and so no watch.
 */

/**
 * $1 first signal, $2 server, $3 its lock file (a stopped server nobody collects keeps its number but not its lock).
 * SIGTERM refuses new connections at once and lets whoever is connected finish.
 */
const STOP = `
read -r nothing
for signal in "$1" INT QUIT; do
  kill -s "$signal" "$2" 2>/dev/null
  waited=0
  while [ "$waited" -lt 80 ]; do
    [ -e "$3" ] && kill -0 "$2" 2>/dev/null || exit 0
    sleep 0.1
    waited=$((waited + 1))
  done
done
`;

/** $1 folder. A server in it takes its lock file away when it has stopped. */
const DELETE = `
read -r nothing
waited=0
while [ -e "$1/data/postmaster.pid" ] && [ "$waited" -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
rm -rf -- "$1"
while [ -e "$1" ] && [ "$waited" -lt 200 ]; do sleep 0.1; waited=$((waited + 1)); rm -rf -- "$1"; done
`;

/** Stops the server should this process end without having done so. Returns how to call the watch off. */
export function stopAfterDeath(server: { pid: number; lock: string }, manner: 'patient' | 'fast'): () => void {
  return watch(STOP, [manner === 'fast' ? 'INT' : 'TERM', String(server.pid), server.lock]);
}

/** Deletes a temporary folder should this process end without having done so. Returns how to call the watch off. */
export function deleteAfterDeath(folder: string): () => void {
  return watch(DELETE, [folder]);
}

function watch(script: string, args: string[]): () => void {
  if (process.platform === 'win32') return () => undefined;
  const child = spawn('/bin/sh', ['-c', script, 'watch', ...args], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  // The pipe must not keep this process alive either; its type does not say that it is a socket.
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return () => void child.kill('SIGKILL');
}
