/** Writes what happens, a line a step, on standard output; faults go to standard error. */
export interface Steps {
  /** Runs one step and says, when it is done, what it returns and how long it took. */
  run(work: () => Promise<string>): Promise<void>;
  /** A line in between. */
  note(line: string): void;
  fault(sentence: string): void;
}

export function makeSteps(): Steps {
  // A closed terminal or pipe must not end us before everything is stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    async run(work) {
      const start = performance.now();
      const done = await work();
      process.stdout.write(`✓ ${done}  ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    },
    note: (line) => void process.stdout.write(`${line}\n`),
    fault: (sentence) => void process.stderr.write(`✗ ${sentence}\n`),
  };
}
