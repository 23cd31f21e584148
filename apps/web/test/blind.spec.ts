import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Membership, Nomination, sealJournal } from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import { dateOf, dayNumber } from '#workflow';
import { instantOf } from '#awards';
import { blind, FILTERED, mark, NEUTRAL, SCORED, WHOSE } from './blind-season.js';
import { type Ids, NOBODYS } from './matrix/ids.js';
import { addressOf, bodyOf } from './matrix/requests.js';
import { type Route, routedSite } from './matrix/routes.js';

let season: SeasonPlayed;
let app: NestFastifyApplication;
let routes: Route[];
let dossier: Nomination;
/** As members of the council: one without ties, and the chair. */
const council: Record<string, string> = {};
let secretariat: string;
/** Its branch and its ward. */
let named: string[];

const em = () => season.store.em.fork();
const goTo = async (days: number) => {
  const { ceremony, timeZone } = season.definition;
  await season.desk.clock.travel(season.store.em, instantOf(dateOf(dayNumber(ceremony.on) + days), '12:00', timeZone));
  while ((await season.desk.timers.run()) > 0);
};

async function signIn(where: object): Promise<string> {
  const { id } = await em().findOneOrFail(Membership, where);
  return (await app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{ token: string }>().token;
}

beforeAll(async () => {
  season = await aSeason({ until: -20, definition: blind });
  ({ app, routes } = await routedSite(season.url));
  const tied = await em().execute<{ unit_id: string }[]>(`select unit_id from tie where person_id = ?`, [season.staff.chair.id]);
  const here = (await season.nominations()).filter(({ status }) => status === 'scoring');
  const found = here.find(({ line }) => !tied.some((tie) => tie.unit_id === line['ward']));
  if (!found) throw new Error('Nothing is being scored');
  dossier = found;
  council['scorer'] = await signIn({ person: season.staff.council.get('PCT')?.id });
  council['chair'] = await signIn({ person: season.staff.chair.id });
  secretariat = await signIn({ person: season.staff.secretariat.id });
  named = [await signIn({ role: 'nominator', unit: dossier.unit }), await signIn({ role: 'reviewer', unit: dossier.line['ward'] })];
  await mark(season, dossier);
});
afterAll(async () => {
  await app.close();
  await season.close();
});

const ids = (): Ids => ({
  ...(Object.fromEntries(
    [
      'point',
      'certificate',
      'objection',
      'incoming',
      'delegable',
      'delegation',
      'tie',
      'upload',
      'letter',
      'session',
      'token',
      'passkey',
    ].map((name) => [name, NOBODYS]),
  ) as unknown as Ids),
  slug: 'season',
  file: dossier.files['HS3']?.[0]?.id ?? '',
  nomination: dossier.id,
  revision: String(dossier.revision),
  unit: dossier.unit.id,
  unitCode: `${WHOSE}${dossier.code}`,
  parentCode: 'DP-AK',
  person: NOBODYS,
  phone: '0903000001',
  membership: NOBODYS,
  member: NOBODYS,
  entry: '1',
  stage: 'scoring',
});

/** They would end the session, or are about oneself alone. */
const isOwn = ({ path }: Route) => /session|sign-|acting-as|account|language/.test(path);

async function read(token: string | undefined, method: string, url: string, body: ReturnType<typeof bodyOf> = { headers: {} }) {
  const { payload, headers } = body;
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: { ...headers, authorization: `Bearer ${token}` },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, text: `${JSON.stringify(answer.headers)}\n${answer.body}` };
}

/** Every address of the application with what of the marks it tells a member of the council. */
async function told(member: string, marks: readonly string[], methods: 'GET' | 'others'): Promise<string[]> {
  const found: string[] = [];
  const look = async (method: string, url: string, name: string, body?: ReturnType<typeof bodyOf>) => {
    const { text: whole } = await read(council[member], method, url, body);
    // What somebody searched for stands in the field of the search again.
    const asked = [...new URL(url, 'http://x').searchParams.values()].filter((value) => value.includes(WHOSE));
    const text = asked.flatMap((value) => [value, encodeURIComponent(value)]).reduce((left, value) => left.replaceAll(value, ''), whole);
    for (const one of marks)
      if (text.includes(one) || text.includes(encodeURIComponent(one))) found.push(`${member}: ${name} tells ${one}`);
  };
  for (const route of routes.filter((one) => (one.method === 'GET') === (methods === 'GET') && !isOwn(one)))
    await look(route.method, addressOf(route.path, ids()), route.name, bodyOf(route.name, ids()));
  if (methods === 'GET') for (const url of FILTERED('season', `${WHOSE}${dossier.code}`)) await look('GET', url, url);
  return found;
}

