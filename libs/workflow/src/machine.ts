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
  actions?: string;
}
export type States = Record<string, { initial?: string; on?: Record<string, On>; states?: States }>;

/** Where something stands: a status, and the stage of the pipeline it stands in (null before the first and after the last). */
export interface Standing<S extends string = string> {
  status: S;
  stage: string | null;
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
}

export const needs = (stage: string, ...names: RuleName[]) => ({
  type: 'rules' as const,
  params: { stage, needs: names, checks: [] as RuleName[] },
});
export const checked = (guard: ReturnType<typeof needs>, ...checks: RuleName[]) => ({ ...guard, params: { ...guard.params, checks } });

export function buildMachine(id: string, initial: string, states: States): AnyStateMachine {
  // The rules are asked by `decide` before the transition is made, with the facts and the person at hand.
  return setup({ guards: { rules: () => true } }).createMachine({ id, initial, states } as never) as unknown as AnyStateMachine;
}

export function workflow<Facts, Event extends Asked, S extends string>(
  subject: 'nomination' | 'cycle',
  pipeline: Pipeline,
  machine: AnyStateMachine,
  rules: Rules<Facts>,
): Workflow<Facts, Event, S> {
  const standings = standingsOf<S>(machine);
  const at = ({ status, stage }: Standing): AnyMachineSnapshot =>
    machine.resolveState({ value: stage === null ? status : { [stage]: status }, context: {} });
  const known = ({ status, stage }: Standing) => standings.some((one) => one.status === status && one.stage === stage);
  const offered = (from: Standing) =>
    getNextTransitions(at(from)).map((found) => ({ type: found.eventType, guard: (found.guard as unknown as { params: Guard }).params }));
  const failing = (names: readonly RuleName[], guard: Guard, facts: Facts, asked: Asked) => {
    const stage = pipeline.stages[Math.max(0, indexOfStage(pipeline, guard.stage))] as Stage;
    return names.find((name) => !rules[name]?.(facts, asked, stage, pipeline));
  };

  return {
    pipeline,
    machine,
    standings,
    decide(from, facts, event) {
      const found = known(from) ? offered(from).find((one) => one.type === event.type) : undefined;
      const because = found ? failing([...found.guard.needs, ...found.guard.checks], found.guard, facts, event) : 'wrongStatus';
      if (because) throw new Refusal(subject, from.status, event.type, because);
      const [next] = transition(machine, at(from), event as never) as unknown as [AnyMachineSnapshot];
      return standingOf<S>(next.value as StateValue);
    },
    rulesFor(from, event) {
      const guard = known(from) ? offered(from).find((one) => one.type === event)?.guard : undefined;
      return guard ? [...guard.needs, ...guard.checks] : [];
    },
    allowed(from, facts, actor) {
      if (!known(from)) return [];
      return offered(from)
        .filter(({ type, guard }) => !failing(guard.needs, guard, facts, { type, actor }))
        .map(({ type }) => type as Event['type']);
    },
  };
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
