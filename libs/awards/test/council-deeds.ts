import { Cycle, Objection } from '#store';
import { council, type Deed, nominationOf, office, on, onCycle, seat, sheet, type Walk } from './walk.js';

const both = async (walk: Walk) => [(await nominationOf(walk, 0)).id, (await nominationOf(walk, 1)).id];

/** From the scoring to the publication. */
export const COUNCIL: Deed[] = [
  {
    name: 'a score sheet is kept',
    at: [-20, '08:00'],
    ready: on(0, (walk, { id }) => walk.line.scoring.save(id, seat(walk, 0), { items: {}, comment: 'Còn xem' })),
    journal: ['sheet.saved'],
  },
  {
    name: 'a score sheet is handed in',
    at: [-20, '08:01'],
    ready: on(0, (walk, { id }) => walk.line.scoring.submit(id, seat(walk, 0), sheet(walk))),
    journal: ['sheet.submitted'],
  },
  {
    name: 'a member steps aside',
    at: [-20, '08:02'],
    before: async (walk) => {
      const others = council(walk).slice(1, 8);
      // The member with a tie to this ward has stepped aside and is refused.
      for (const index of [0, 1])
        for (const member of others)
          await walk.desk.scoring.submit((await nominationOf(walk, index)).id, member, sheet(walk)).catch(() => undefined);
    },
    ready: on(0, (walk, { id }) => walk.line.scoring.recuse(id, seat(walk, 8), 'Người nhà')),
    journal: ['nomination.recused'],
  },
  {
    name: 'the clock closes the scoring',
    at: [-15, '00:01'],
    ready: office(({ line }) => line.timers.run()),
    journal: ['nomination.advanced', 'nomination.advanced', 'cycle.stage-closed'],
  },
  {
    name: 'the clock opens the notice',
    at: [-15, '08:00'],
    ready: office(({ line }) => line.timers.run()),
    journal: ['cycle.stage-opened'],
  },
  {
    name: 'somebody objects',
    at: [-14, '08:00'],
    ready: on(0, ({ line }, { id }) => line.objections.object(id, { name: 'A', phone: '1', address: 'B', body: 'C' })),
    journal: ['nomination.objected'],
  },
  {
    name: 'an objection is answered',
    at: [-13, '08:00'],
    ready: async ({ desk, line, staff }) => {
      const { id } = await desk.em.fork().findOneOrFail(Objection, { answeredAt: null });
      return () => line.objections.answer(id, staff.secretariat, 'Đã đối chiếu');
    },
    journal: ['objection.answered'],
  },
  {
    name: 'the clock closes the notice',
    at: [-11, '17:01'],
    ready: office(({ line }) => line.timers.run()),
    journal: ['nomination.advanced', 'nomination.advanced', 'cycle.stage-closed', 'cycle.stage-opened'],
  },
  {
    name: 'a vote is cast',
    at: [-9, '08:00'],
    ready: onCycle(async (walk, id) => walk.line.ballots.cast(id, seat(walk, 0), [])),
    journal: ['ballot.cast'],
  },
  {
    name: 'the secretariat closes the ballot',
    at: [-9, '09:00'],
    before: async (walk) => {
      for (const member of council(walk).slice(1)) await walk.desk.ballots.cast(await walk.cycleId(), member, await both(walk));
    },
    ready: onCycle(({ line, staff }, id) => line.cycles.closeStage(id, staff.secretariat, 'ballot', { reason: 'Đã bỏ phiếu đủ' })),
    journal: ['nomination.advanced', 'nomination.advanced', 'cycle.stage-closed', 'cycle.stage-opened'],
  },
  {
    name: 'the chair settles on the winners',
    at: [-7, '08:00'],
    ready: async (walk) => {
      const [id, winners] = [await walk.cycleId(), await both(walk)];
      return () => walk.line.cycles.finalise(id, walk.staff.chair, winners.slice(1), 'Theo biên bản');
    },
    journal: ['cycle.finalised'],
  },
  {
    name: 'a cycle is suspended',
    at: [-7, '08:10'],
    ready: onCycle(({ line, staff }, id) => line.cycles.suspend(id, staff.secretariat, 'Bão số 5')),
    journal: ['cycle.suspended'],
  },
  {
    name: 'a cycle goes on',
    at: [-7, '08:20'],
    ready: onCycle(({ line, staff }, id) => line.cycles.resume(id, staff.secretariat)),
    journal: ['cycle.resumed'],
  },
  {
    name: 'the chair takes the list back',
    at: [-7, '08:30'],
    ready: onCycle(({ line, staff }, id) => line.cycles.reopen(id, staff.chair, 'Xem lại')),
    journal: ['cycle.reopened'],
  },
  {
    name: 'the chair settles once more',
    at: [-7, '09:00'],
    ready: async (walk) => {
      const [id, winners] = [await walk.cycleId(), await both(walk)];
      return () => walk.line.cycles.finalise(id, walk.staff.chair, winners.slice(0, 1), 'Theo biên bản');
    },
    journal: ['cycle.finalised'],
  },
  {
    name: 'the decision is published',
    at: [-6, '08:00'],
    ready: onCycle(({ line, staff }, id) =>
      line.cycles.publish(id, staff.secretariat, { number: '15-QĐ/ĐTN', signedOn: '2024-03-20', signer: '' }),
    ),
    journal: ['nomination.awarded', 'nomination.not-awarded', 'cycle.published'],
  },
  {
    name: 'the announcement is corrected',
    at: [-5, '08:00'],
    ready: async (walk) => {
      const [id, winners] = [await walk.cycleId(), (await both(walk)).slice(1)];
      const corrected = { winners, number: '19-QĐ/ĐTN', signedOn: '2024-03-21', signer: '', reason: 'Nhầm tên' };
      return () => walk.line.cycles.correct(id, walk.staff.chair, corrected);
    },
    journal: ['nomination.not-awarded', 'nomination.awarded', 'cycle.corrected'],
  },
  {
    name: 'an award is revoked',
    at: [-4, '08:00'],
    ready: on(1, (walk, { id }) => walk.line.reviews.revoke(id, walk.staff.secretariat, 'Khai sai')),
    journal: ['nomination.revoked'],
  },
  {
    name: 'another cycle is cancelled',
    at: [-78, '08:00'],
    before: async (walk) => {
      const { desk, staff, definition, roster } = walk;
      const { code, version } = definition;
      const council = Object.fromEntries([...staff.council].map(([seatCode, actor]) => [seatCode, actor.id]));
      const { id } = await desk.cycles.prepare(staff.secretariat, { slug: 'other', definition: { code, version }, council });
      await desk.cycles.launch(id, staff.secretariat);
      for (const { code: branch } of roster.branches.slice(0, 2)) {
        const nominator = staff.nominators.get(branch);
        if (nominator) await desk.nominations.start(id, nominator);
      }
    },
    ready: async ({ desk, line, staff }) => {
      const { id } = await desk.em.fork().findOneOrFail(Cycle, { slug: 'other' });
      return () => line.cycles.cancel(id, staff.secretariat, 'Không tổ chức');
    },
    journal: ['nomination.lapsed', 'nomination.lapsed', 'cycle.cancelled'],
  },
];
