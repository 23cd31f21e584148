import { buildCycleMachine, type CycleWorkflow } from './cycle.js';
import type { Definition } from './definition.js';
import { fault, stagePlace, type Fault } from './fault.js';
import { buildNominationMachine, type NominationWorkflow } from './nomination.js';
import { indexOfStage } from './pipeline.js';
import { cycleCases, nominationCases } from './proof-cases.js';
import type { Refusal } from './refusal.js';
import type { RuleName } from './rules.js';
import { search, type Searched } from './search.js';

type Provable = Pick<Definition, 'pipeline' | 'tiers' | 'form' | 'eligibility' | 'rubric' | 'council' | 'ceremony' | 'holidays'>;

/**
 * What keeps a consistent definition from running to its end. Asks the machines themselves, in every situation that this definition can
 * bring about: each standing of a nomination can be reached and leads to an end, each event can be sent by somebody at some time while the
 * cycle is in step, and each stage can be closed even if neither nominators nor reviewers do anything.
 */
export function unproven(
  definition: Provable,
  nominations: NominationWorkflow = buildNominationMachine(definition.pipeline),
  cycles: CycleWorkflow = buildCycleMachine(definition.pipeline),
): Fault[] {
  const ofNominations = search(nominations, nominationCases(definition), ({ stage }) => stage === null);
  const ofCycles = search(cycles, cycleCases(definition, ofNominations.made), ({ status }) => status === 'published');
  return [...faultsOf(definition, ofNominations), ...faultsOf(definition, ofCycles)];
}

function faultsOf({ pipeline }: Provable, { blocked, stuck }: Searched): Fault[] {
  const isStuck = (path: readonly string[]) => stuck.some((one) => one.path.at(-1) === path.at(-1));
  const placed = (stage: string | null, because?: RuleName | 'wrongStatus') => {
    const key = because === undefined ? undefined : KEYS[because];
    if (key?.startsWith('/')) return key.slice(1);
    const index = indexOfStage(pipeline, stage ?? '');
    const found = pipeline.stages[index];
    return found ? stagePlace(found, index, key) : 'pipeline';
  };
  const events = blocked.map(({ edge, path, refusal }) =>
    isStuck(path)
      ? noEnd(placed(edge.from.stage, refusal.because), path, edge.type, refusal)
      : fault(
          placed(edge.from.stage, refusal.because),
          `${wayOf(path)}: không lúc nào có ai làm được ${edge.type}. ${refusal.sentence.vi}`,
          `${wayOf(path)}: nobody can ${edge.type} at any time. ${refusal.sentence.en}`,
        ),
  );
  // What leads to a dead end is one itself: a single one is told, the farthest, and none where a blocked event has explained it.
  const isExplained = blocked.some(({ path }) => isStuck(path));
  const [farthest] = isExplained ? [] : [...stuck].sort((a, b) => b.path.length - a.path.length);
  return [...events, ...(farthest ? [noEnd(placed(farthest.standing.stage), farthest.path)] : [])];
}

/** A stage that waits for its opening opens by itself: no step of its own. */
const wayOf = (path: readonly string[]) => `${path.filter((step) => !step.endsWith('/waiting')).join(' → ')} → …`;

function noEnd(place: string, path: readonly string[], event?: string, refusal?: Refusal): Fault {
  const why = {
    vi: event && refusal ? `; không lúc nào có ai làm được ${event}. ${refusal.sentence.vi}` : '.',
    en: event && refusal ? `; nobody can ${event} at any time. ${refusal.sentence.en}` : '.',
  };
  return fault(place, `${wayOf(path)}: không có đường đến kết thúc${why.vi}`, `${wayOf(path)}: no way to an end${why.en}`);
}

/** Which part of the document to look at when that rule says no: a key of the stage, or of the document where it begins with a slash. */
const KEYS: Partial<Record<RuleName | 'wrongStatus', string>> = {
  complete: '/form',
  selfScoreReached: '/eligibility',
  returnsLeft: 'maxReturns',
  returnInTime: 'returnsUntil',
  quotaLeft: 'quota',
  inTime: 'closes',
  noticeOpen: 'closes',
  due: 'closes',
  decidedOrDue: 'closes',
  noticeOver: 'closes',
  ballotOpen: 'closes',
  scoredOrDue: 'minimumSheets',
  quorumReached: 'quorum',
  councilMember: '/council.seats',
  chair: '/council.seats',
};
