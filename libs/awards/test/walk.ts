import { Nomination } from '#store';
import { type Actor, type Definition } from '#workflow';
import { attachSampleFiles, chance, type Desk, dossierOf, type Roster, scores, type Staff } from '../src/index.js';

/** One season on one database: `line` is the desk whose queries may fail, `desk` the one that works. */
export interface Walk {
  desk: Desk;
  line: Desk;
  definition: Definition;
  roster: Roster;
  staff: Staff;
  /** The cycle under test, once it is prepared. */
  cycleId(): Promise<string>;
  goTo(days: number, time: string): Promise<void>;
}

/** One act of the season. `ready` looks up what it needs and gives the act itself, alone. */
export interface Deed {
  name: string;
  /** Days from the ceremony and the time of the day. */
  at: [number, string];
  /** What others do before, unhindered. */
  before?: (walk: Walk) => Promise<unknown>;
  ready: (walk: Walk) => Promise<() => Promise<unknown>>;
  /** What it writes down. */
  journal: string[];
}

export const nominationOf = (walk: Walk, index: number) =>
  walk.desk.em.fork().findOneOrFail(Nomination, { code: walk.roster.branches[index]?.code ?? '' });
export const nominator = (walk: Walk, index: number) => walk.staff.nominators.get(walk.roster.branches[index]?.code ?? '') as Actor;
export const reviewer = (walk: Walk, index: number) => walk.staff.reviewers.get(walk.roster.branches[index]?.ward ?? '') as Actor;
export const council = (walk: Walk) => [...walk.staff.council.values()];
export const point = { field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' };
export const seat = (walk: Walk, index: number) => council(walk)[index] as Actor;
export const dossier = ({ definition }: Walk, strength = 0.9) => dossierOf(definition, 'Chi đoàn', strength, chance(7));
export const sheet = ({ definition }: Walk) => ({ items: scores(definition, 0.9, chance(3)) });

/** An act on the nomination of the n-th branch. */
export const on =
  (index: number, act: (walk: Walk, nomination: Nomination) => Promise<unknown>): Deed['ready'] =>
  async (walk) => {
    const nomination = await nominationOf(walk, index);
    return () => act(walk, nomination);
  };
/** An act on the cycle. */
export const onCycle =
  (act: (walk: Walk, cycleId: string) => Promise<unknown>): Deed['ready'] =>
  async (walk) => {
    const id = await walk.cycleId();
    return () => act(walk, id);
  };
export const office =
  (act: (walk: Walk) => Promise<unknown>): Deed['ready'] =>
  async (walk) =>
  () =>
    act(walk);

export async function handIn(walk: Walk, index: number): Promise<void> {
  const { id, revision } = await walk.desk.nominations.start(await walk.cycleId(), nominator(walk, index));
  await walk.desk.nominations.save(id, nominator(walk, index), dossier(walk), revision);
  await attachSampleFiles(walk.desk, walk.definition, id, nominator(walk, index));
  await walk.desk.nominations.submit(id, nominator(walk, index));
}