/** A dossier that somebody else of the council still has to score. */
async function unscored(): Promise<{ id: string; person: string }> {
  const [one] = await em().execute<{ id: string; person: string }[]>(
    `select n.id, s.person_id as person from nomination n join council_seat s on s.cycle_id = n.cycle_id
      where n.status = 'scoring' and s.person_id not in (?, ?) and not exists (select 1 from recusal r where r.nomination_id = n.id and r.scorer_id = s.person_id)
        and not exists (select 1 from score_sheet t where t.nomination_id = n.id and t.scorer_id = s.person_id) limit 1`,
    [season.staff.council.get('PCT')?.id, season.staff.chair.id],
  );
  if (!one) throw new Error('All sheets are in');
  return one;
}

describe('while the council scores by number', () => {
  it.each(['scorer', 'chair'])('tells the %s on no page and in no answer whose dossier it is, nor what others gave', async (member) => {
    expect(await told(member, [WHOSE, SCORED], 'GET')).toEqual([]);
    const { status, text } = await read(council[member], 'GET', `/nominations/${dossier.id}`);
    expect([status, text.includes('№ ')]).toEqual([200, true]);
  });

  it('hands the council no file that tells, and the office all of them', async () => {
    const ask = (token: string | undefined, path: string) => read(token, 'GET', `/nominations/${dossier.id}/files${path}`);
    for (const path of ['', `/${ids().file}`]) {
      const [scorer, chair, office] = await Promise.all(
        [council['scorer'], council['chair'], secretariat].map((token) => ask(token, path)),
      );
      expect([scorer?.status, chair?.status, office?.status]).toEqual([404, 404, 200]);
    }
  });

  it('shows the council what neutral files show, without a name of theirs', async () => {
    const at = (part: string) => dossier.files[part]?.[0]?.id ?? '';
    const ask = (member: string, path: string) => read(council[member], 'GET', `/nominations/${dossier.id}/files/${path}`);
    for (const member of ['scorer', 'chair']) {
      const { text } = await read(council[member], 'GET', `/api/v1/nominations/${dossier.id}`);
      const { files } = JSON.parse(text.slice(text.indexOf('\n') + 1)) as { files: Record<string, { name: string; caption: string }[]> };
      expect(Object.keys(files).toSorted()).toEqual(NEUTRAL);
      expect(new Set(Object.values(files).flatMap((list) => list.map(({ name, caption }) => name + caption)))).toEqual(new Set(['']));
      const photo = await ask(member, at('HS5'));
      expect([photo.status, photo.text.includes('filename=\\"tep.png\\"')]).toEqual([200, true]);
      // What a program wrote into the file itself may name its author; what is drawn of it does not.
      const answers = [await ask(member, at('HS2')), await ask(member, `${at('HS2')}/pages/1`), await ask(member, `${at('HS3')}/pages/1`)];
      expect(answers.map(({ status }) => status)).toEqual([404, 200, 404]);
    }
    const { person, id: open } = await unscored();
    // Only people of the sample come in without a way of their own.
    await em().execute(`update person set is_sample = true where id = ?`, [person]);
    const { files } = await em().findOneOrFail(Nomination, open);
    const sheet = await read(await signIn({ person, role: 'scorer' }), 'GET', `/nominations/${open}/sheet`);
    const isThere = (part: string) => sheet.text.includes(`/files/${files[part]?.[0]?.id}`);
    expect([sheet.status, isThere('HS5'), isThere('HS3')]).toEqual([200, true, false]);
  });

  it('lists by number, gives each its own, and shows the office both', async () => {
    const list = (token: string | undefined) => read(token, 'GET', '/api/v1/cycles/season/nominations');
    const rowsOf = (text: string) =>
      (JSON.parse(text.slice(text.indexOf('\n') + 1)) as { rows: { number: number | null; code: string; submittedAt: string | null }[] })
        .rows;
    const seen = rowsOf((await list(council['scorer'])).text);
    expect(seen.map(({ number }) => number)).toEqual(seen.map((_, index) => index + 1));
    expect(new Set(seen.map(({ code, submittedAt }) => `${code.slice(0, 2)}${submittedAt}`))).toEqual(new Set(['№ null']));
    const office = rowsOf((await list(secretariat)).text).filter(({ number }) => number !== null);
    expect(office).toHaveLength(seen.length);
    expect(office.every(({ code }) => code.includes('CD-'))).toBe(true);
    // Whoever knows the name must not be able to tell the number.
    for (const token of named) {
      const rows = rowsOf((await list(token)).text);
      expect([rows.some(({ code }) => code.includes(WHOSE)), rows.filter(({ number }) => number !== null)]).toEqual([true, []]);
    }
  });

  it('counts no sheets for the council, in the journal neither, and all of them for the office', async () => {
    const cycleOf = async (token: string | undefined) => {
      const { text } = await read(token, 'GET', '/api/v1/cycles/season');
      return JSON.parse(text.slice(text.indexOf('\n') + 1)) as { sheets: unknown; journal: { entries: number; unsealed: number } };
    };
    while ((await sealJournal(em())) > 0);
    const before = await cycleOf(council['scorer']);
    const items = Object.fromEntries(
      season.definition.rubric.criteria.flatMap((criterion) => criterion.items.map(({ code, levels }) => [code, levels[0]?.score ?? 0])),
    );
    const one = await unscored();
    const actor = [...season.staff.council.values()].find(({ id }) => id === one.person);
    if (!actor) throw new Error('A stranger has a seat');
    await season.desk.scoring.submit(one.id, actor, { items });
    while ((await sealJournal(em())) > 0);
    expect(await cycleOf(council['scorer'])).toEqual(before);
    expect(before.sheets).toBe(null);
    const [{ done, all } = { done: 0, all: 0 }] = await em().execute<{ done: number; all: number }[]>(
      `select count(t.id)::int as done, count(*)::int as all from nomination n join council_seat s on s.cycle_id = n.cycle_id
         left join score_sheet t on t.nomination_id = n.id and t.scorer_id = s.person_id and t.submitted_at is not null
        where n.status = 'scoring' and not exists (select 1 from recusal r where r.nomination_id = n.id and r.scorer_id = s.person_id)`,
    );
    expect((await cycleOf(secretariat)).sheets).toEqual({ in: done, of: all });
  });

  it.each(['scorer', 'chair'])('refuses the %s in words that tell nothing', async (member) => {
    expect(await told(member, [WHOSE, SCORED], 'others')).toEqual([]);
  });
});

