import { findCycle, reminderLetters, rulebookOf } from '#awards';
import type { StageOf } from '#workflow';
import { anAward, type Award, submit } from '#testing';
import { deliveries, mailServer, type Post, type RunningWorker, startWorker, until } from './bench.js';

let award: Award;
let worker: RunningWorker;
let post: Post;
beforeEach(async () => {
  award = await anAward({ branches: 4, wards: 2 });
  post = await mailServer();
  worker = await startWorker(award, { SMTP_URL: post.url });
});
afterEach(async () => {
  await worker.stop();
  await post.close();
  await award.close();
});

const reviewer = () => award.reviewer('DP-AK');

async function preview(kind: 'submission' | 'answer', ids: string[]) {
  const em = award.store.em.fork();
  const cycle = await findCycle(em, 'award', reviewer());
  const { definition } = rulebookOf(cycle);
  const stage = definition.pipeline.stages.find(({ code }) => code === 'ward-review') as StageOf<'review'>;
  const now = await award.desk.clock.now(em);
  const letters = await reminderLetters(em, { cycle, definition, stage, actor: reviewer(), now }, kind, ids, 'http://awards.example');
  return letters.map(({ to, recipient, subject, body }) => ({ to, recipient, subject, body }));
}

const sent = async (letter: string) =>
  (await deliveries(award, letter))
    .filter(({ status }) => status === 'sent')
    .map(({ to, recipient, subject, body }) => ({ to, recipient, subject, body }));

it('sends branches that have not handed in exactly the letters that were shown before', async () => {
  const silent = award.roster.branches.filter(({ ward }) => ward === 'DP-AK').map(({ code }) => award.nominator(code).unit ?? '');
  const shown = await preview('submission', silent);
  expect(shown).toHaveLength(2);
  expect(shown[0]?.subject).toMatch(/^\[Giải thưởng Chi đoàn khu dân cư\] Hạn nộp hồ sơ đề cử của Chi đoàn .*: 23:59 ngày 04\/02\/2024$/);
  expect(shown[0]?.body).toContain('http://awards.example/cycles/award');
  await award.desk.reminders.toSubmit(award.cycle.id, reviewer(), silent);
  await until(async () => (await sent('E9')).length === 2);
  expect(new Set(await sent('E9'))).toEqual(new Set(shown));
  expect(await preview('submission', silent)).toEqual([]);
});

it('sends a branch that has not answered exactly the letter that was shown before', async () => {
  const { id } = await submit(award, 'CD-AK-01');
  await award.desk.reviews.return(id, reviewer(), [{ field: 'reason', request: 'Rõ hơn' }]);
  const shown = await preview('answer', [id]);
  expect(shown[0]?.body).toContain('Đoàn phường An Khê đã đề nghị chi đoàn bổ sung, chỉnh sửa hồ sơ đề cử CD-AK-01');
  await award.desk.reminders.toAnswer(award.cycle.id, reviewer(), [id]);
  await until(async () => (await sent('E10')).length === 1);
  expect(await sent('E10')).toEqual(shown);
});
