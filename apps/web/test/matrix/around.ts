import type { EntityManager } from '@mikro-orm/postgresql';
import { canary, plant } from './canaries.js';
import type { World } from './world.js';

/** What stands around a cycle without being made by one: letters, files, tokens, sessions, delegations; and the text of the neighbouring ward. */
export async function plantAround(em: EntityManager, own: World, foreign: World): Promise<void> {
  await surround(em, own, '');
  await surround(em, foreign, canary('district', 'around.text'));
  await markNeighbours(em, own);
}

/** One row of each kind for one world, of people who are no personas. */
async function surround(em: EntityManager, { cycle, staff, nomination }: World, sign: string): Promise<void> {
  const say = (text: string) => `${text} ${sign}`.trim();
  const person = staff.nominators.get(nomination)?.id ?? '';
  const delegate = staff.nominators.get(nomination.replace(/-02$/, '-01'))?.id ?? '';
  const reviewer = (
    await em.execute<{ id: string }[]>(
      `select m.id from membership m join nomination n on n.line ->> 'ward' = m.unit_id::text
      where m.role = 'reviewer' and n.cycle_id = ? and n.code like ?`,
      [cycle.id, `${nomination}%`],
    )
  )[0]?.id;
  const [entry] = await em.execute<{ id: string }[]>(`select id from journal where cycle_id = ? order by id limit 1`, [cycle.id]);
  const administrator = (
    await em.execute<{ id: string }[]>(
      `select p.id from person p join membership m on m.person_id = p.id join unit u on u.id = m.unit_id
      where m.role = 'administrator' and u.id = ?`,
      [cycle.organiser.id],
    )
  )[0]?.id;
  await em.execute(`update person set phone = ? where id = ?`, [sign ? '0903000002' : '0903000001', staff.chair.id]);
  await em.execute(
    `insert into delegation (membership_id, delegate_id, valid_from, valid_to, reason) values (?, ?, '2020-01-01', '2030-01-01', ?)`,
    [reviewer, delegate, say('Đi công tác')],
  );
  await em.execute(
    `insert into delivery (key, cycle_id, entry_id, letter, to_address, recipient, subject, body, status, created_at) values (?, ?, ?, 'returned', ?, ?, ?, ?, 'unknown', now())`,
    [`${entry?.id}.returned.${person}`, cycle.id, entry?.id, say('thu@thanh-khe.example'), say('Bí thư'), say('Thư'), say('Nội dung')],
  );
  await em.execute(
    `insert into reaction (entry_id, name, queue, status, error, look_at, finished_at) values (?, 'letter-returned', 'mail', 'failed', ?, now(), now())`,
    [entry?.id, say('refused')],
  );
  await em.execute(`insert into upload (person_id, kind, file_name, content, created_at) values (?, 'units', ?, ?, now())`, [
    administrator,
    say('don-vi.csv'),
    Buffer.from(`Mã đơn vị\n${say('x')}\n`),
  ]);
  await em.execute(
    `insert into session (token_hash, person_id, membership_id, method, strength, device, address) select 'x' || md5(?), m.person_id, m.id, 'password', 'single', ?, '192.0.2.0/24' from membership m where m.person_id = ? limit 1`,
    [person, say('Firefox'), person],
  );
  await em.execute(
    `insert into api_token (token_hash, membership_id, name, scope, expires_at) select 'x' || md5(?), m.id, ?, 'read', now() + interval '1 day' from membership m where m.person_id = ? limit 1`,
    [person, say('Bảng tính'), person],
  );
  await em.execute(
    `update certificate set pdf = ?, rendered_at = now(), sha256 = md5(code) where nomination_id in (select id from nomination where cycle_id = ?)`,
    [Buffer.from(`%PDF ${sign}`), cycle.id],
  );
  await em.execute(`insert into passkey (id, person_id, name, public_key, counter, transports) values (?, ?, ?, 'x', 0, '')`, [
    `key-${cycle.slug}`,
    person,
    say('Điện thoại'),
  ]);
}

/** The other ward and its branches: what they are called, what they wrote and what was written to them. */
async function markNeighbours(em: EntityManager, { cycle, nomination }: World): Promise<void> {
  const units = `(select u.id from unit u where u.tier in ('ward', 'branch') and exists (select 1 from unit p where p.id = u.parent_id)
    and (u.parent_id = '${cycle.organiser.id}' or u.parent_id in (select id from unit where parent_id = '${cycle.organiser.id}'))
    and u.id not in (select b.id from unit b where b.code = '${nomination}' union select b.parent_id from unit b where b.code = '${nomination}'
      union select s.id from unit s join unit b on s.parent_id = b.parent_id where b.code = '${nomination}'))`;
  const people = `(select person_id from membership where unit_id in ${units})`;
  const nominations = `(select id from nomination where cycle_id = '${cycle.id}' and unit_id in ${units})`;
  const ofThem = `nomination_id in ${nominations}`;
  await plant(em, 'ward', {
    person: `id in ${people}`,
    membership: `unit_id in ${units}`,
    revision: ofThem,
    return_point: ofThem,
    objection: ofThem,
    recusal: ofThem,
    petition: `unit_id in ${units}`,
    journal: `subject_id in ${nominations}`,
    // Last: the conditions above go by them.
    nomination: `id in ${nominations}`,
    unit: `id in ${units}`,
  });
}
