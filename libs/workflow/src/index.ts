export { CLOCK, ROLES, type Actor, type Role } from './actor.js';
export {
  buildCycleMachine,
  CYCLE_EVENTS,
  CYCLE_STATUSES,
  type CycleEvent,
  type CycleEventType,
  type CycleStatus,
  type CycleWorkflow,
} from './cycle.js';
export {
  LETTER_EVENTS,
  type Column,
  type Condition,
  type Definition,
  type Field,
  type Letter,
  type LetterEvent,
  type Paper,
  type Rubric,
  type RubricItem,
  Retention,
  retentionOf,
} from './definition.js';
export { diff, type Difference } from './diff.js';
export type { Fault } from './fault.js';
export { InvalidDefinition, readDefinition } from './faults.js';
export { type Standing } from './machine.js';
export { momentText } from './moment-words.js';
export { addWorkingDays, dateOf, dayNumber, wallTime, workingDaysWithin, type Moment, type Wall } from './moment.js';
export { buildNominationMachine, type NominationWorkflow } from './nomination.js';
export {
  NOMINATION_EVENTS,
  NOMINATION_STATUSES,
  type NominationEvent,
  type NominationEventType,
  type NominationStatus,
} from './nomination-vocabulary.js';
export { FILE_FORMATS, type DossierItem, type FileFormat } from './definition.js';
export { checklistOf } from './checklist.js';
export {
  indexOfStage,
  isSealed,
  stageOf,
  type Check,
  type Fraction,
  type Pipeline,
  type Quota,
  type Stage,
  type StageKind,
  type StageOf,
} from './pipeline.js';
export { STATUS_NAMES } from './status-names.js';
export { unproven } from './proof.js';
export { Refusal } from './refusal.js';
export type { CycleFacts, CycleRule, NominationFacts, NominationRule, RuleName, Seen } from './rules.js';
export type { Language, Text } from './text.js';
export { timetable, type StageWalls } from './timetable.js';
export { scheduleFaults } from './timing.js';
