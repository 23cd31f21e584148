import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccessModule, AwardsModule } from '#awards';
import type { Config } from '#config';
import { storeOptions } from '#store';
import { AnnouncementPages } from './announcements/announcement.pages.js';
import { AnnouncementScreen } from './announcements/announcement.screen.js';
import { PublicApi } from './announcements/result.api.js';
import { ResultPages } from './announcements/result.pages.js';
import { CONFIG } from './config.js';
import { BallotPages } from './council/ballot.pages.js';
import { CouncilApi } from './council/council.api.js';
import { BoardPages } from './cycles/board.pages.js';
import { CalendarPages } from './cycles/calendar.pages.js';
import { CycleActApi } from './cycles/cycle-acts.api.js';
import { CycleActPages } from './cycles/cycle-acts.pages.js';
import { CycleApi } from './cycles/cycle.api.js';
import { CyclePages } from './cycles/cycle.pages.js';
import { CycleScreen } from './cycles/cycle.screen.js';
import { JournalApi } from './cycles/journal.api.js';
import { JournalPages } from './cycles/journal.pages.js';
import { PetitionPages } from './cycles/petition.pages.js';
import { FileDownloads } from './evidence/download.js';
import { evidence } from './evidence/evidence.providers.js';
import { FilePages } from './evidence/file.pages.js';
import { UploadApi } from './evidence/upload.api.js';
import { HomePages } from './home/home.pages.js';
import { HttpModule } from './http/http.module.js';
import { logging } from './http/log.js';
import { JobApi } from './jobs/job.api.js';
import { JobPages } from './jobs/job.pages.js';
import { LetterPages } from './letters/letter.pages.js';
import { MainNavigation } from './navigation.js';
import { NominationApi } from './nominations/nomination.api.js';
import { ThreadPages } from './nominations/thread.pages.js';
import { DraftApi } from './nominations/draft.api.js';
import { DraftPages } from './nominations/draft.pages.js';
import { DraftScreen } from './nominations/draft.screen.js';
import { NominationPages } from './nominations/nomination.pages.js';
import { NominationScreen } from './nominations/nomination.screen.js';
import { SubmissionPages } from './nominations/submission.pages.js';
import { NoticePages } from './notices/notice.pages.js';
import { OutboxPages } from './outbox/outbox.pages.js';
import { AccountPages } from './people/account.pages.js';
import { AuthenticatorPages } from './people/authenticator.pages.js';
import { Door } from './people/door.js';
import { InvitationPages } from './people/invitation.pages.js';
import { LinkPages } from './people/link.pages.js';
import { OidcPages } from './people/oidc.pages.js';
import { PasskeyPages } from './people/passkey.pages.js';
import { Provider } from './people/provider.js';
import { RecoveryPages } from './people/recovery.pages.js';
import { SecondFactorPages } from './people/second-factor.pages.js';
import { SessionApi } from './people/session.api.js';
import { StoredLanguage, StoredSessions } from './people/session.service.js';
import { SignInPages } from './people/sign-in.pages.js';
import { WelcomePages } from './people/welcome.pages.js';
import { DataRequestPages } from './privacy/data-request.pages.js';
import { OwnDataPages } from './privacy/own-data.pages.js';
import { PrivacyPages } from './privacy/privacy.pages.js';
import { DatabaseReadiness } from './readiness.js';
import { CheckApi } from './reviews/check.api.js';
import { DossierPages } from './reviews/dossier.pages.js';
import { DossierScreen } from './reviews/dossier.screen.js';
import { DueDates } from './reviews/due-dates.js';
import { ForwardPages } from './reviews/forward.pages.js';
import { PresencePages } from './reviews/presence.pages.js';
import { QueuePages } from './reviews/queue.pages.js';
import { Watch } from './reviews/watch.js';
import { ReminderPages } from './reviews/reminder.pages.js';
import { ReviewPages } from './reviews/review.pages.js';
import { ImportPages } from './imports/import.pages.js';
import { PeoplePages } from './people/people.pages.js';
import { TiePages } from './people/tie.pages.js';
import { UnitActPages } from './units/unit-act.pages.js';
import { UnitApi } from './units/unit.api.js';
import { UnitPages } from './units/unit.pages.js';
import { ScoreSheetPages } from './scoring/score-sheet.pages.js';

const pages = [
  UnitPages,
  UnitActPages,
  ImportPages,
  PeoplePages,
  TiePages,
  HomePages,
  SignInPages,
  LinkPages,
  SecondFactorPages,
  PasskeyPages,
  OidcPages,
  AccountPages,
  AuthenticatorPages,
  RecoveryPages,
  InvitationPages,
  WelcomePages,
  PrivacyPages,
  OwnDataPages,
  DataRequestPages,
  CyclePages,
  CycleActPages,
  BoardPages,
  CalendarPages,
  JournalPages,
  PetitionPages,
  NominationPages,
  FilePages,
  FileDownloads,
  ThreadPages,
  DraftPages,
  SubmissionPages,
  DraftApi,
  ReviewPages,
  QueuePages,
  ReminderPages,
  DossierPages,
  ForwardPages,
  PresencePages,
  ScoreSheetPages,
  BallotPages,
  AnnouncementPages,
  ResultPages,
  NoticePages,
  LetterPages,
  OutboxPages,
  JobPages,
];
const api = [UnitApi, SessionApi, CycleApi, CouncilApi, NominationApi, UploadApi, CheckApi, JobApi, PublicApi, CycleActApi, JournalApi];

@Global()
@Module({})
class ConfigModule {
  static with(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}

/** Pages and API side by side. Knows no queue and no mail. */
@Module({})
export class WebModule {
  static for(config: Config, isWalled: boolean): DynamicModule {
    const access = AccessModule.with({ baseUrl: config.baseUrl, ...config.signIn });
    return {
      module: WebModule,
      imports: [
        ConfigModule.with(config),
        MikroOrmModule.forRoot({ ...storeOptions(config.databaseUrl, isWalled), driver: PostgreSqlDriver }),
        logging(config),
        AwardsModule,
        access,
        HttpModule.with({
          baseUrl: config.baseUrl,
          sessions: StoredSessions,
          languageChoice: StoredLanguage,
          readiness: DatabaseReadiness,
          navigation: MainNavigation,
          imports: [AwardsModule, access],
        }),
      ],
      controllers: [...pages, ...api],
      providers: [
        AnnouncementScreen,
        CycleScreen,
        DossierScreen,
        DraftScreen,
        DueDates,
        Door,
        NominationScreen,
        Provider,
        Watch,
        ...evidence,
      ],
    };
  }
}
