import { makeSure, SETUP } from '#awards';
import { type Cycle, Membership } from '#store';
import { type Award, anAward, submit } from '#testing';
import type { Actor } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

const WARD = 'DP-AK';

// The second cycle of the same organiser is launched and has the same branches; these people are something in the first alone.
let award: Award;
let other: Cycle;
let web: Visiting;
let secretariat: Actor;
let reviewer: Actor;
beforeAll(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  const { desk, staff, definition, store } = award;
  const { code, version } = definition;
  const council = Object.fromEntries([...staff.council].map(([seat, one]) => [seat, one.id]));
  other = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
  await desk.cycles.launch(other.id, staff.secretariat);
  for (const branch of award.roster.branches) await submit(award, branch.code);
  await award.goTo(-50, '09:00');
  while ((await desk.timers.run()) > 0);
  const nominations = `insert into nomination (code, cycle_id, unit_id, line, status, stage, content, submitted_at)
    select 'FOREIGN-' || code, ?, unit_id, line, status, stage, content, submitted_at from nomination where cycle_id = ?`;
  await store.em.fork().execute(nominations, [other.id, award.cycle.id]);
  secretariat = await limited('0903123451', definition.organiser, 'secretariat');
  reviewer = await limited('0903123452', WARD, 'reviewer');
  web = await visiting(award.url, store);
});
afterAll(async () => {
  await web.app.close();
  await award.close();
});

async function limited(phone: string, unit: string, role: 'secretariat' | 'reviewer' | 'nominator'): Promise<Actor> {
  const wanted = { unit, role, cycle: award.cycle.id };
  const { id } = await award.desk.memberships.addPerson(SETUP, { name: 'Người được cử cho đợt này', phone }, wanted);
  // So that they sign in with one click.
  await award.store.em.fork().execute('update person set is_sample = true where id = ?', [id]);
  return { id, role, unit: '', cycle: award.cycle.id };
}

const idOf = async (cycle: Cycle): Promise<string> => {
  const [row] = await award.store.em
    .fork()
    .execute<{ id: string }[]>(`select id from nomination where cycle_id = ? and line ->> 'ward' = ? order by code limit 1`, [
      cycle.id,
      award.reviewer(WARD).unit,
    ]);
  return row?.id ?? '';
};

async function administrator(): Promise<Actor> {
  const { person } = await award.store.em.fork().findOneOrFail(Membership, { role: 'administrator' });
  return { id: person.id, role: 'administrator', unit: null };
}

it('says as whom somebody acts, with the cycle', async () => {
  const { shortName, year } = award.definition;
  expect((await web.page(secretariat, '/')).text).toContain(`· ${shortName.vi} ${year}`);
  expect((await web.page(award.staff.secretariat, '/')).text).not.toContain(`· ${shortName.vi} ${year}`);
});

it('shows rooms of the office in the one cycle, and what is public of the other', async () => {
  for (const room of ['/board', '/board.csv', '/journal.jsonl']) {
    expect([room, (await web.page(award.staff.secretariat, `/cycles/other${room}`)).status]).toEqual([room, 200]);
    expect([room, (await web.page(secretariat, `/cycles/award${room}`)).status]).toEqual([room, 200]);
    expect([room, (await web.page(secretariat, `/cycles/other${room}`)).status]).toEqual([room, 404]);
  }
  for (const actor of [secretariat, reviewer]) {
    expect((await web.page(actor, `/nominations/${await idOf(award.cycle)}`)).status).toBe(200);
    expect((await web.page(actor, `/nominations/${await idOf(other)}`)).status).toBe(404);
    for (const path of ['/cycles/other', '/cycles/other/journal', '/calendar']) {
      const shown = await web.page(actor, path);
      expect([path, shown.status]).toEqual([path, 200]);
      expect(shown.html).not.toContain('FOREIGN-');
    }
    expect((await web.page(actor, '/')).html).not.toContain('/cycles/other/board');
  }
  const withForms = (html: string) => [...html.matchAll(/method="post" action="(\/cycles\/[^"]*)"/g)].map(([, action]) => action);
  expect(withForms((await web.page(award.staff.secretariat, '/cycles/other')).html)).not.toEqual([]);
  expect(withForms((await web.page(secretariat, '/cycles/other')).html)).toEqual([]);
});

it('answers programs in the same way', async () => {
  const foreign = await idOf(other);
  for (const actor of [secretariat, reviewer]) {
    expect((await web.call(actor, 'GET', `/nominations/${foreign}`)).status).toBe(404);
    const { body } = await web.call(actor, 'GET', '/cycles/other/nominations');
    expect(JSON.stringify(body)).not.toContain('FOREIGN-');
  }
  expect((await web.call(reviewer, 'POST', `/nominations/${foreign}/endorse`, { rank: 1 })).status).toBe(404);
  const own = await idOf(award.cycle);
  await makeSure(award.desk, award.definition, { id: own, stage: 'ward-review' }, award.reviewer(WARD));
  expect((await web.call(reviewer, 'POST', `/nominations/${own}/endorse`, { rank: 1 })).status).toBeLessThan(300);
  expect((await web.call(secretariat, 'POST', '/cycles/other/suspend', { reason: 'x' })).status).toBe(404);
  expect((await web.call(secretariat, 'POST', '/cycles/award/suspend', { reason: 'Bão' })).status).toBeLessThan(300);
});

