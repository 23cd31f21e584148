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
  const known = ({ status, stage }: Standing) => standings.some((one) => one.status === status && one.stage === stage);
  const named = (from: Standing, type: string) => (known(from) ? offered(machine, from).filter((one) => one.type === type) : []);
  const failing = (names: readonly RuleName[], guard: Guard, facts: Facts, asked: Asked) => {
    const stage = pipeline.stages[Math.max(0, indexOfStage(pipeline, guard.stage))] as Stage;
    return names.find((name) => !rules[name]?.(facts, asked, stage, pipeline));
  };

  return {
    pipeline,
    machine,
    standings,
    decide(from, facts, event) {
      const { guard, because } = chosenOf(named(from, event.type), (one) => failing([...one.needs, ...one.checks], one, facts, event));
      if (because) throw new Refusal(subject, from.status, event.type, because, guard?.stage ?? from.stage);
      return after(machine, from, { ...event, chosen: guard?.stage });
    },
    rulesFor: (from, type) => named(from, type).flatMap(({ guard }) => [...guard.needs, ...guard.checks]),
    allowed(from, facts, actor) {
      if (!known(from)) return [];
      const possible = offered(machine, from).filter(({ type, guard }) => !failing(guard.needs, guard, facts, { type, actor }));
      return [...new Set(possible.map(({ type }) => type as Event['type']))];
    },
    edges: () =>
      standings.flatMap((from) =>
        offered(machine, from).map(({ type, guard }) => ({
          from,
          type,
          to: after(machine, from, { type, chosen: guard.stage }),
          rules: [...guard.needs, ...guard.checks],
        })),
      ),
  };
}

interface Judged {
  guard?: Guard;
  because: RuleName | 'wrongStatus' | null;
}

/** Of transitions with one name and several targets the one that is allowed; else the one that came furthest, and why it is not. */
function chosenOf(candidates: readonly { guard: Guard }[], failing: (guard: Guard) => RuleName | undefined): Judged {
  let furthest = -1;
  let best: Judged = { because: 'wrongStatus' };
  for (const { guard } of candidates) {
    const because = failing(guard) ?? null;
    const passed = because === null ? Infinity : [...guard.needs, ...guard.checks].indexOf(because);
    if (passed > furthest) [furthest, best] = [passed, { guard, because }];
  }
  return best;
}

const at = (machine: AnyStateMachine, { status, stage }: Standing): AnyMachineSnapshot =>
  machine.resolveState({ value: stage === null ? status : { [stage]: status }, context: {} });

const offered = (machine: AnyStateMachine, from: Standing) =>
  getNextTransitions(at(machine, from)).map((found) => ({
    type: found.eventType,
    guard: (found.guard as unknown as { params: Guard }).params,
  }));

function after<S extends string>(
  machine: AnyStateMachine,
  from: Standing,
  event: { type: string; chosen?: string | undefined },
): Standing<S> {
  const [next] = transition(machine, at(machine, from), event as never) as unknown as [AnyMachineSnapshot];
  return standingOf<S>(next.value as StateValue);
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