describe('when scoring is over', () => {
  beforeAll(() => goTo(-14));

  it('says whose they are, and still not what others gave', async () => {
    const { text } = await read(council['scorer'], 'GET', `/nominations/${dossier.id}`);
    expect(text).toContain(WHOSE);
    expect((await told('scorer', [SCORED], 'GET')).concat(await told('chair', [SCORED], 'GET'))).toEqual([]);
  });
});

it('shows the council no dossier before its number is drawn', async () => {
  const before = await aSeason({ until: -26, definition: blind });
  const site = await routedSite(before.url);
  try {
    const { id } = await before.store.em.fork().findOneOrFail(Membership, { person: before.staff.chair.id });
    const { token } = (await site.app.inject({ method: 'POST', url: '/api/v1/session', payload: { membership: id } })).json<{
      token: string;
    }>();
    const headers = { authorization: `Bearer ${token}` };
    const list = (await site.app.inject({ url: '/api/v1/cycles/season/nominations', headers })).json<{ total: number }>();
    const some = (await before.nominations()).find(({ submittedAt }) => submittedAt !== null);
    const one = await site.app.inject({ url: `/api/v1/nominations/${some?.id}`, headers });
    expect([list.total, one.statusCode]).toEqual([0, 404]);
  } finally {
    await site.app.close();
    await before.close();
  }
});
