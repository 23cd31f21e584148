import { SETUP } from '#awards';
import { Field, type Place } from './field.js';
import type { Asked } from './http.js';

const FROM = { address: '192.0.2.0/24', device: 'bench' };

export interface Shown {
  name: string;
  asked: Asked;
}

/** A cycle in the middle of its first review, with a record behind it, and the pages on which its people work. */
export async function audience(url: string, nominations: number, base: string): Promise<Shown[]> {
  const field = await Field.on(url, nominations, 4);
  try {
    const places = await field.cycleWith(nominations, 'review');
    const [place] = places.filter(({ rank }) => rank === 3);
    if (!place) throw new Error('There are too few nominations for a ward to have a third one');
    await review(field, place);
    const cookie = {
      ward: await cookieOf(field, await added(field, place.reviewer.unit, 'reviewer')),
      branch: await cookieOf(field, await added(field, place.nominator.unit, 'nominator')),
      office: await cookieOf(field, await secretariatOf(field)),
    };
    const [slug, stage] = await addressOf(field, place);
    const page = (name: string, who: keyof typeof cookie, path: string): Shown => ({
      name,
      asked: { url: base + path, cookie: `sid=${cookie[who]}` },
    });
    return [
      page('to do, ward', 'ward', '/'),
      page('queue, ward', 'ward', `/reviews/${slug}/${stage}`),
      page('queue, searched', 'ward', `/reviews/${slug}/${stage}?q=b+1&order=name`),
      page('dossier, ward', 'ward', `/reviews/${slug}/${stage}/${place.nomination}`),
      page('dossier, branch', 'branch', `/nominations/${place.nomination}`),
      page('cycle, branch', 'branch', `/cycles/${slug}`),
      page('cycle, office', 'office', `/cycles/${slug}`),
      page('board, office', 'office', `/cycles/${slug}/board`),
      page('journal, office', 'office', `/cycles/${slug}/journal`),
    ];
  } finally {
    await field.store.close();
  }
}

/** Of every ward's nominations a fifth is sent back and a fifth endorsed; all have their entries in the journal. */
async function review(field: Field, { cycle, reviewer }: Place): Promise<void> {
  const em = field.store.em.fork();
  await em.execute(
    `insert into journal (cycle_id, type, subject_id, actor_id, actor_role, actor_unit, from_standing, to_standing, data, at)
     select n.cycle_id, 'nomination.submitted', n.id, ?, 'nominator', n.unit_id, 'nomination/draft', n.stage || '/submitted', '{}', now() from nomination n where n.cycle_id = ?`,
    [reviewer.id, cycle],
  );
  await em.execute(
    `with turned as (select id, stage, line ->> 'ward' as ward, row_number() over (partition by line ->> 'ward' order by code) as turn from nomination where cycle_id = ?),
       returned as (update nomination n set status = 'returned', returns = 1, supplement_due = now() + interval '5 days', submitted_at = now()
         from turned t where t.id = n.id and t.turn % 5 = 1 returning n.id, n.stage),
       points as (insert into return_point (nomination_id, stage, round, field, request) select id, stage, 1, 'volunteering', 'Đề nghị bổ sung số liệu.' from returned),
       endorsed as (update nomination n set status = 'endorsed', submitted_at = now() from turned t where t.id = n.id and t.turn % 5 = 2 returning n.id, n.stage, t.ward, t.turn),
       ranks as (insert into endorsement (cycle_id, stage, unit_id, nomination_id, rank) select ?, stage, ward::uuid, id, turn from endorsed)
     update nomination n set submitted_at = now() from turned t where t.id = n.id and t.turn % 5 not in (1, 2)`,
    [cycle, cycle],
  );
  await em.execute('vacuum analyze');
}

async function added(field: Field, unit: string | null, role: 'reviewer' | 'nominator'): Promise<string> {
  const [row] = await field.store.em.fork().execute<{ code: string }[]>('select code from unit where id = ?', [unit]);
  const code = row?.code ?? '';
  const { id } = await field.desk.people.add(SETUP, { name: `Người của ${code}`, email: `${code}@bench.example`, unit: code, role });
  return id;
}

async function secretariatOf(field: Field): Promise<string> {
  const [row] = await field.store.em
    .fork()
    .execute<{ id: string }[]>(`select person_id as id from membership where role = 'secretariat' limit 1`);
  return row?.id ?? '';
}

async function cookieOf(field: Field, person: string): Promise<string> {
  const opened = await field.desk.sessions.open(field.store.em.fork(), person, 'link', FROM, true);
  if (!opened) throw new Error('The person who was just added cannot come in');
  return opened.token;
}

async function addressOf(field: Field, { cycle, nomination }: Place): Promise<[slug: string, stage: string]> {
  const [row] = await field.store.em
    .fork()
    .execute<{ slug: string; stage: string }[]>(
      'select c.slug, n.stage from cycle c join nomination n on n.cycle_id = c.id where c.id = ? and n.id = ?',
      [cycle, nomination],
    );
  return [row?.slug ?? '', row?.stage ?? ''];
}
