/** Acts of the office outside any cycle, told with the code of the unit they are about. */
export const CODED = ['unit.renamed', 'unit.moved', 'unit.closed', 'unit.merged'] as const;

/** Those about people, told without saying who: the journal holds no names. */
const PEOPLE = ['person.changed', 'person.removed', 'membership.added', 'membership.ended'] as const;
const DOORS = [
  'person.password-set',
  'person.factor-added',
  'person.factor-removed',
  'person.invited',
  'person.recovery-asked',
  'person.recovery-refused',
  'person.recovered',
  'person.data-asked',
  'person.data-answered',
  'person.erased',
  'office.data-forgotten',
  'person.token-issued',
  'person.token-revoked',
] as const;
export const PLAIN = [...PEOPLE, ...DOORS, 'delegation.given', 'delegation.ended', 'tie.declared', 'tie.lifted'] as const;

/** Acts on a nomination of which there is nothing to say but which one. */
export const SAID = [
  'nomination.started',
  'nomination.supplement-lapsed',
  'nomination.withdrawn',
  'nomination.disqualified',
  'nomination.objected',
  'nomination.reopened',
  'nomination.revoked',
  'nomination.checked',
  'nomination.thread-resolved',
  'nomination.thread-reopened',
] as const;

/** The same for each of several types. */
export const every = <T extends string, V>(types: readonly T[], made: (type: T) => V): Record<T, V> =>
  Object.fromEntries(types.map((type) => [type, made(type)])) as Record<T, V>;
