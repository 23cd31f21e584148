import { Migration20261123000001_append_only } from './append-only.js';
import { Migration20261125151728_ballot_wall } from './ballot-wall.js';
import { Migration20261125151727_blind_scoring } from './blind-scoring.js';
import { Migration20261124000000_cycle_acts } from './cycle-acts.js';
import { Migration20261125193000_evidence_files } from './evidence-files.js';
import { Migration20261124000004_hot_path } from './hot-path.js';
import { Migration20261125132328_erasing } from './erasing.js';
import { Migration20261125184034_cycle_memberships } from './cycle-memberships.js';
import { Migration20261125164706_filing } from './filing.js';
import { Migration20261123000000_initial } from './initial.js';
import { Migration20261125162234_letters_to_people } from './letters-to-people.js';
import { Migration20261125155220_office_walls } from './office-walls.js';
import { Migration20261125121604_privacy } from './privacy.js';
import { Migration20261125140000_light_acts } from './light-acts.js';
import { Migration20261125184555_nomination_line } from './nomination-line.js';
import { Migration20261125185122_text_walls } from './text-walls.js';
import { Migration20261125200000_member_ties } from './member-ties.js';
import { Migration20261125200001_office_walls_again } from './office-walls-again.js';
import { Migration20261124000002_reactions } from './reactions.js';
import { Migration20261125201000_sheet_words } from './sheet-words.js';
import { Migration20261124000007_signin } from './signin.js';
import { Migration20261125201956_tick_own } from './tick-own.js';
import { Migration20261125201000_unit_record } from './unit-record.js';
import { Migration20261124000008_units_people } from './units-people.js';
import { Migration20261125000000_walls } from './walls.js';
import { Migration20261125190401_received_petitions } from './received-petitions.js';
import { Migration20261125170001_reminders } from './reminders.js';
import { Migration20261125170000_ward_desk } from './ward-desk.js';

/** In the order in which they are applied. Add new ones at the end. */
export const migrations = [
  Migration20261123000000_initial,
  Migration20261123000001_append_only,
  Migration20261124000000_cycle_acts,
  Migration20261124000002_reactions,
  Migration20261124000004_hot_path,
  Migration20261124000007_signin,
  Migration20261124000008_units_people,
  Migration20261125121604_privacy,
  Migration20261125000000_walls,
  Migration20261125132328_erasing,
  Migration20261125140000_light_acts,
  Migration20261125151727_blind_scoring,
  Migration20261125151728_ballot_wall,
  Migration20261125155220_office_walls,
  Migration20261125162234_letters_to_people,
  Migration20261125170000_ward_desk,
  Migration20261125170001_reminders,
  Migration20261125164706_filing,
  Migration20261125184034_cycle_memberships,
  Migration20261125185122_text_walls,
  Migration20261125200000_member_ties,
  Migration20261125200001_office_walls_again,
  Migration20261125184555_nomination_line,
  Migration20261125190401_received_petitions,
  Migration20261125193000_evidence_files,
  Migration20261125201000_unit_record,
  Migration20261125201000_sheet_words,
  Migration20261125201956_tick_own,
];
