import TestSequencer from '@jest/test-sequencer';

/** The longest specs. Jest begins with those that took long the last time, and with the largest files where there was none. */
const LONG = [
  'apps/web/test/matrix/moments-1.spec.ts',
  'apps/web/test/matrix/moments-2.spec.ts',
  'libs/awards/test/all-or-nothing.spec.ts',
  'apps/web/test/states-look.spec.ts',
  'apps/cli/test/simulate.spec.ts',
  'apps/worker/test/stopping.spec.ts',
  'apps/worker/test/start-up.spec.ts',
  'apps/cli/test/kill.spec.ts',
];

/** Those first: one that began last would leave the other worker idle. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.some((long) => path.endsWith(long));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
