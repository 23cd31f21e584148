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
  await em.execute(`insert into data_request (person_id, kind, wish, asked_at, due) values (?, 'correction', ?, now(), '2099-12-31')`, [
    person,
    say('Sửa tên'),
  ]);
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
  await converse(em, cycle.id, `${nomination}%`, delegate, say);
  await em.execute(`update petition_papers set petition_pdf = ?, rendered_at = now() where cycle_id = ?`, [
    Buffer.from(`%PDF ${sign}`),
    cycle.id,
  ]);
  await em.execute(`insert into passkey (id, person_id, name, public_key, counter, transports) values (?, ?, ?, 'x', 0, '')`, [
    `key-${cycle.slug}`,
    person,
    say('Điện thoại'),
  ]);
}

/** What the ward says about a dossier: to its branch, and among themselves; and that somebody of it looks at it. */
async function converse(em: EntityManager, cycle: string, branch: string, by: string, say: (text: string) => string): Promise<void> {
  const dossier = `(select id, (line ->> 'ward')::uuid as ward from nomination where cycle_id = ? and code like ?) as own`;
  for (const audience of ['branch', 'unit'])
    await em.execute(
      `with begun as (insert into thread (nomination_id, part, audience, unit_id, opened_at) select own.id, 'reason', ?, own.ward, now() from ${dossier} returning id, unit_id)
       insert into comment (thread_id, by_id, unit_id, body, at) select id, ?, unit_id, ?, now() from begun`,
      [audience, cycle, branch, by, say('Lý do cần rõ hơn.')],
    );
  await em.execute(`insert into presence (nomination_id, person_id, unit_id, seen_at) select own.id, ?, own.ward, now() from ${dossier}`, [
    by,
    cycle,
    branch,
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
  const [neighbour] = await em.execute<{ code: string; by: string }[]>(
    `select n.code, m.person_id as by from nomination n join membership m on m.unit_id = n.unit_id where n.id in ${nominations} order by n.code desc limit 1`,
  );
  if (neighbour) await converse(em, cycle.id, neighbour.code, neighbour.by, (text) => text);
  await plant(em, 'ward', {
    person: `id in ${people}`,
    membership: `unit_id in ${units}`,
    revision: ofThem,
    return_point: ofThem,
    objection: ofThem,
    recusal: ofThem,
    petition: `unit_id in ${units}`,
    petition_papers: `unit_id in ${units}`,
    comment: `unit_id in ${units}`,
    journal: `subject_id in ${nominations}`,
    journal_text: `exists (select 1 from journal j where j.subject_id in ${nominations} and j.data::text like '%' || commitment || '%')`,
    // Last: the conditions above go by them.
    nomination: `id in ${nominations}`,
    unit: `id in ${units}`,
  });
}
