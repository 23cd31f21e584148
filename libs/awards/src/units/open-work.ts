import type { CycleStatus, NominationStatus } from '#workflow';

/** Cycles in which something can still happen. */
export const OPEN_CYCLES = ['prepared', 'waiting', 'open', 'suspended'] as const satisfies CycleStatus[];

/** Nominations that nothing will happen to any more, whatever the cycle does. */
export const SETTLED = ['withdrawn', 'lapsed', 'revoked'] as const satisfies NominationStatus[];
