import type { Actor } from './actor.js';
import type { Edge, Standing, Workflow } from './machine.js';
import { Refusal } from './refusal.js';
import type { Asked } from './rules.js';

/** A situation in which somebody may ask for something. */
export interface Case<Facts> {
  facts: Facts;
  actor: Actor;
}

/** An edge that nobody can make in any case that can arise. */
export interface Blocked {
  edge: Edge;
  /** Standings on the shortest way to where it starts. */
  path: string[];
  /** The answer of the case that came furthest. */
  refusal: Refusal;
}

export interface Searched {
  /** Edges that can be made, as `from type`. */
  made: ReadonlySet<string>;
  /** Of the standings that can be reached. */
  blocked: Blocked[];
  /** Standings that can be reached but lead to no end, each with the way to it. */
  stuck: { standing: Standing; path: string[] }[];
}

export const nameOf = ({ status, stage }: Standing) => (stage === null ? status : `${stage}/${status}`);
const keyOf = ({ from, type }: Pick<Edge, 'from' | 'type'>) => `${nameOf(from)} ${type}`;

/** The cases that can arise at a standing, given the types of events already found possible there. */
type CasesOf<Facts, S extends string> = (standing: Standing<S>, possible: ReadonlySet<string>) => Case<Facts>[];

/** Walks a machine from its first standing through every edge that somebody can make in one of its cases, asking the machine itself. */
export function search<Facts, Event extends Asked, S extends string>(
  workflow: Workflow<Facts, Event, S>,
  casesOf: CasesOf<Facts, S>,
  isEnd: (standing: Standing<S>) => boolean,
): Searched {
  const { standings } = workflow;
  const edges = workflow.edges();
  const types = new Map(standings.map((from) => [nameOf(from), possible(workflow, from, casesOf)]));
  const canBeMade = ({ from, type }: Edge) => types.get(nameOf(from))?.has(type) ?? false;
  // Taking a decision back leads to no place that was not reached before it: what is left without it must do.
  const passable = edges.filter((edge) => canBeMade(edge) && edge.type !== 'REOPEN');
  const paths = shortestPaths(standings[0], passable);
  const pathTo = (standing: Standing) => paths.get(nameOf(standing)) ?? [];
  const blocked = edges
    .filter((edge) => !canBeMade(edge) && paths.has(nameOf(edge.from)))
    .map((edge) => {
      const cases = casesOf(edge.from, types.get(nameOf(edge.from)) ?? new Set());
      return { edge, path: pathTo(edge.from), refusal: closest(workflow, edge, cases) };
    });
  const leading = leadingTo(standings.filter(isEnd).map(nameOf), passable);
  const isSink = (standing: Standing) => edges.every(({ from }) => nameOf(from) !== nameOf(standing));
  const stuck = standings
    .filter((standing) => paths.has(nameOf(standing)) && !leading.has(nameOf(standing)) && !(standing.stage === null && isSink(standing)))
    .map((standing) => ({ standing, path: pathTo(standing) }));
  return { made: new Set(passable.map(keyOf)), blocked, stuck };
}

/** What somebody can do at a standing. One act can make another possible, such as the count after the votes: until nothing is added. */
function possible<Facts, Event extends Asked, S extends string>(
  workflow: Workflow<Facts, Event, S>,
  from: Standing<S>,
  casesOf: CasesOf<Facts, S>,
): Set<string> {
  const types = new Set<string>();
  for (let before = -1; before < types.size;) {
    before = types.size;
    for (const { facts, actor } of casesOf(from, types)) for (const type of workflow.allowed(from, facts, actor)) types.add(type);
  }
  return types;
}

function shortestPaths(start: Standing | undefined, edges: readonly Edge[]): Map<string, string[]> {
  const first = start ? nameOf(start) : '';
  const paths = new Map([[first, [first]]]);
  for (const [at, path] of paths)
    for (const { from, to } of edges) {
      const next = nameOf(to);
      if (nameOf(from) === at && !paths.has(next)) paths.set(next, [...path, next]);
    }
  return paths;
}

function leadingTo(ends: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const leading = new Set(ends);
  for (const end of leading) for (const { from, to } of edges) if (nameOf(to) === end) leading.add(nameOf(from));
  return leading;
}

/** Of all the answers the one whose rule is asked last: everything before it was in order. */
function closest<Facts, Event extends Asked, S extends string>(
  workflow: Workflow<Facts, Event, S>,
  { from, type, rules }: Edge<S>,
  cases: readonly Case<Facts>[],
): Refusal {
  const answers = cases.flatMap(({ facts, actor }) => {
    try {
      workflow.decide(from, facts, { type, actor, rank: 1 } as unknown as Event);
      return [];
    } catch (error) {
      if (error instanceof Refusal) return [error];
      throw error;
    }
  });
  const asked = ({ because }: Refusal) => rules.findIndex((rule) => rule === because);
  return answers.reduce(
    (last, one) => (asked(one) > asked(last) ? one : last),
    answers[0] ?? new Refusal('nomination', from.status, type, 'wrongStatus'),
  );
}
