import { askedBy, BallotPaper, JournalEntry, nameVoter, Recusal, ScoreSheet, Unit, VoteRegister } from '#store';
import { aSeason, type SeasonPlayed } from '#testing';
import type { Actor, Definition } from '#workflow';
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

describe('the wall behind the ballot', () => {
  /** A paper past every rule but those of the database. */
  const drop = (choices: string[], voter: Actor | null) =>
    em().transactional(async (tx) => {
      if (voter) await nameVoter(tx, voter.id);
      await tx.execute(`insert into ballot_paper (cycle_id, stage, choices) values (?, 'ballot', ?)`, [
        season.cycle.id,
        JSON.stringify(choices),
      ]);
    });
  const papers = () => em().count(BallotPaper, {});
  const TIED = { code: 'VD001' };

  it('lets no statement choose for a member what the member is barred from, nor for nobody', async () => {
    season = await aSeason({ until: -9, definition: barring });
    const tied = await tiedTo('UV1');
    const [free = ''] = (await onTheList()).map(({ id }) => id).filter((id) => id !== tied);
    for (const choices of [[tied], [free, tied]]) await expect(drop(choices, member('UV1'))).rejects.toMatchObject(TIED);
    await expect(drop([free], null)).rejects.toMatchObject(TIED);
    // Whoever asks is the voter, whatever is said.
    await expect(askedBy(member('UV1'), () => drop([tied], season.staff.chair))).rejects.toMatchObject(TIED);
    expect(await papers()).toBe(0);
    await drop([free], member('UV1'));
    await drop([free, tied], season.staff.chair);
    await expect(
      em().execute(`update ballot_paper set choices = ? where choices = ?`, [JSON.stringify([tied]), JSON.stringify([free])]),
    ).rejects.toMatchObject(TIED);
    expect(await papers()).toBe(2);
  });

  it('asks for no voter where members with a tie vote on everything', async () => {
    season = await aSeason({ until: -9 });
    await drop(
      (await onTheList()).map(({ id }) => id),
      null,
    );
    expect(await papers()).toBe(1);
  });
});

describe('a tie that is declared while the ballot is open', () => {
  it('bars from the choice who has not voted, and leaves scores and papers as they are', async () => {
    season = await aSeason({ until: -9, definition: barring });
    const [first, second] = await onTheList();
    const [voted, late] = [member('UV3'), member('UV4')];
    if (!first || !second) throw new Error('Too few on the ballot');
    await season.desk.ballots.cast(season.cycle.id, voted, [first.id]);
    const kept = async () => [
      await em().find(ScoreSheet, { nomination: first }, { orderBy: { id: 'asc' } }),
      await em().find(Recusal, { nomination: first }, { orderBy: { id: 'asc' } }),
      (await season.nominations()).find(({ id }) => id === first.id)?.score,
      await em().find(BallotPaper, {}),
    ];
    const before = await kept();
    const { code } = await em().findOneOrFail(Unit, first.unit.id);
    for (const actor of [voted, late]) await season.desk.ties.declare(actor, { unit: code, reason: 'Em ruột là Bí thư' });
    expect(await kept()).toEqual(before);
    const { candidates } = await ballotList(em(), 'season', late);
    expect(candidates.find(({ id }) => id === first.id)?.barred).toBe(true);
    await expect(season.desk.ballots.cast(season.cycle.id, late, [first.id])).rejects.toMatchObject({ faults: [{ place: 'choices' }] });
    await season.desk.ballots.cast(season.cycle.id, late, []);
  });
});
