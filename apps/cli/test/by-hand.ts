import type { Award } from '#testing';

/** A few acts that the generated season does not have: an extension, a reminder, a close by hand, a disqualification, an unfinished sheet. */
export async function byHand(award: Award): Promise<void> {
  const { desk, cycle, staff, roster } = award;
  const [a = '', b = '', c = ''] = roster.branches.map(({ code }) => code);
  const ward = award.reviewer(roster.wards[0] ?? '');
  const id = async (code: string) => (await award.nomination(code)).id;
  await desk.cycles.remind(cycle.id, staff.secretariat);
  await desk.cycles.extend(cycle.id, staff.secretariat, { stage: 'ward-review', until: '2024-02-26T17:00', reason: 'Nghỉ Tết.' });
  await desk.reviews.endorse(await id(a), ward, 1);
  await desk.reviews.decline(await id(b), ward, 'Thấp hơn các chi đoàn khác.');
  await desk.reviews.disqualify(await id(c), ward, 'Chưa đủ 12 tháng.');
  await desk.petitions.forward(cycle.id, 'ward-review', ward, { number: '01-TTr/ĐTN', signedOn: '2024-02-20' });
  await award.goTo(-31, '09:00');
  await desk.cycles.closeStage(cycle.id, staff.secretariat, 'ward-review', { reason: 'Đã xét xong.' });
  await desk.reviews.endorse(await id(a), staff.secretariat);
  await desk.cycles.closeStage(cycle.id, staff.secretariat, 'eligibility', { reason: 'Đã thẩm định xong.' });
  await desk.scoring.save(await id(a), staff.chair, { items: { '1.1': 5 } });
  await desk.scoring.recuse(await id(a), staff.chair, 'Từng công tác tại chi đoàn.');
}
