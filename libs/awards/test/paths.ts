import { getSimplePaths } from 'xstate/graph';
import { buildNominationMachine, type Pipeline, type Standing } from '#workflow';
import { standingText } from '../src/index.js';

export interface Step {
  type: string;
  from: string;
  to: string;
}
export type Path = Step[];

export interface Paths {
  /** Every way from the draft to an end without passing a standing twice. */
  simple: Path[];
  /** For every transition that is on none of those a way through it. */
  others: Path[];
  /** For every standing a way to it, and the cancellation of the cycle there. */
  cancelled: Path[];
  /** Transitions that no act of the product makes. */
  idle: string[];
}

const textOf = ({ type, from, to }: Step) => `${from} ${type} ${to}`;
const isEnd = (standing: string) => !standing.includes('/') && standing !== 'eliminated';

/** What to walk in this pipeline, from its machine alone. `isIdle` names the transitions that nothing in the product makes. */
export function pathsOf(pipeline: Pipeline, isIdle: (step: Step) => boolean): Paths {
  const workflow = buildNominationMachine(pipeline);
  const edges = workflow.edges().map(({ type, from, to }): Step => ({ type, from: standingText(from), to: standingText(to) }));
  const made = edges.filter((step) => !isIdle(step) && step.type !== 'CANCEL');
  const start = standingText(workflow.standings[0] ?? { status: 'draft', stage: null });

  const found = getSimplePaths(workflow.machine as never) as unknown as Found[];
  const simple = found
    .map(stepsOf)
    .filter((path) => isEnd(path.at(-1)?.to ?? start) && path.every((step) => made.some((one) => textOf(one) === textOf(step))));
  const walked = new Set(simple.flat().map(textOf));
  const others = made.filter((step) => !walked.has(textOf(step))).map((step) => [...wayTo(step), step, ...wayOut(step.to)]);
  return {
    simple,
    others,
    cancelled: edges.filter(({ type }) => type === 'CANCEL').map((step) => [...shortest(start, (at) => at === step.from), step]),
    idle: edges.filter(isIdle).map(textOf),
  };

  /** A decision that is taken back was made where it is taken back to. */
  function wayTo({ type, from, to }: Step): Path {
    if (type !== 'REOPEN') return shortest(start, (at) => at === from);
    const decision = made.find((one) => one.from === to && one.to === from);
    return [...shortest(start, (at) => at === to), ...(decision ? [decision] : [])];
  }

  function wayOut(from: string): Path {
    return isEnd(from) ? [] : shortest(from, isEnd);
  }

  function shortest(from: string, isThere: (standing: string) => boolean): Path {
    const ways = new Map<string, Path>([[from, []]]);
    for (const [at, way] of ways) {
      if (isThere(at)) return way;
      for (const step of made) if (step.from === at && step.type !== 'REOPEN' && !ways.has(step.to)) ways.set(step.to, [...way, step]);
    }
    throw new Error(`There is no way on from ${from}`);
  }
}

interface Found {
  steps: { event: { type: string }; state: { value: string | Record<string, string> } }[];
}

/** The first step of a path only starts the machine. */
function stepsOf({ steps }: Found): Path {
  const at = steps.map(({ state: { value } }) => standingText(standingOf(value)));
  return steps.slice(1).map(({ event }, index) => ({ type: event.type, from: at[index] ?? '', to: at[index + 1] ?? '' }));
}

function standingOf(value: string | Record<string, string>): Standing {
  if (typeof value === 'string') return { status: value, stage: null };
  const [[stage, status] = ['', '']] = Object.entries(value);
  return { status, stage };
}
