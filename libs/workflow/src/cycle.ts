import type { Actor } from './actor.js';
import { buildMachine, needs, workflow, type On, type States, type Workflow } from './machine.js';
import type { Pipeline, Stage } from './pipeline.js';
import { cycleRules, type CycleFacts } from './rules.js';

export const CYCLE_STATUSES = ['prepared', 'open', 'published'] as const;
export type CycleStatus = (typeof CYCLE_STATUSES)[number];
export const CYCLE_EVENTS = ['LAUNCH', 'REMIND', 'EXTEND', 'CLOSE', 'CAST', 'FINALISE', 'PUBLISH'] as const;
export type CycleEventType = (typeof CYCLE_EVENTS)[number];

export interface CycleEvent {
  type: CycleEventType;
  actor: Actor;
}

export type CycleWorkflow = Workflow<CycleFacts, CycleEvent, CycleStatus>;

/** The life of a cycle: prepared → each stage of its pipeline in order → published. Pure; build it once per definition. */
export function buildCycleMachine(pipeline: Pipeline): CycleWorkflow {
  const first = pipeline.stages[0]?.code ?? '';
  const stages = Object.fromEntries(
    pipeline.stages.map((stage, index): [string, States[string]] => [
      stage.code,
      { initial: 'open', states: { open: { on: acts(stage, pipeline.stages[index + 1]) } } },
    ]),
  );
  const machine = buildMachine('cycle', 'prepared', {
    prepared: { on: { LAUNCH: to(`${first}.open`, needs(first, 'secretariat', 'launchable')) } },
    ...stages,
    published: {},
  });
  return workflow<CycleFacts, CycleEvent, CycleStatus>('cycle', pipeline, machine, cycleRules);
}

const to = (target: string, guard: On['guard']): On => ({ target: `#cycle.${target}`, guard });

/** Whatever has a deadline can be given a later one: a stage that is due and short of sheets or votes must not be stuck. */
const extension = (code: string) => ({ EXTEND: { guard: needs(code, 'secretariat') } });

function acts(stage: Stage, next: Stage | undefined): Record<string, On> {
  const { code } = stage;
  const after = next ? `${next.code}.open` : 'published';
  switch (stage.kind) {
    case 'nomination':
      return { ...extension(code), CLOSE: to(after, needs(code, 'secretariatOrClock', 'due')) };
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
        PUBLISH: to('published', needs(code, 'secretariat', 'winnersFinalised')),
      };
  }
}
