import { BallotPaper, JournalEntry, VoteRegister } from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import type { Definition } from '#workflow';
import { ballotList } from '../index.js';

let season: SeasonPlayed;
afterEach(() => season.close());

const em = () => season.store.em.fork();
const barring = (sample: Definition): Definition => ({
  ...sample,
  pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.kind === 'ballot' ? { ...stage, tiedMembersVote: false } : stage)) },
});
const member = (seat: string) => {
  const actor = season.staff.council.get(seat);
  if (!actor) throw new Error(`No seat ${seat}`);
  return actor;
};
const onTheList = async () => (await season.nominations()).filter(({ status }) => status === 'balloting');
/** A ward whose line of work the first plain member looks after, and the nomination of one of its branches. */
const tiedTo = async (seat: string) => {
  const { candidates } = await ballotList(em(), 'season', member(seat));
  return candidates.find(({ barred }) => barred)?.id ?? '';
};

it('lets a member with a tie vote on everything where the award says so', async () => {
  season = await aSeason({ until: -9 });
  const listed = await onTheList();
  expect((await ballotList(em(), 'season', member('UV1'))).candidates.filter(({ barred }) => barred)).toEqual([]);
  await season.desk.ballots.cast(
    season.cycle.id,
    member('UV1'),
    listed.map(({ id }) => id),
  );
  expect(await em().count(BallotPaper, { cycle: season.cycle })).toBe(1);
});

it('refuses the choice of a nominee to whose unit line the member has a tie, where the award does not', async () => {
  season = await aSeason({ until: -9, definition: barring });
  const listed = await onTheList();
  const tied = await tiedTo('UV1');
  expect(listed.map(({ id }) => id)).toContain(tied);
  await expect(season.desk.ballots.cast(season.cycle.id, member('UV1'), [tied])).rejects.toMatchObject({ faults: [{ place: 'choices' }] });
  expect([
    await em().count(BallotPaper, {}),
    await em().count(VoteRegister, {}),
    await em().count(JournalEntry, { type: 'ballot.cast' }),
  ]).toEqual([0, 0, 0]);
  await season.desk.ballots.cast(
    season.cycle.id,
    member('UV1'),
    listed.map(({ id }) => id).filter((id) => id !== tied),
  );
  await season.desk.ballots.cast(season.cycle.id, season.staff.chair, [tied]);
  expect(await em().count(VoteRegister, {})).toBe(2);
});
