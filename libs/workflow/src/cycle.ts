import type { Actor } from './actor.js';
import { buildMachine, needs, workflow, type On, type States, type Workflow } from './machine.js';
import type { Pipeline, Stage } from './pipeline.js';
import { cycleRules, type CycleFacts } from './rules.js';

/** Within a stage: waiting for its opening, open, or suspended. */
export const CYCLE_STATUSES = ['prepared', 'waiting', 'open', 'suspended', 'published', 'cancelled'] as const;
export type CycleStatus = (typeof CYCLE_STATUSES)[number];
export const CYCLE_EVENTS = [
  'LAUNCH',
  'OPEN',
  'REMIND',
  'REMIND_BRANCHES',
  'EXTEND',
  'CLOSE',
  'CAST',
  'FINALISE',
  'REOPEN',
  'PUBLISH',
  'CORRECT',
  'SUSPEND',
  'RESUME',
  'CANCEL',
] as const;
export type CycleEventType = (typeof CYCLE_EVENTS)[number];

export interface CycleEvent {
  type: CycleEventType;
  actor: Actor;
}

export type CycleWorkflow = Workflow<CycleFacts, CycleEvent, CycleStatus>;

/** The life of a cycle: prepared → each stage of its pipeline in order → published, or cancelled. Pure; build it once per definition. */
export function buildCycleMachine(pipeline: Pipeline): CycleWorkflow {
  const first = pipeline.stages[0]?.code ?? '';
  const last = pipeline.stages.at(-1)?.code ?? '';
  const stages = Object.fromEntries(
    pipeline.stages.map((stage, index): [string, States[string]] => [
      stage.code,
      { initial: 'waiting', states: states(stage, pipeline.stages[index + 1]) },
    ]),
  );
  const machine = buildMachine('cycle', 'prepared', {
    prepared: { on: { LAUNCH: to(`${first}.waiting`, needs(first, 'secretariat', 'launchable')), ...cancellation(first) } },
    ...stages,
    published: { on: { CORRECT: { guard: needs(last, 'chair') } } },
    cancelled: {},
  });
  return workflow<CycleFacts, CycleEvent, CycleStatus>('cycle', pipeline, machine, cycleRules);
}

const to = (target: string, guard: On['guard']): On => ({ target: `#cycle.${target}`, guard });

const cancellation = (code: string) => ({ CANCEL: to('cancelled', needs(code, 'secretariat')) });

function states(stage: Stage, next: Stage | undefined): States {
  const { code } = stage;
  return {
    waiting: { on: { OPEN: to(`${code}.open`, needs(code, 'secretariatOrClock', 'openDue')), ...cancellation(code) } },
    open: { on: { ...acts(stage, next), SUSPEND: to(`${code}.suspended`, needs(code, 'secretariat')), ...cancellation(code) } },
    suspended: { on: { RESUME: to(`${code}.open`, needs(code, 'secretariat')), ...cancellation(code) } },
  };
}

/** Whatever has a deadline can be given a later one: a stage that is due and short of sheets or votes must not be stuck. */
const extension = (code: string) => ({ EXTEND: { guard: needs(code, 'secretariat') } });

function acts(stage: Stage, next: Stage | undefined): Record<string, On> {
  const { code } = stage;
  const after = next ? `${next.code}.waiting` : 'published';
  switch (stage.kind) {
    case 'nomination':
      return {
        ...extension(code),
        CLOSE: to(after, needs(code, 'secretariatOrClock', 'due')),
        REMIND_BRANCHES: { guard: needs(code, 'remindsBranches') },
      };
    case 'review':
      return {
        ...extension(code),
        CLOSE: to(after, needs(code, 'secretariatOrClock', 'due', 'decidedOrDue')),
        REMIND: { guard: needs(code, 'secretariatOrClock') },
      };
    case 'scoring':
      return { ...extension(code), CLOSE: to(after, needs(code, 'secretariatOrClock', 'due', 'scoredOrDue')) };
    case 'notice':
      return { ...extension(code), CLOSE: to(after, needs(code, 'secretariatOrClock', 'noticeOver', 'noObjectionOpen')) };
    case 'ballot':
      return {
        ...extension(code),
        CAST: { guard: needs(code, 'councilMember', 'ballotOpen', 'notVoted') },
        CLOSE: to(after, needs(code, 'secretariatOrClock', 'due', 'quorumReached')),
      };
    case 'announcement':
      return {
        FINALISE: { guard: needs(code, 'chair') },
        REOPEN: { guard: needs(code, 'chair', 'winnersFinalised') },
        PUBLISH: to('published', needs(code, 'secretariat', 'winnersFinalised')),
      };
  }
}
