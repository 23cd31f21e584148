import { type EntityManager, raw } from '@mikro-orm/postgresql';
import type { World } from './world.js';

/** Nothing has this id. */
export const NOBODYS = '00000000-0000-4000-8000-000000000000';

/** What stands in addresses and forms for one world; where the moment has no such thing, the id of nothing. */
export interface Ids {
  slug: string;
  nomination: string;
  revision: string;
  point: string;
  /** With the branch. */
  thread: string;
  papers: string;
  certificate: string;
  objection: string;
  unit: string;
  unitCode: string;
  parentCode: string;
  person: string;
  phone: string;
  membership: string;
  /** The membership of the ward's reviewer. */
  delegable: string;
  delegation: string;
  tie: string;
  member: string;
  upload: string;
  file: string;
  incoming: string;
  entry: string;
  letter: string;
  session: string;
  token: string;
  passkey: string;
  request: string;
  stage: string;
}

const NO_IDS = { point: NOBODYS, papers: NOBODYS, certificate: 'KHONGCOMANAY', objection: NOBODYS, file: NOBODYS, incoming: NOBODYS };

/** `branch` is the code of the nomination's unit as it begins. */
export async function idsOf(em: EntityManager, { cycle, definition }: World, branch: string): Promise<Ids> {
  const [row] = await em.execute<Record<string, string | null>[]>(
    raw(
      `with own as (select * from nomination where cycle_id = :cycle and code like :branch || '%'),
       sibling as (select u.* from unit u, own where u.parent_id = (own.line ->> 'ward')::uuid and u.id <> own.unit_id),
       somebody as (select m.* from membership m, sibling where m.unit_id = sibling.id)
     select own.id as nomination, own.revision::text, sibling.id as unit, sibling.code as "unitCode", ward.code as "parentCode",
       somebody.person_id as person, somebody.id as membership, coalesce(c.stage, 'ward-review') as stage,
       (select p.id from return_point p where p.nomination_id = own.id order by p.round desc, p.id limit 1) as point,
       (select t.id from thread t where t.nomination_id = own.id and t.audience = 'branch') as thread,
       (select p.id from petition_papers p where p.cycle_id = c.id and p.unit_id = ward.id limit 1) as papers,
       (select code from certificate where nomination_id = own.id limit 1) as certificate,
       (select o.id from objection o join nomination n on n.id = o.nomination_id where n.cycle_id = c.id limit 1) as objection,
       (select m.id from membership m where m.role = 'reviewer' and m.unit_id = ward.id) as delegable,
       (select d.id from delegation d join membership m on m.id = d.membership_id where m.unit_id = ward.id) as delegation,
       (select t.id from tie t where t.unit_id = ward.id limit 1) as tie,
       (select person_id from council_seat where cycle_id = c.id and code = 'UV5') as member,
       (select u.id from upload u join membership m on m.person_id = u.person_id where m.unit_id = c.organiser_id) as upload,
       (select f.id from evidence_file f where f.nomination_id = own.id and f.state = 'kept' order by f.part, f.id limit 1) as file,
       (select f.id from evidence_file f where f.nomination_id = own.id and f.state = 'receiving') as incoming,
       (select entry_id::text from delivery where cycle_id = c.id) as entry, (select key from delivery where cycle_id = c.id) as letter,
       (select s.id from session s join membership m on m.person_id = s.person_id where m.unit_id = own.unit_id and s.method = 'password') as session,
       (select t.id from api_token t join membership m on m.id = t.membership_id where m.unit_id = own.unit_id) as token,
       (select r.id from data_request r join membership m on m.person_id = r.person_id where m.unit_id = own.unit_id) as request,
       'key-' || c.slug as passkey
     from cycle c, own, sibling, somebody, unit ward where c.id = :cycle and ward.id = (own.line ->> 'ward')::uuid`,
      { cycle: cycle.id, branch },
    ),
  );
  const found = Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null));
  const phone = definition.code.endsWith('-x') ? '0903000002' : '0903000001';
  return { ...NO_IDS, slug: cycle.slug, phone, ...found } as unknown as Ids;
}
