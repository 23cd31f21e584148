import { Module } from '@nestjs/common';
import { SessionService } from './access/session.service.js';
import { Acts } from './acts.js';
import { BallotService } from './council/ballot.service.js';
import { Clock } from './clock.js';
import { CycleService } from './cycles/cycle.service.js';
import { DefinitionService } from './cycles/definition.service.js';
import { TimerService } from './cycles/timer.service.js';
import { FileService } from './files/file.service.js';
import { PeopleImportService } from './imports/people-import.service.js';
import { UnitImportService } from './imports/unit-import.service.js';
import { UploadService } from './imports/upload.service.js';
import { JobService } from './jobs/job.service.js';
import { DraftService } from './nominations/draft.service.js';
import { NominationService } from './nominations/nomination.service.js';
import { ObjectionService } from './notices/objection.service.js';
import { MembershipService } from './people/membership.service.js';
import { PeopleService } from './people/people.service.js';
import { TieService } from './people/tie.service.js';
import { DataRequestService } from './privacy/data-request.service.js';
import { ChecklistService } from './reviews/checklist.service.js';
import { CommentService } from './reviews/comment.service.js';
import { PetitionService } from './reviews/petition.service.js';
import { PresenceService } from './reviews/presence.service.js';
import { ReminderService } from './reviews/reminder.service.js';
import { ReviewService } from './reviews/review.service.js';
import { ScoringService } from './scoring/scoring.service.js';
import { UnitService } from './units/unit.service.js';

const services = [
  Clock,
  BallotService,
  ChecklistService,
  ReminderService,
  CommentService,
  PetitionService,
  PresenceService,
  CycleService,
  DataRequestService,
  DefinitionService,
  DraftService,
  FileService,
  JobService,
  MembershipService,
  NominationService,
  ObjectionService,
  PeopleService,
  ReviewService,
  ScoringService,
  SessionService,
  TieService,
  TimerService,
  PeopleImportService,
  UnitImportService,
  UnitService,
  UploadService,
];

/** The use-cases: everything that changes an award. Needs an `EntityManager` from the application that imports it. */
@Module({ providers: [Acts, ...services], exports: services })
export class AwardsModule {}
