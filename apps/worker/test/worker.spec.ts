import { mkdtempSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { JournalEntry, verifyJournal } from '#store';
import { anAwardInReview, type Award } from '#testing';
import { Dispatcher } from '../src/journal/dispatcher.js';
import { whereverJobsAre } from './backends.js';
import { deliveries as all, mailServer, type Post, reactions, type RunningWorker, startWorker, until } from './bench.js';

const point = { field: 'volunteering', request: 'Đề nghị bổ sung số liệu & xác nhận <của tổ dân phố>.' };

let award: Award;
let worker: RunningWorker;
let post: Post;

const deliveries = (letter: string) => all(award, letter);

whereverJobsAre((backend) => {
  const start = async (own: Record<string, string>) => (worker = await startWorker(award, { ...backend.env(), ...own }));

  beforeEach(async () => {
    award = await anAwardInReview({ branches: 2, wards: 1 });
    post = await mailServer();
  });
  afterEach(async () => {
    await worker.stop();
    await post.close();
    await award.close();
  });

  it('writes to the branch once, through a server that first refuses, competing dispatchers and a repeated job', async () => {
    post.refusals = 1;
    await start({ SMTP_URL: post.url });
    const { id } = await award.nomination('CD-AK-01');
    await award.desk.reviews.return(id, award.reviewer('DP-AK'), [point]);
    const dispatcher = worker.get(Dispatcher);
    await Promise.all([dispatcher.run(), dispatcher.run()]);
    await until(async () => (await deliveries('E2'))[0]?.status === 'sent');
    await until(async () => (await deliveries('E1')).every(({ status }) => status === 'sent'));

    // Ring the same bell again.
    const entry = await award.store.em.fork().findOneOrFail(JournalEntry, { type: 'nomination.returned' });
    await award.store.em.fork().execute('insert into journal_undispatched (entry_id) values (?)', [entry.id]);
    await until(async () => (await award.store.em.fork().execute('select 1 from journal_undispatched')).length === 0);
    await pause(500);

    const mails = await Promise.all(post.received.map((message) => simpleParser(message)));
    const returned = mails.filter(({ subject }) => subject?.includes('Đề nghị bổ sung hồ sơ CD-AK-01 trước 17:00 ngày 07/02/2024'));
    expect(returned).toHaveLength(1);
    expect(returned[0]?.text).toContain(`1. Phong trào tình nguyện vì cộng đồng: ${point.request}`);
    expect(returned[0]?.html).toContain('Đề nghị bổ sung số liệu &amp; xác nhận &lt;của tổ dân phố&gt;.');
    expect(returned[0]?.text).toContain(`http://awards.example/nominations/${id}`);
    expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
  });

  it('never sends again what a dead process may have sent, and shows it', async () => {
    const em = award.store.em.fork();
    const entry = await em.findOneOrFail(JournalEntry, { type: 'nomination.submitted' }, { orderBy: { id: 'asc' } });
    await start({ SMTP_URL: post.url });
    await until(async () => (await deliveries('E1')).length === 2 && (await deliveries('E1')).every(({ status }) => status === 'sent'));
    const before = post.received.length;
    await em.execute(`update delivery set status = 'sending' where entry_id = ?`, [entry.id]);
    await em.execute(`update reaction set status = 'pending', look_at = now() where entry_id = ?`, [entry.id]);
    await until(async () => (await deliveries('E1')).some(({ status }) => status === 'unknown'));
    expect(post.received).toHaveLength(before);
  });

  it('puts letters into a folder when there is no mail server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vinh-danh-outbox-'));
    await start({ MAIL_DIR: folder });
    await until(async () => (await deliveries('E1')).length === 2 && (await deliveries('E1')).every(({ status }) => status === 'sent'));
    expect((await reactions(award)).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['done', 1],
      ['done', 1],
    ]);
    const files = readdirSync(folder);
    expect(files).toHaveLength(2);
    const mail = await simpleParser(await readFile(join(folder, files[0] ?? '')));
    expect(mail.subject).toMatch(/^\[Giải thưởng Chi đoàn khu dân cư\] Đã tiếp nhận đề cử của Chi đoàn/);
  });

  it('keeps a letter for somebody without a mailbox where it can be seen', async () => {
    await award.store.em.fork().execute(`update person set email = null where name like 'Bí thư%'`);
    await start({ SMTP_URL: post.url });
    await until(async () => (await deliveries('E1')).length === 2);
    expect((await deliveries('E1')).map(({ status }) => status)).toEqual(['noAddress', 'noAddress']);
    expect(post.received).toHaveLength(0);
  });

  it('closes a stage at its deadline by itself, reminds before it, and seals what happened', async () => {
    await start({ SMTP_URL: post.url });
    await award.goTo(-35, '17:00');
    await until(async () => (await deliveries('E4')).length === 1);
    expect((await deliveries('E4'))[0]?.subject).toBe('[Giải thưởng Chi đoàn khu dân cư] Còn 3 ngày để xét và gửi hồ sơ');
    await award.goTo(-32, '17:01');
    await until(async () => (await award.nomination('CD-AK-01')).status === 'declined');
    const entries = await award.store.em.fork().count(JournalEntry, { cycle: award.cycle });
    await until(async () => (await verifyJournal(award.store.em.fork(), award.cycle.id)).entries >= entries);
    expect(await verifyJournal(award.store.em.fork(), award.cycle.id)).toMatchObject({ fault: null, unsealed: 0 });
    expect(await award.store.em.fork().count(JournalEntry, { type: 'cycle.stage-closed', actorId: 'clock', cycle: award.cycle })).toBe(2);
  });
});
