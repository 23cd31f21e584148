import type { PersonWanted } from '../people/people.service.js';
import type { UnitRow } from '../units/unit.service.js';
import type { Definition } from '#workflow';

/** Mailboxes of the sample, in the domain that RFC 2606 keeps for examples. */
const mailbox = (name: string) => `${name.toLowerCase()}@thanh-khe.example`;

export interface Roster {
  units: UnitRow[];
  people: (PersonWanted & { seat?: string })[];
  branches: { code: string; ward: string }[];
  wards: string[];
}

export interface RosterSize {
  branches: number;
  wards: number;
}

/** The sample's units, cut down or filled up with numbered ones to the size asked for. Branches go to the wards in turn. */
export function rosterOf(definition: Definition, sample: readonly UnitRow[], { branches, wards }: RosterSize): Roster {
  const above = sample.filter(({ tier }) => tier === 'city' || tier === 'district');
  const known = sample.filter(({ tier }) => tier === 'ward');
  const wardRows = Array.from(
    { length: wards },
    (_, index): UnitRow =>
      known[index] ?? { code: `DP-${index + 1}`, tier: 'ward', parent: definition.organiser, name: `Đoàn phường số ${index + 1}` },
  );
  const branchRows = wardRows.flatMap((ward, index) => {
    const own = sample.filter(({ tier, parent }) => tier === 'branch' && parent === ward.code);
    const count = Math.floor(branches / wards) + (index < branches % wards ? 1 : 0);
    const short = ward.code.replace(/^DP-/, '');
    return Array.from(
      { length: count },
      (_, n): UnitRow =>
        own[n] ?? {
          code: `CD-${short}-${String(n + 1).padStart(2, '0')}`,
          tier: 'branch',
          parent: ward.code,
          name: `Chi đoàn số ${n + 1}`,
        },
    );
  });
  return {
    units: [...above, ...wardRows, ...branchRows].map((unit) => ({ ...unit })),
    people: [...officers(definition), ...council(definition, wardRows), ...wardRows.map(reviewer), ...branchRows.map(nominator)],
    branches: branchRows.map(({ code, parent }) => ({ code, ward: parent ?? '' })),
    wards: wardRows.map(({ code }) => code),
  };
}

const officers = (definition: Definition): Roster['people'] => [
  {
    name: 'Thường trực Giải thưởng',
    email: mailbox('thuong-truc'),
    unit: definition.organiser,
    role: 'secretariat',
    title: 'Thường trực Giải thưởng',
    isSample: true,
  },
  {
    name: 'Quản trị hệ thống',
    email: mailbox('quan-tri'),
    unit: definition.organiser,
    role: 'administrator',
    title: 'Quản trị hệ thống',
    isSample: true,
  },
  {
    name: 'Giám sát viên',
    email: mailbox('giam-sat'),
    unit: definition.organiser,
    role: 'observer',
    title: 'Giám sát viên',
    isSample: true,
  },
];

/** Plain members of the council each look after wards, in turn: that is the tie that keeps them from scoring those. */
function council(definition: Definition, wards: readonly UnitRow[]): Roster['people'] {
  const seats = definition.council?.seats ?? [];
  const members = seats.filter((seat) => /^UV\d+$/.test(seat.code));
  return seats.map((seat) => {
    const turn = members.indexOf(seat);
    const ties =
      turn < 0
        ? []
        : wards
            .filter((_, index) => index % members.length === turn)
            .map((ward) => ({ unit: ward.code, reason: `Phụ trách ${ward.name}` }));
    return {
      name: seat.title.vi,
      email: mailbox(`hoi-dong-${seat.code}`),
      unit: definition.organiser,
      role: seat.role,
      title: seat.title.vi,
      ties,
      seat: seat.code,
      isSample: true,
    };
  });
}

const reviewer = (ward: UnitRow): Roster['people'][number] => ({
  name: `Ban Thường vụ ${ward.name}`,
  email: mailbox(ward.code),
  unit: ward.code,
  role: 'reviewer',
  title: 'Người xét',
  isSample: true,
});
const nominator = (branch: UnitRow): Roster['people'][number] => ({
  name: `Bí thư ${branch.name}`,
  email: mailbox(branch.code),
  unit: branch.code,
  role: 'nominator',
  title: 'Bí thư chi đoàn',
  isSample: true,
});
