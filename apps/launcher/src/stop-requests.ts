/** npm passes Ctrl-C on to us although the terminal has sent it already: both arrive within milliseconds. */
const ONE_PRESS = 1_000;
const PARENT_CHECK = 250;

export interface StopRequests {
  /** Aborted by the first request to stop. */
  signal: AbortSignal;
  end(): void;
}

/**
 * Listens for whatever asks us to stop: Ctrl-C, SIGTERM, a closed terminal and, under npm, the end of npm itself.
 * A second Ctrl-C calls `onInsist`.
 */
export function listenForStop(isUnderNpm: boolean, onInsist: () => void): StopRequests {
  const stopping = new AbortController();
  let firstAt = 0;
  const ask = (): void => {
    if (stopping.signal.aborted) return;
    firstAt = performance.now();
    stopping.abort();
  };
  const interrupt = (): void => {
    if (stopping.signal.aborted && performance.now() - firstAt > ONE_PRESS) onInsist();
    else ask();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', ask);
  process.on('SIGHUP', ask);
  const parent = process.ppid;
  // npm killed with SIGKILL cannot tell us; the system then gives us another parent.
  const check = isUnderNpm ? setInterval(() => process.ppid !== parent && ask(), PARENT_CHECK) : undefined;
  const end = (): void => {
    clearInterval(check);
    process.off('SIGINT', interrupt).off('SIGTERM', ask).off('SIGHUP', ask);
  };
  return { signal: stopping.signal, end };
}
