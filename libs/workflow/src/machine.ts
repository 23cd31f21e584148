import { getNextTransitions, setup, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import type { Actor } from './actor.js';
import { indexOfStage, type Pipeline, type Stage } from './pipeline.js';
import { Refusal } from './refusal.js';
import type { Asked, RuleName, Rules } from './rules.js';

/** Which rules guard a transition: `needs` decide whether a button is offered, `checks` also look at what is sent with the event. */
export interface Guard {
  stage: string;
  needs: readonly RuleName[];
  checks: readonly RuleName[];
}

export interface On {
  target?: string;
  guard: { type: 'rules'; params: Guard };
}
export type States = Record<string, { initial?: string; on?: Record<string, On | On[]>; states?: States }>;

/** Where something stands: a status, and the stage of the pipeline it stands in (null before the first and after the last). */
export interface Standing<S extends string = string> {
  status: S;
  stage: string | null;
}

/** A transition of the machine, whoever may make it and whenever; `rules` in the order in which they are asked. */
export interface Edge<S extends string = string> {
  from: Standing<S>;
  type: string;
  to: Standing<S>;
  rules: readonly RuleName[];
}

/** A machine built from a pipeline, read as a pure function. */
export interface Workflow<Facts, Event extends Asked, S extends string> {
  readonly pipeline: Pipeline;
  readonly machine: AnyStateMachine;
  /** Every standing of this pipeline, in its order. */
  readonly standings: readonly Standing<S>[];
  /** The standing after the event. Throws `Refusal`, and nothing else, when the rules do not allow it. */
  decide(from: Standing<S>, facts: Facts, event: Event): Standing<S>;
  /** The rules that an event at this standing must pass; none where it cannot happen at all. Says which facts are worth reading. */
  rulesFor(from: Standing<S>, event: Event['type']): readonly RuleName[];
  /** The events this actor could send now: what pages turn into buttons. */
  allowed(from: Standing<S>, facts: Facts, actor: Actor): Event['type'][];
  /** Every transition there is. */
  edges(): Edge<S>[];
}

export const needs = (stage: string, ...names: RuleName[]) => ({
  type: 'rules' as const,
  params: { stage, needs: names, checks: [] as RuleName[] },
});
export const checked = (guard: ReturnType<typeof needs>, ...checks: RuleName[]) => ({ ...guard, params: { ...guard.params, checks } });

export function buildMachine(id: string, initial: string, states: States): AnyStateMachine {
  // The rules are asked by `decide` before the transition is made, with the facts and the person at hand; here only its choice counts.
  const rules = ({ event }: { event: { chosen?: string } }, { stage }: Guard) => event.chosen === undefined || event.chosen === stage;
  return setup({ guards: { rules: rules as never } }).createMachine({ id, initial, states } as never) as unknown as AnyStateMachine;
}

export function workflow<Facts, Event extends Asked, S extends string>(
  subject: 'nomination' | 'cycle',
  pipeline: Pipeline,
  machine: AnyStateMachine,
  rules: Rules<Facts>,
): Workflow<Facts, Event, S> {
  const standings = standingsOf<S>(machine);
  // The machine is asked once for every transition there is: what it answers depends on nothing but standing and event.
  const ways = new Map(standings.map((from) => [keyOf(from), waysFrom<S>(machine, from)]));
  const offered = (from: Standing) => ways.get(keyOf(from)) ?? [];
  const named = (from: Standing, type: string) => offered(from).filter((way) => way.type === type);
  const failing = (names: readonly RuleName[], guard: Guard, facts: Facts, asked: Asked) => {
    const stage = pipeline.stages[Math.max(0, indexOfStage(pipeline, guard.stage))] as Stage;
    return names.find((name) => !rules[name]?.(facts, asked, stage, pipeline));
  };

  return {
    pipeline,
    machine,
    standings,
    decide(from, facts, event) {
      const { way, because } = chosenOf(named(from, event.type), ({ guard, rules: asks }) => failing(asks, guard, facts, event));
      if (!way || because) throw new Refusal(subject, from.status, event.type, because ?? 'wrongStatus', way?.guard.stage ?? from.stage);
      return { ...way.to };
    },
    rulesFor: (from, type) => named(from, type).flatMap((way) => way.rules),
    allowed(from, facts, actor) {
      const possible = offered(from).filter(({ type, guard }) => !failing(guard.needs, guard, facts, { type, actor }));
      return [...new Set(possible.map(({ type }) => type as Event['type']))];
    },
    edges: () => [...ways.values()].flat(),
  };
}

const keyOf = ({ status, stage }: Standing) => `${stage ?? ''}/${status}`;

interface Way<S extends string> extends Edge<S> {
  guard: Guard;
}

interface Judged<S extends string> {
  way?: Way<S>;
  because: RuleName | 'wrongStatus' | null;
}

/** Of transitions with one name and several targets the one that is allowed; else the one that came furthest, and why it is not. */
function chosenOf<S extends string>(candidates: readonly Way<S>[], failing: (way: Way<S>) => RuleName | undefined): Judged<S> {
  let furthest = -1;
  let best: Judged<S> = { because: 'wrongStatus' };
  for (const way of candidates) {
    const because = failing(way) ?? null;
    const passed = because === null ? Infinity : way.rules.indexOf(because);
    if (passed > furthest) [furthest, best] = [passed, { way, because }];
  }
  return best;
}

const at = (machine: AnyStateMachine, { status, stage }: Standing): AnyMachineSnapshot =>
  machine.resolveState({ value: stage === null ? status : { [stage]: status }, context: {} });

/** Every transition that leaves a standing, as the machine makes it. */
function waysFrom<S extends string>(machine: AnyStateMachine, from: Standing<S>): Way<S>[] {
  return getNextTransitions(at(machine, from)).map((found) => {
    const guard = (found.guard as unknown as { params: Guard }).params;
    const event = { type: found.eventType, chosen: guard.stage };
    const [next] = transition(machine, at(machine, from), event as never) as unknown as [AnyMachineSnapshot];
    return { from, type: event.type, to: standingOf<S>(next.value as StateValue), rules: [...guard.needs, ...guard.checks], guard };
  });
}

type StateValue = string | Record<string, string>;

function standingOf<S extends string>(value: StateValue): Standing<S> {
  if (typeof value === 'string') return { status: value as S, stage: null };
  const [[stage, status] = ['', '']] = Object.entries(value);
  return { status: status as S, stage };
}

function standingsOf<S extends string>(machine: AnyStateMachine): Standing<S>[] {
  return Object.values(machine.states).flatMap((node): Standing<S>[] => {
    const inner = Object.keys(node.states);
    if (inner.length === 0) return [{ status: node.key as S, stage: null }];
    return inner.map((status) => ({ status: status as S, stage: node.key }));
  });
}
