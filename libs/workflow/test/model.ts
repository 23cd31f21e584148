import {
  buildCycleMachine,
  buildNominationMachine,
  type Actor,
  type CycleFacts,
  indexOfStage,
  type NominationEventType,
  type NominationFacts,
  type Pipeline,
  Refusal,
  type Stage,
  type Standing,
} from '../src/index.js';

/** Two wards of two branches each. */
export const BRANCHES = ['B0', 'B1', 'B2', 'B3'];
const wardOf = (branch: string) => (branch < 'B2' ? 'W0' : 'W1');
export const lineOf = (branch: string) => ({ city: 'C', district: 'D', ward: wardOf(branch), branch });
const childrenOf: Record<string, number> = { C: 1, D: 2, W0: 2, W1: 2 };
const COUNCIL = ['member', 'chair'];

interface Model {
  pipeline: Pipeline;
  cycle: Standing;
  nominations: {
    branch: string;
    at: Standing;
    returns: number;
    decidedIn: string | null;
    filedBy: string | null;
    confirmed: boolean;
  }[];
  /** Who was put forward by which unit in which stage, with which rank. */
  endorsed: { branch: string; stage: string; unit: string; rank: number | undefined }[];
}
export type Nominee = Model['nominations'][number];

/** What chance decides about the circumstances of one event; the rest follows from what happened before. */
export interface Circumstances {
  now: number;
  closes: number | null;
  missing: number;
  unmet: number;
  unanswered: number;
  supplementDue: number | null;
  ties: readonly string[];
  recused: boolean;
}

export interface Accepted {
  type: NominationEventType;
  actor: Actor;
  from: Standing;
  to: Standing;
  cycle: Standing;
}

/** A cycle in memory: the rules of the pipeline, and of the rows only what they ask for. */
export function modelOf(pipeline: Pipeline) {
  const [workflow, cycles] = [buildNominationMachine(pipeline), buildCycleMachine(pipeline)];
  const start = workflow.standings[0] ?? { status: 'draft', stage: null };
  const model: Model = {
    pipeline,
    cycle: { status: 'prepared', stage: null },
    // Every second one is written by the ward in the branch's place.
    nominations: BRANCHES.map((branch, index) => ({
      branch,
      at: start,
      returns: 0,
      decidedIn: null,
      filedBy: index % 2 === 0 ? null : wardOf(branch),
      confirmed: false,
    })),
    endorsed: [],
  };
  const stageAt = (code: string | null): Stage | undefined => pipeline.stages[code === null ? -1 : indexOfStage(pipeline, code)];

  const factsOf = (one: Nominee, within: NominationFacts['within'], given: Circumstances): NominationFacts => {
    const stage = stageAt(one.at.stage);
    const line = lineOf(one.branch);
    const unit = stage ? line[stage.tier as keyof typeof line] : '';
    const used = model.endorsed.filter((other) => other.stage === stage?.code && other.unit === unit);
    const quota = quotaOf(stage, unit);
    return {
      ...given,
      cycleStage: model.cycle.stage,
      organiser: 'D',
      waiting: model.cycle.status === 'waiting',
      suspended: model.cycle.status === 'suspended',
      within,
      line,
      unit: one.branch,
      selfScoreShort: false,
      unchecked: 0,
      revision: 1,
      dueFrom: 0,
      dueUntil: null,
      filedBy: one.filedBy,
      confirmed: one.confirmed,
      returns: one.returns,
      returnsUntil: null,
      quotaLeft: quota === null ? null : quota - used.length,
      ranksTaken: used.flatMap(({ rank }) => (rank === undefined ? [] : [rank])),
      decidedIn: one.decidedIn,
      council: COUNCIL,
      sheetSubmitted: false,
    };
  };

  /** What became of it; null when the rules refuse it, which changes nothing. */
  function ask(
    one: Nominee,
    event: { type: NominationEventType; actor: Actor; rank?: number },
    given: Circumstances,
    within: NominationFacts['within'] = null,
  ): Accepted | null {
    const from = one.at;
    const to = orRefused(() => workflow.decide(from as Parameters<typeof workflow.decide>[0], factsOf(one, within, given), event));
    if (!to) return null;
    keep(one, event.type, from, to, event.rank);
    return { type: event.type, actor: event.actor, from, to, cycle: model.cycle };
  }

  function keep(one: Nominee, type: NominationEventType, from: Standing, to: Standing, rank: number | undefined): void {
    const line = lineOf(one.branch);
    const stage = stageAt(from.stage);
    if (type === 'ENDORSE' && stage)
      model.endorsed.push({ branch: one.branch, stage: stage.code, unit: line[stage.tier as keyof typeof line], rank });
    // What was put forward and is withdrawn before its list is sent gives its place back.
    if (type === 'WITHDRAW' && from.status === 'endorsed')
      model.endorsed = model.endorsed.filter((other) => other.branch !== one.branch || other.stage !== from.stage);
    if (type === 'RETURN') one.returns += 1;
    if (type === 'CONFIRM') one.confirmed = true;
    if (type === 'SUBMIT' && one.filedBy && !one.confirmed) throw new Error(`${one.branch} never saw what was handed in`);
    if (to.stage !== from.stage)
      Object.assign(one, { returns: 0, decidedIn: ['declined', 'ineligible'].includes(to.status) ? from.stage : null });
    one.at = to;
  }

  function askCycle(type: Parameters<typeof cycles.decide>[2]['type'], actor: Actor, facts: CycleFacts): Standing | null {
    const to = orRefused(() => cycles.decide(model.cycle as Parameters<typeof cycles.decide>[0], facts, { type, actor }));
    if (to) model.cycle = to;
    return to;
  }

  const named = ({ status, stage }: Standing) => `${stage}/${status}`;
  const edges = Map.groupBy(workflow.edges(), ({ from }) => named(from));
  /** The events that somebody at some time can send there. */
  const possible = (at: Standing) => (edges.get(named(at)) ?? []).map(({ type }) => type as NominationEventType);

  return { model, ask, askCycle, stageAt, possible };
}

/** How many one unit may put forward in a stage; null: any number. */
export function quotaOf(stage: Stage | undefined, unit: string): number | null {
  if (stage?.kind !== 'review' || !stage.quota) return null;
  const { perUnit, larger } = stage.quota;
  return larger && (childrenOf[unit] ?? 0) > larger.children ? larger.perUnit : perUnit;
}

function orRefused<T>(decide: () => T): T | null {
  try {
    return decide();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
