import { Nomination } from '#store';
import { type Award, anAward, anAwardInReview, brokenLine, manyWaiting } from '#testing';
import { type Visiting, visiting } from './visiting.js';

let award: Award;
let web: Visiting;
const start = async (opened: Promise<Award>) => {
  award = await opened;
  web = await visiting(award.url, award.store);
};
afterEach(async () => {
  await web.app.close();
  await award.close();
});

const QUEUE = '/reviews/award/ward-review';
const reviewer = () => award.reviewer('DP-AK');
const namesIn = (html: string) => [...html.matchAll(/<tr id="n-[^>]*><th[^>]*><a[^>]*>([^<]*)</g)].map(([, name = '']) => name);

it('has nothing before the first branch hands in, and one after', async () => {
  await start(anAward({ branches: 2, wards: 1 }));
  expect((await web.page(reviewer(), QUEUE)).text).toContain('Chưa có hồ sơ nào');
});

it('filters by place, by name without marks and by lateness, and sorts as Vietnamese lists are', async () => {
  await start(anAwardInReview({ branches: 8, wards: 2 }));
  const all = namesIn((await web.page(reviewer(), `${QUEUE}?order=name`)).html);
  expect(all).toEqual(all.toSorted(new Intl.Collator('vi', { numeric: true }).compare));
  expect(namesIn((await web.page(reviewer(), `${QUEUE}?order=name&q=dong+xuan`)).html)).toEqual(
    all.filter((name) => name.includes('Đông Xuân')),
  );
  const { id } = await award.nomination('CD-AK-01');
  await award.desk.reviews.return(id, reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  expect(namesIn((await web.page(reviewer(), `${QUEUE}?place=returned`)).html)).toHaveLength(1);
  expect(namesIn((await web.page(reviewer(), `${QUEUE}?late=yes`)).html)).toHaveLength(0);
  await award.goTo(-40, '17:01');
  expect(namesIn((await web.page(reviewer(), `${QUEUE}?late=yes`)).html)).toHaveLength(1);
  expect((await web.page(reviewer(), `${QUEUE}?place=nonsense&page=-3`)).status).toBe(200);
});

it('goes to the one before and after within the filter', async () => {
  await start(anAwardInReview({ branches: 8, wards: 2 }));
  const { id } = await award.nomination('CD-AK-02');
  const { html } = await web.page(reviewer(), `${QUEUE}/${id}?place=waiting`);
  const [before, after] = [(await award.nomination('CD-AK-01')).id, (await award.nomination('CD-AK-03')).id];
  expect([/rel="prev" href="([^"]*)"/.exec(html)?.[1], /rel="next" href="([^"]*)"/.exec(html)?.[1]]).toEqual([
    `${QUEUE}/${before}?place&#x3D;waiting`,
    `${QUEUE}/${after}?place&#x3D;waiting`,
  ]);
});

it('is another ward’s to nobody', async () => {
  await start(anAwardInReview({ branches: 4, wards: 2 }));
  const { id } = await award.nomination('CD-AK-01');
  expect((await web.page(award.nominator('CD-AK-01'), QUEUE)).status).toBe(403);
  expect((await web.page(award.reviewer('DP-CG'), `${QUEUE}/${id}`)).status).toBe(404);
  expect((await web.page(award.staff.secretariat, QUEUE)).status).toBe(404);
  expect(namesIn((await web.page(award.reviewer('DP-CG'), QUEUE)).html)).toHaveLength(2);
});

it('asks the same few questions of three hundred and of ten thousand nominations as of one', async () => {
  await start(anAwardInReview({ branches: 1, wards: 1 }));
  const line = await brokenLine(award.url);
  await web.app.close();
  web = await visiting(line.url, award.store);
  const { id } = await award.nomination(award.roster.branches[0]?.code ?? '');
  const pages = [`${QUEUE}?order=name`, `${QUEUE}?q=chi+doan`, `${QUEUE}/${id}?place=waiting`, `${QUEUE}/forward`, `${QUEUE}/reminders`];
  const asked = async () => {
    const counts: [string, number, number][] = [];
    for (const page of pages) {
      const before = line.asked;
      const { status } = await web.page(reviewer(), page);
      counts.push([page, status, line.asked - before]);
    }
    return counts;
  };
  // The first request signs in and reads the definition.
  await asked();
  const one = await asked();
  expect(one.map(([, status]) => status)).toEqual(pages.map(() => 200));
  await manyWaiting(award, 299);
  expect(await asked()).toEqual(one);
  await manyWaiting(award, 9_700, 'CD-M');
  expect(await award.store.em.fork().count(Nomination, {})).toBe(10_000);
  expect(await asked()).toEqual(one);
  const { text } = await web.page(reviewer(), `${QUEUE}?page=2`);
  expect(text).toMatch(/51–100 trong [\d.]+/);
  await web.app.close();
  await line.close();
  web = await visiting(award.url, award.store);
}, 120_000);
