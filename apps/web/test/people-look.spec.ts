import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { SETUP } from '#awards';
import { Membership } from '#store';
import { type Award, anAwardInReview, startBrowser } from '#testing';
import type { Actor } from '#workflow';
import { type Visiting, visiting } from './visiting.js';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SHOTS = process.env['SHOTS'];
const LOOKS = [
  [390, 'light'],
  [390, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const;

let browser: Browser;
let award: Award;
let web: Visiting;
let base: string;
let administrator: Actor;
beforeAll(async () => {
  browser = await startBrowser();
  award = await anAwardInReview({ branches: 3, wards: 2 });
  web = await visiting(award.url, award.store);
  await web.app.listen(0, '127.0.0.1');
  base = await web.app.getUrl();
  const membership = await em().findOneOrFail(Membership, { role: 'administrator' });
  administrator = { id: membership.person.id, role: 'administrator', unit: membership.unit.id };
});
afterAll(async () => {
  await browser.close();
  await web.app.close();
  await award.close();
});

const em = () => award.store.em.fork();

async function look(name: string, path: string, actor: Actor | null, opened?: (page: Page) => Promise<void>): Promise<void> {
  const page = await (await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce' })).newPage();
  // Thousands of cards take their time on a machine that is busy with something else.
  page.setDefaultTimeout(120_000);
  if (actor) {
    const { id } = await em().findOneOrFail(Membership, { person: actor.id, role: actor.role as never });
    await page.goto(`${base}/sign-in`);
    await page.locator(`button[value="${id}"]`).click();
    await page.waitForURL(`${base}/`);
  }
  await page.goto(base + path);
  await opened?.(page);
  for (const [width, colorScheme] of LOOKS) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    const faults = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    expect([name, width, wide, faults]).toEqual([name, width, 0, []]);
  }
  if (SHOTS && name === 'cards') await page.pdf({ path: `${SHOTS}/cards.pdf`, format: 'A4' });
  await page.context().close();
}

const print = async (page: Page) => {
  await page.locator('input[name="scope"][value="all"]').check();
  await page.getByRole('button', { name: 'In giấy mời' }).click();
  await page.waitForSelector('.invitation');
};

it('shows invitations to few and to nobody', async () => {
  const reviewer = award.reviewer('DP-AK');
  await look('invitations-few', '/invitations', reviewer);
  await look('invitations-none', '/invitations?state=came&q=khong-co-ai', reviewer);
});

it('shows invitations to thousands, and prints them', async () => {
  await em().execute(
    `insert into person (name, phone) select 'Bí thư Chi đoàn ' || n, '09' || lpad(n::text, 8, '0') from generate_series(1, 3000) n`,
  );
  await em().execute(
    `insert into membership (person_id, unit_id, role) select p.id, u.id, 'nominator' from person p, unit u where u.code = 'CD-AK-01' and p.phone like '0900%'`,
  );
  await look('invitations-many', '/invitations', administrator);
  await look('cards', '/invitations?q=chi doan 123', administrator, print);
});

it('shows where an invitation leads', async () => {
  await look('welcome', '/welcome', award.nominator('CD-AK-02'));
  await look('typed', '/sign-in/link', null);
});

it('shows what is kept about people, and to each what is kept about them', async () => {
  await look('privacy', '/privacy', null);
  await look('own-data', '/account/data', award.nominator('CD-AK-02'));
  await look('requests-none', '/data-requests', administrator);
  await award.desk.dataRequests.ask(award.nominator('CD-AK-02'), {
    kind: 'erasure',
    wish: 'Tôi đã chuyển công tác, xin xóa tên và số điện thoại.',
  });
  await look('requests', '/data-requests', administrator, async (page) => page.locator('main summary').first().click());
});

it('shows a recovery that waits for another administrator', async () => {
  await em().execute(`insert into recovery_request (person_id, asked_by_id) values (?, ?)`, [
    award.staff.chair.id,
    award.reviewer('DP-AK').id,
  ]);
  await look('recovery', '/recovery?q=khong-co', administrator);
});

it('shows who is something in one cycle only, and the form for it', async () => {
  const { memberships } = award.desk;
  const limited = { unit: 'DP-AK', role: 'observer' as const, cycle: award.cycle.id };
  const { id } = await memberships.addPerson(SETUP, { name: 'Người theo dõi đợt này', phone: '0903123456' }, limited);
  await em().execute('update person set is_sample = true where id = ?', [id]);
  await look('acting-cycle', '/', { id, role: 'observer', unit: '' });
  await memberships.addMembership(SETUP, id, { ...limited, cycle: null });
  await look('person-cycle', `/people/${id}`, administrator, (page) => page.getByText('Thêm vai trò').first().click());
});