it('keeps units and people for standing memberships', async () => {
  for (const [actor, standing, path] of [
    [secretariat, award.staff.secretariat, '/units'],
    [secretariat, award.staff.secretariat, '/ties'],
    [reviewer, award.reviewer(WARD), '/people'],
    [reviewer, award.reviewer(WARD), '/people/new'],
    [reviewer, award.reviewer(WARD), '/invitations'],
  ] as const) {
    expect([path, (await web.page(standing, path)).status]).toEqual([path, 200]);
    expect([path, (await web.page(actor, path)).status]).toEqual([path, 404]);
  }
  const shown = await web.page(reviewer, '/');
  expect(shown.html).not.toContain('href="/people"');
});

it('takes the cycle on the form of a person, and says so on the page', async () => {
  const admin = await administrator();
  const page = await web.page(admin, `/people/${reviewer.id}`);
  const { name, shortName, year } = award.definition;
  expect(page.html).toContain(`<option value="${other.id}">${name.vi} ${year} (other)</option>`);
  expect(page.text).toContain(`${shortName.vi} ${year} (award)`);
  const form = { unit: WARD, role: 'observer', cycle: other.id };
  expect((await web.send(admin, `/people/${reviewer.id}/memberships`, form)).status).toBe(303);
  const again = await web.send(admin, `/people/${reviewer.id}/memberships`, form);
  expect([again.status, again.text]).toEqual([422, expect.stringContaining('Người này đã có vai trò đó tại đơn vị.')]);
  expect((await web.send(admin, `/people/${reviewer.id}/memberships`, { ...form, cycle: 'x' })).status).toBeGreaterThanOrEqual(400);
});

it('gives people everything that is kept about them, whichever of their memberships they act through', async () => {
  const actor = await limited('0903123453', 'CD-CG-01', 'nominator');
  const em = award.store.em.fork();
  for (const cycle of [award.cycle, other]) {
    const nomination = await idOf(cycle);
    await em.execute(`insert into score_sheet (nomination_id, scorer_id, items, saved_at) values (?, ?, '{}', now())`, [
      nomination,
      actor.id,
    ]);
    await em.execute(`insert into recusal (nomination_id, scorer_id, reason, created_at) values (?, ?, 'x', now())`, [
      nomination,
      actor.id,
    ]);
    await em.execute(`insert into vote_register (cycle_id, stage, voter_id) values (?, 'ballot', ?)`, [cycle.id, actor.id]);
    const unit = award.reviewer(WARD).unit;
    const [thread] = await em.execute<{ id: string }[]>(
      `insert into thread (nomination_id, part, audience, unit_id, opened_at) values (?, 'members', 'unit', ?, now()) returning id`,
      [nomination, unit],
    );
    const say = `insert into comment (thread_id, by_id, unit_id, body, at) values (?, ?, ?, 'x', now())`;
    await em.execute(say, [thread?.id, actor.id, unit]);
  }
  const { html } = await web.page(actor, '/account/data/file.json');
  const data = JSON.parse(html) as Record<string, { cycle: string }[]>;
  for (const what of ['scoreSheets', 'recusals', 'votes', 'comments'])
    expect([what, data[what]?.map(({ cycle }) => cycle).sort()]).toEqual([what, ['award', 'other']]);
});

it('says at a delegation for which cycle the membership is', async () => {
  const membership = await award.store.em.fork().findOneOrFail(Membership, { person: reviewer.id, cycle: award.cycle });
  const days = { validFrom: '2023-11-01', validTo: '2024-12-31', reason: 'Đi công tác' };
  const delegate = award.nominator('CD-CG-01').id;
  await award.desk.memberships.delegate(SETUP, membership.id, { delegate, ...days });
  const { shortName, year } = award.definition;
  const { html } = await web.page(await administrator(), `/people/${delegate}`);
  expect(html).toMatch(new RegExp(`aria-labelledby="delegations".*${shortName.vi} ${year} \\(award\\)`));
});

it('answers about the other cycle what it answers anybody, and gives people their letters of all', async () => {
  const em = award.store.em.fork();
  const write = `insert into delivery (key, cycle_id, person_id, entry_id, letter, recipient, subject, body, created_at) values (?, ?, ?, 1, 'x', 'A', ?, 'B', now())`;
  await em.execute(write, ['1.mine', other.id, reviewer.id, 'Thư của đợt kia']);
  await em.execute(write, ['1.theirs', other.id, award.reviewer(WARD).id, 'Thư của người khác']);
  for (const actor of [secretariat, reviewer]) {
    const csv = await web.page(actor, '/cycles/other/nominations.csv');
    expect([csv.status, csv.html.includes('FOREIGN-')]).toEqual([200, false]);
    const own = await web.page(actor, '/cycles/award/nominations.csv');
    expect([own.status, own.html.includes('CD-AK-01')]).toEqual([200, true]);
    const feed = async (one: Actor | null) => {
      const { status, html } = await web.page(one, '/cycles/other/calendar.ics');
      return [status, html.replace(/^DTSTAMP.*$/gm, '')];
    };
    expect(await feed(actor)).toEqual(await feed(null));
    expect((await web.page(actor, '/results/other')).status).toBe(404);
    expect((await web.page(actor, '/notifications')).text).not.toContain('Thư của người khác');
  }
  expect((await web.page(reviewer, '/notifications')).text).toContain('Thư của đợt kia');
});

it('opens the letters of everybody to standing memberships alone', async () => {
  expect((await web.page(award.staff.secretariat, '/outbox')).status).toBe(200);
  expect((await web.page(secretariat, '/outbox')).status).toBe(404);
});
