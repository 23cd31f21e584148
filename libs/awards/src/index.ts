export * from './access/index.js';
export { AwardsModule } from './awards.module.js';
export { Clock } from './clock.js';
export { type Board, type BoardRow, cycleBoard } from './cycles/board.reads.js';
export { BallotService } from './council/ballot.service.js';
export * from './council/council.reads.js';
export {
  cycleList,
  type CycleSummary,
  cycleView,
  type CycleView,
  findCycle,
  officeCycle,
  type StageView,
  statusName,
} from './cycles/cycle.reads.js';
export {
  type ActingUnit,
  type Cancellation,
  type Due,
  type ExtensionView,
  type Suspension,
  unitsActing,
} from './cycles/cycle-state.reads.js';
export { CycleService, type CycleWanted } from './cycles/cycle.service.js';
export type { CorrectionWanted } from './cycles/correction.js';
export {
  type Correctable,
  correctable,
  type CorrectionPreview,
  type Issued,
  type Listed,
  previewCorrection,
} from './cycles/correction.reads.js';
export { currentDecision } from './cycles/decision.js';
export type { ExtensionWanted } from './cycles/extension.js';
export type { DecisionWanted } from './cycles/publication.js';
export { DefinitionService } from './cycles/definition.service.js';
export {
  JOURNAL_GROUPS,
  JOURNAL_PAGE_SIZE,
  type JournalFilter,
  journalExport,
  type JournalGroup,
  type JournalPage,
  journalPage,
  journalState,
  type JournalState,
  type JournalRow,
} from './cycles/journal.reads.js';
export { isOfficeOf, SEES_ANNOUNCEMENT, SEES_BOARD } from './cycles/cycle.policy.js';
export { READS_WHOLE_JOURNAL } from './cycles/journal.policy.js';
export { proposalFor, type Proposal } from './cycles/proposal.js';
export { dateIn, instantOf, scheduleOf, timeIn } from './cycles/schedule.js';
export { TimerService } from './cycles/timer.service.js';
export { Invalid, invalid, NotFound, Stale, TooMany } from './errors.js';
export type { Remark, Suspect } from './imports/columns.js';
export { PeopleImportService, type PersonRowWanted } from './imports/people-import.service.js';
export { type Preview, UnitImportService } from './imports/unit-import.service.js';
export type { TableFormat } from './imports/written.js';
export { type UploadKind, UploadService } from './imports/upload.service.js';
export type { HeldNomination } from './held.js';
export { DECIDES_ON_JOBS, READS_JOBS, READS_OUTBOX } from './jobs/job.policy.js';
export { JobService } from './jobs/job.service.js';
export { countTroubles, type Trouble, type TroubleAction, type TroublePage, troublePage } from './jobs/trouble.reads.js';
export { JOURNAL_TYPES, type JournalType, standingText } from './journal.js';
export { rulebookOf, type Rulebook } from './machines.js';
export { changesOf, type Resubmission, revisionContent } from './nominations/changes.reads.js';
export type { Change } from './nominations/comparing.js';
export { fileFor, filesOnTheWay, type FileToServe, type FileView } from './files/file.reads.js';
export { type Added, FileService } from './files/file.service.js';
export { claimArchive, sweepFiles } from './files/sweeping.js';
export { type EvidencePlace, placesOf } from './files/places.js';
export { type ConditionView } from './nominations/conditions.js';
export { contentFrom, isSame, type Value, type Values, valuesOf } from './nominations/content.js';
export { fits, type Missing, missingParts, selfScoreTotal } from './nominations/dossier.js';
export { unitsWithout } from './nominations/filing.reads.js';
export { lastDossier } from './nominations/earlier.js';
export { DraftService, type KeptDraft } from './nominations/draft.service.js';
export { MOST_ROWS } from './nominations/field-values.js';
export { nominationFacts, quotaOf } from './nominations/facts.js';
export { nominationList, type NominationPage, type NominationRow } from './nominations/nomination.reads.js';
export { type HistoryItem, nominationView, type NominationView } from './nominations/nomination-view.reads.js';
export { type Receipt, receiptOf } from './nominations/receipt.reads.js';
export { countNewLetters, type LetterPage, letterPage, readLetters } from './letters/letters.js';
export { type Task, tasksFor } from './nominations/task.reads.js';
export { NominationService } from './nominations/nomination.service.js';
export { visibleTo } from './nominations/nomination.policy.js';
export { ANSWERS_OBJECTIONS, takesAnswers } from './notices/objection.policy.js';
export { ObjectionService, type ObjectionWanted } from './notices/objection.service.js';
export { inForceOn } from './people/acting.js';
export { LOOKS_AFTER_MEMBERS, LOOKS_AFTER_PEOPLE } from './people/person.policy.js';
export { COUNCIL, DECLARES_TIES, LIFTS_TIES, READS_TIES } from './people/tie.policy.js';
export { CHANGES_UNITS, READS_UNITS } from './units/unit.policy.js';
export { countsIn, isOneOf, isStanding, only, type Roles } from './policy.js';
export type { PersonDetails } from './people/details.js';
export { type DelegationWanted, MembershipService, type MembershipWanted } from './people/membership.service.js';
export { cycleChoices, cycleName, peoplePage, type PersonPage, personByPhone, type PersonRow, personView } from './people/people.reads.js';
export { PeopleService, type PersonWanted } from './people/people.service.js';
export { type CouncilTies, councilTies } from './people/tie.reads.js';
export { TieService, type TieWanted } from './people/tie.service.js';
export { ANSWERS_REQUESTS } from './privacy/data.policy.js';
export { countDataRequests, dataRequestPage } from './privacy/data-request.reads.js';
export { type Answer, DataRequestService } from './privacy/data-request.service.js';
export { BASES, DATA_MAP, type Kept } from './privacy/data-map.js';
export { OWN_DATA, type OwnData, ownData } from './privacy/own-data.reads.js';
export { forgetDaily, forgetNow, type Forgotten, wouldForget } from './privacy/retention.js';
export { type Composed, lettersAbout, lettersFor, type Written } from './letters/compose.js';
export { slashed } from './letters/letter-values.js';
export { fill } from './letters/wording.js';
export { ChecklistService } from './reviews/checklist.service.js';
export { CommentService, type CommentWanted } from './reviews/comment.service.js';
export { READS_PETITIONS, REVIEWS } from './reviews/review.policy.js';
export { ReminderService } from './reviews/reminder.service.js';
export { type ReminderKind, reminderLetters, REMINDERS, silentBranches, type SilentBranches } from './reviews/reminder.reads.js';
export { PetitionService, type PetitionWanted } from './reviews/petition.service.js';
export { type Looking, PresenceService, type Sight } from './reviews/presence.service.js';
export { type Decided, type PointWanted, ReviewService } from './reviews/review.service.js';
export { endorsable, type Endorsable } from './reviews/endorsable.reads.js';
export {
  type CheckView,
  checklistView,
  type HandedIn,
  handedIn,
  PAPER_FILES,
  type PaperFile,
  paperFile,
  papersOf,
  petitionPage,
  receivedFile,
  type ThreadView,
  threadsOf,
} from './reviews/desk.reads.js';
export {
  type Beside,
  besideInQueue,
  endorsedList,
  type Place,
  PLACES,
  type Queue,
  QUEUE_ORDERS,
  type QueueFilter,
  type QueueOrder,
  type QueueRow,
  reviewQueue,
} from './reviews/queue.reads.js';
export { type ReviewStage, reviewStageFor, reviewStagesOf } from './reviews/review-stage.reads.js';
export { dueOn, supplementLimits } from './reviews/supplement.js';
export { type Waiting, waitingByUnit } from './reviews/waiting.js';
export { ScoringService, type SheetWanted } from './scoring/scoring.service.js';
export { type UnitPage, unitPage, type UnitView, unitView } from './units/unit.reads.js';
export type { Closing, Moving, Renaming } from './units/changes.js';
export type { Merging } from './units/merging.js';
export { UnitService, type UnitRow } from './units/unit.service.js';
export { makeSure } from './sample/diligence.js';
export { type Desk, deskOn } from './sample/desk.js';
export { loadSample, readSample } from './sample/load.js';
export { type Roster, rosterOf } from './sample/roster.js';
export { chance } from './sample/random.js';
export { dossierOf, scores } from './sample/dossiers.js';
export { attachSampleFiles, keepSampleFiles, sampleFilesOf } from './sample/evidence.js';
export { playSeason, type SeasonWanted } from './sample/season.js';
export { hire, SETUP, type Staff, staffOf } from './sample/staff.js';
