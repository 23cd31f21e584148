import { Membership, Person, Session } from '#store';
import { SETUP } from '../src/index.js';
import { type Deed, office } from './walk.js';

/** What an office does before a cycle opens. */
export const OFFICE: Deed[] = [
  {
    name: 'a definition is published',
    at: [-79, '08:00'],
    ready: office(({ line, definition }) => line.definitions.publish(SETUP, { ...definition, version: definition.version + 1 })),
    journal: ['definition.published'],
  },
  {
    name: 'units are imported',
    at: [-79, '08:01'],
    ready: office(({ line, roster }) =>
      line.units.import(SETUP, [
        { code: 'CD-X', tier: 'branch', parent: 'DP-X', name: 'Chi đoàn X' },
        { code: 'DP-X', tier: 'ward', parent: roster.units.find(({ tier }) => tier === 'district')?.code ?? null, name: 'Đoàn phường X' },
      ]),
    ),
    journal: ['unit.added', 'unit.added'],
  },
  {
    name: 'a person with a tie is added',
    at: [-79, '08:02'],
    ready: office(({ line }) =>
      line.people.add(SETUP, {
        name: 'Quan sát viên',
        phone: '0903000001',
        unit: 'DP-X',
        role: 'observer',
        ties: [{ unit: 'CD-X', reason: 'Từng sinh hoạt' }],
      }),
    ),
    journal: ['person.added'],
  },
  {
    name: 'a person signs in',
    at: [-79, '08:03'],
    ready: async ({ desk, line, staff }) => {
      const { id } = await desk.em.fork().findOneOrFail(Membership, { person: staff.secretariat.id });
      return () => line.sessions.signInAsPersona(id, { address: '10.0.0.0/24', device: '' });
    },
    journal: [],
  },
  {
    name: 'a person chooses a language',
    at: [-79, '08:04'],
    ready: office(({ line, staff }) => line.people.speak(staff.secretariat.id, 'en')),
    journal: [],
  },
  {
    name: 'a session acts through another membership',
    at: [-79, '08:05'],
    before: async ({ desk, staff }) => {
      const em = desk.em.fork();
      const person = em.getReference(Person, staff.secretariat.id);
      const { unit } = await em.findOneOrFail(Membership, { person });
      em.create(Membership, { person, unit, role: 'observer', title: null });
      await em.flush();
    },
    ready: async ({ desk, line, staff }) => {
      const em = desk.em.fork();
      const session = await em.findOneOrFail(Session, { person: staff.secretariat.id });
      const other = await em.findOneOrFail(Membership, { person: staff.secretariat.id, role: 'observer' });
      return () => line.sessions.actAs(session.id, other.id);
    },
    journal: [],
  },
  {
    name: 'a person signs out',
    at: [-79, '08:06'],
    ready: async ({ desk, line, staff }) => {
      const session = await desk.em.fork().findOneOrFail(Session, { person: staff.secretariat.id });
      return () => line.sessions.end(staff.secretariat.id, session.id);
    },
    journal: [],
  },
  {
    name: 'a cycle is prepared',
    at: [-79, '09:00'],
    ready: office(({ line, staff, definition: { code, version } }) =>
      line.cycles.prepare(staff.secretariat, {
        slug: 'award',
        definition: { code, version },
        council: Object.fromEntries([...staff.council].map(([code, actor]) => [code, actor.id])),
      }),
    ),
    journal: ['cycle.prepared'],
  },
];
