import type { Desk } from '#awards';

/** How often each kind of act was accepted, as the callers saw it: by the type of journal entry it must have left. */
export type Accepted = Map<string, number>;

type Tally = (result: unknown) => string[];
const one =
  (type: string): Tally =>
  () => [type];

/** What an accepted call of a service must have written down. */
const EXPECTED: Partial<Record<keyof Desk, Record<string, Tally>>> = {
  nominations: {
    start: one('nomination.started'),
    save: one('nomination.saved'),
    answer: one('nomination.answered'),
    submit: one('nomination.submitted|nomination.resubmitted'),
    withdraw: one('nomination.withdrawn'),
  },
  files: { add: one('nomination.files-added') },
  reviews: {
    return: one('nomination.returned'),
    endorse: one('nomination.endorsed'),
    rank: one('nomination.ranked'),
    decline: one('nomination.declined'),
    disqualify: one('nomination.disqualified'),
    reopen: one('nomination.reopened'),
    revoke: one('nomination.revoked'),
    endorseAll: (result) => (result as unknown[]).map(() => 'nomination.endorsed'),
  },
  reminders: { toSubmit: one('branch.reminded'), toAnswer: (result) => (result as unknown[]).map(() => 'branch.reminded') },
  checklists: { check: one('nomination.checked') },
  comments: {
    open: one('nomination.commented'),
    answer: one('nomination.commented'),
    resolve: one('nomination.thread-resolved'),
    reopen: one('nomination.thread-reopened'),
  },
  petitions: {
    draft: one('petition.drafted'),
    forward: (result) => ['petition.forwarded', ...(result as unknown[]).map(() => 'nomination.forwarded')],
  },
  scoring: { save: one('sheet.saved'), submit: one('sheet.submitted'), recuse: one('nomination.recused') },
  ballots: { cast: one('ballot.cast') },
  objections: { object: one('nomination.objected'), answer: one('objection.answered') },
  cycles: {
    prepare: one('cycle.prepared'),
    launch: one('cycle.launched'),
    openStage: one('cycle.stage-opened'),
    closeStage: one('cycle.stage-closed'),
    remind: one('cycle.reminded'),
    extend: one('cycle.stage-extended|cycle.unit-extended'),
    suspend: one('cycle.suspended'),
    resume: one('cycle.resumed'),
    cancel: one('cycle.cancelled'),
    reopen: one('cycle.reopened'),
    correct: one('cycle.corrected'),
    finalise: one('cycle.finalised'),
    publish: one('cycle.published'),
  },
};

/** The same desk, counting every call that was accepted. */
export function counting(desk: Desk): { desk: Desk; accepted: Accepted } {
  const accepted: Accepted = new Map();
  const watched = Object.fromEntries(
    Object.entries(desk).map(([name, service]) => {
      const expected = EXPECTED[name as keyof Desk];
      return [name, expected ? watch(service, expected, accepted) : service];
    }),
  );
  return { desk: watched as unknown as Desk, accepted };
}

const watch = (service: object, expected: Record<string, Tally>, accepted: Accepted): object =>
  new Proxy(service, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      const tally = expected[String(key)];
      if (!tally || typeof found !== 'function') return found;
      return async (...args: unknown[]): Promise<unknown> => {
        const result: unknown = await Reflect.apply(found, target, args);
        for (const type of tally(result)) accepted.set(type, (accepted.get(type) ?? 0) + 1);
        return result;
      };
    },
  });
