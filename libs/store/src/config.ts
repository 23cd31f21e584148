import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import {
  ApiToken,
  Authenticator,
  Ceremony,
  Invitation,
  LinkRequest,
  OneTimeLink,
  Passkey,
  Password,
  RecoveryCode,
  RecoveryRequest,
  Session,
  SignIn,
} from './entities/access.js';
import { AwardDefinition, ClockShift, CouncilSeat, Cycle, Timer } from './entities/cycle.js';
import type { Pool } from 'pg';
import { BallotPaper, Certificate, Decision, Recusal, ScoreSheet, VoteRegister } from './entities/council.js';
import { Delivery } from './entities/delivery.js';
import { EvidenceFile } from './entities/evidence-file.js';
import { JournalEntry, JournalSeal, JournalText, JournalUndispatched, JournalUnsealed } from './entities/journal.js';
import { Delegation, Membership } from './entities/membership.js';
import { Endorsement, Nomination, NominationLine, Objection, Petition, Revision } from './entities/nomination.js';
import { Person, Tie } from './entities/person.js';
import { DataRequest, RetentionSweep } from './entities/privacy.js';
import { Reaction } from './entities/reaction.js';
import { Comment, PetitionPapers, Presence, ReturnPoint, Thread, Tick } from './entities/review.js';
import { Unit, UnitPast } from './entities/unit.js';
import { Upload } from './entities/upload.js';
import { migrations } from './migrations/index.js';
import { returnBroken } from './pool.js';
import { type PipelinedClient, saveRoundTrips } from './round-trips.js';
import { AS_WEB_ROLE } from './walls/web-role.js';

export const entities = [
  Unit,
  UnitPast,
  Person,
  Membership,
  Delegation,
  Tie,
  Session,
  Password,
  OneTimeLink,
  Invitation,
  RecoveryRequest,
  LinkRequest,
  Authenticator,
  RecoveryCode,
  Passkey,
  Ceremony,
  ApiToken,
  SignIn,
  AwardDefinition,
  Cycle,
  CouncilSeat,
  Timer,

  ClockShift,
  Nomination,
  NominationLine,
  Revision,
  EvidenceFile,
  ReturnPoint,
  Petition,
  Endorsement,
  Objection,
  Tick,
  Thread,
  Comment,
  Presence,
  PetitionPapers,
  ScoreSheet,
  Recusal,
  VoteRegister,
  BallotPaper,
  Decision,
  Certificate,
  JournalEntry,
  JournalText,
  JournalSeal,
  JournalUnsealed,
  JournalUndispatched,
  Delivery,
  Reaction,
  Upload,
  DataRequest,
  RetentionSweep,
];

/** A connection sends what it may together, and goes out of the pool when it breaks: in this order, so that the second sees what the first answers. */
const onConnections = (pool: Pool) => pool.on('connect', (client) => saveRoundTrips(client as PipelinedClient)).on('connect', returnBroken);

/** How every process opens the database: as the user of the address, or, the web, as its own role. */
export const storeOptions = (databaseUrl: string, isWeb = false) =>
  defineConfig({
    clientUrl: databaseUrl,
    entities,
    extensions: [Migrator],
    forceUtcTimezone: true,
    logger: () => undefined,
    driverOptions: {
      pipeline: true,
      // Our own statements find rows by key, whatever the key is: planned once, not anew for each of the first values.
      options: `-c plan_cache_mode=force_generic_plan ${isWeb ? AS_WEB_ROLE : ''}`,
      onPoolCreated: onConnections,
    },
    // BullMQ keeps its own schema in the same database; the generator must leave it alone.
    schemaGenerator: { ignoreSchema: ['bullmq'] },
    migrations: {
      migrationsList: migrations,
      pathTs: 'libs/store/src/migrations',
      path: 'libs/store/src/migrations',
      emit: 'ts',
      snapshot: true,
      snapshotName: '.snapshot',
      snapshotOnMigrate: false,
    },
  });

/** Opens the database, with so many connections at most. The caller closes it. */
export const openStore = (databaseUrl: string, connections = 10) =>
  MikroORM.init({ ...storeOptions(databaseUrl), pool: { max: connections } });
