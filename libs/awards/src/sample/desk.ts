import { type EntityManager } from '@mikro-orm/postgresql';
import { SessionService } from '../access/session.service.js';
import { Acts } from '../acts.js';
import { BallotService } from '../council/ballot.service.js';
import { Clock } from '../clock.js';
import { CycleService } from '../cycles/cycle.service.js';
import { DefinitionService } from '../cycles/definition.service.js';
import { TimerService } from '../cycles/timer.service.js';
import { FileService } from '../files/file.service.js';
import { PeopleImportService } from '../imports/people-import.service.js';
import { UnitImportService } from '../imports/unit-import.service.js';
import { DraftService } from '../nominations/draft.service.js';
import { NominationService } from '../nominations/nomination.service.js';
import { ObjectionService } from '../notices/objection.service.js';
import { MembershipService } from '../people/membership.service.js';
import { PeopleService } from '../people/people.service.js';
import { TieService } from '../people/tie.service.js';
import { DataRequestService } from '../privacy/data-request.service.js';
import { ChecklistService } from '../reviews/checklist.service.js';
import { CommentService } from '../reviews/comment.service.js';
import { PetitionService } from '../reviews/petition.service.js';
import { ReminderService } from '../reviews/reminder.service.js';
import { ReviewService } from '../reviews/review.service.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { UnitService } from '../units/unit.service.js';

/** Every use-case on one database, for programs that run without the web: the sample, the simulation, tests. */
export function deskOn(em: EntityManager) {
  const clock = new Clock();
  const acts = new Acts(em, clock);
  const units = new UnitService(em, clock);
  const reminders = new ReminderService(acts);
  const cycles = new CycleService(em, acts);
  return {
    em,
    clock,
    cycles,
    ballots: new BallotService(acts),
    dataRequests: new DataRequestService(em, clock),
    drafts: new DraftService(acts),
    definitions: new DefinitionService(em, clock),
    files: new FileService(em, acts),
    memberships: new MembershipService(em, clock),
    nominations: new NominationService(em, acts),
    objections: new ObjectionService(em, clock),
    people: new PeopleService(em, clock),
    checklists: new ChecklistService(acts),
    comments: new CommentService(acts),
    petitions: new PetitionService(em, acts),
    reviews: new ReviewService(acts),
    sessions: new SessionService(em),
    scoring: new ScoringService(acts),
    ties: new TieService(em, clock),
    reminders,
    timers: new TimerService(em, clock, acts, cycles, reminders),
    units,
    peopleImports: new PeopleImportService(em, clock),
    unitImports: new UnitImportService(em, units),
  };
}
export type Desk = ReturnType<typeof deskOn>;
