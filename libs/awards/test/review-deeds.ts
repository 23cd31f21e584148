import { attachSampleFiles } from '../src/index.js';
import { type Deed, dossier, handIn, nominationOf, nominator, office, on, onCycle, point, reviewer, type Walk } from './walk.js';

/** From the launch to the forwarded list. */
export const NOMINATING: Deed[] = [
  {
    name: 'a cycle is launched',
    at: [-78, '08:00'],
    ready: onCycle(({ line, staff }, id) => line.cycles.launch(id, staff.secretariat)),
    journal: ['cycle.launched', 'cycle.stage-opened'],
  },
  {
    name: 'a nomination is started',
    at: [-76, '09:00'],
    ready: onCycle((walk, id) => walk.line.nominations.start(id, nominator(walk, 0))),
    journal: ['nomination.started'],
  },
  {
    name: 'a dossier is saved',
    at: [-76, '09:01'],
    ready: on(0, (walk, { id, revision }) => walk.line.nominations.save(id, nominator(walk, 0), dossier(walk), revision)),
    journal: ['nomination.saved'],
  },
  {
    name: 'a nomination is submitted',
    at: [-76, '09:02'],
    before: async (walk) => attachSampleFiles(walk.desk, walk.definition, (await nominationOf(walk, 0)).id, nominator(walk, 0)),
    ready: on(0, (walk, { id }) => walk.line.nominations.submit(id, nominator(walk, 0))),
    journal: ['nomination.submitted'],
  },
  {
    name: 'a branch is reminded to hand in',
    at: [-76, '09:02'],
    ready: onCycle((walk, id) => walk.line.reminders.toSubmit(id, reviewer(walk, 1), [nominator(walk, 1).unit ?? ''])),
    journal: ['branch.reminded'],
  },
  {
    name: 'a stage is extended',
    at: [-76, '09:03'],
    ready: onCycle(({ line, staff }, id) =>
      line.cycles.extend(id, staff.secretariat, { stage: 'nomination', until: '2024-02-08T17:00', reason: 'Mưa lớn' }),
    ),
    journal: ['cycle.stage-extended'],
  },
  {
    name: 'the secretariat closes the nominations',
    at: [-50, '09:00'],
    before: async (walk) => {
      for (const index of [1, 2, 4, 5, 6, 7]) await handIn(walk, index);
      await walk.desk.nominations.start(await walk.cycleId(), nominator(walk, 3));
    },
    ready: onCycle(({ line, staff }, id) => line.cycles.closeStage(id, staff.secretariat, 'nomination', { reason: 'Đã đủ' })),
    journal: ['nomination.lapsed', 'cycle.stage-closed', 'cycle.stage-opened'],
  },
];

const openPoint = async (walk: Walk, id: string) => (await walk.desk.nominations.openPoints(id))[0]?.id ?? '';
const CHECKS = ['DK2', 'DK3'];
const checked = async (walk: Walk, index: number) =>
  walk.desk.checklists.check((await nominationOf(walk, index)).id, reviewer(walk, index), CHECKS);
const petition = (number: string) => ({ number, signedOn: '2024-02-16' });

/** The first ward returns, endorses and forwards; the second leaves some for the close. */
export const REVIEW: Deed[] = [
  {
    name: 'a nomination is returned',
    at: [-49, '08:00'],
    ready: on(0, (walk, { id }) => walk.line.reviews.return(id, reviewer(walk, 0), [point, { ...point, field: 'reason' }])),
    journal: ['nomination.returned'],
  },
  {
    name: 'a branch is reminded to answer',
    at: [-49, '08:00'],
    ready: on(0, (walk, { id, cycle }) => walk.line.reminders.toAnswer(cycle.id, reviewer(walk, 0), [id])),
    journal: ['branch.reminded'],
  },
  {
    name: 'a point is answered',
    at: [-49, '08:01'],
    ready: async (walk) => {
      const { id } = await nominationOf(walk, 0);
      const open = await openPoint(walk, id);
      return () => walk.line.nominations.answer(id, nominator(walk, 0), open, 'Đã bổ sung');
    },
    journal: ['nomination.answered'],
  },
  {
    name: 'a dossier is saved with an answer',
    at: [-49, '08:02'],
    ready: async (walk) => {
      const { id, revision, content } = await nominationOf(walk, 0);
      const open = await openPoint(walk, id);
      const fields = { ...content.fields, volunteering: 'Số liệu mới.' };
      return () => walk.line.nominations.save(id, nominator(walk, 0), { ...content, fields }, revision, { [open]: 'Đã bổ sung' });
    },
    journal: ['nomination.saved'],
  },
  {
    name: 'a nomination is handed in again',
    at: [-49, '08:03'],
    ready: on(0, (walk, { id }) => walk.line.nominations.submit(id, nominator(walk, 0))),
    journal: ['nomination.resubmitted'],
  },
  {
    name: 'the clock ends a supplement',
    at: [-39, '17:01'],
    before: async (walk) => {
      await walk.goTo(-48, '08:00');
      await walk.desk.reviews.return((await nominationOf(walk, 1)).id, reviewer(walk, 1), [point]);
      // The timer of the one that was handed in again rings for nobody.
      await walk.goTo(-40, '17:01');
      await walk.desk.timers.run();
      await walk.goTo(-39, '17:01');
    },
    ready: office(({ line }) => line.timers.run(1)),
    journal: ['nomination.supplement-lapsed'],
  },
  {
    name: 'a checklist is ticked',
    at: [-39, '17:08'],
    ready: on(0, (walk, { id }) => walk.line.checklists.check(id, reviewer(walk, 0), CHECKS)),
    journal: ['nomination.checked'],
  },
  {
    name: 'a conversation is begun',
    at: [-39, '17:09'],
    ready: on(0, (walk, { id }) => walk.line.comments.open(id, reviewer(walk, 0), { part: 'reason', audience: 'branch', body: 'Đã xem' })),
    journal: ['nomination.commented'],
  },
  {
    name: 'a nomination is endorsed',
    at: [-39, '17:10'],
    ready: on(0, (walk, { id }) => walk.line.reviews.endorse(id, reviewer(walk, 0), 1)),
    journal: ['nomination.endorsed'],
  },
  {
    name: 'two nominations exchange their ranks',
    at: [-39, '17:10'],
    before: async (walk) => {
      await checked(walk, 1);
      await walk.desk.reviews.endorse((await nominationOf(walk, 1)).id, reviewer(walk, 1), 2);
    },
    ready: on(1, (walk, { id }) => walk.line.reviews.rank(id, reviewer(walk, 1), 1)),
    journal: ['nomination.ranked'],
  },
  {
    name: 'papers are drafted',
    at: [-39, '17:10'],
    ready: onCycle((walk, id) => walk.line.petitions.draft(id, 'ward-review', reviewer(walk, 0), {})),
    journal: ['petition.drafted'],
  },
  {
    name: 'a list is forwarded',
    at: [-39, '17:11'],
    ready: onCycle((walk, id) => walk.line.petitions.forward(id, 'ward-review', reviewer(walk, 0), petition('01-TTr'))),
    journal: ['nomination.forwarded', 'nomination.forwarded', 'petition.forwarded'],
  },
  {
    name: 'a nomination is disqualified',
    at: [-39, '17:12'],
    ready: on(2, (walk, { id }) => walk.line.reviews.disqualify(id, reviewer(walk, 2), 'Chưa đủ tháng')),
    journal: ['nomination.disqualified'],
  },
  {
    name: 'an endorsed nomination is withdrawn',
    at: [-38, '08:00'],
    before: async (walk) => {
      await checked(walk, 4);
      await walk.desk.reviews.endorse((await nominationOf(walk, 4)).id, reviewer(walk, 4), 1);
    },
    ready: on(4, (walk, { id }) => walk.line.nominations.withdraw(id, nominator(walk, 4), 'Sáp nhập')),
    journal: ['nomination.withdrawn'],
  },
  {
    name: 'a nomination is declined',
    at: [-38, '08:01'],
    ready: on(5, (walk, { id }) => walk.line.reviews.decline(id, reviewer(walk, 5), 'Kết quả chưa rõ')),
    journal: ['nomination.declined'],
  },
  {
    name: 'a decision is taken back',
    at: [-38, '08:02'],
    ready: on(5, (walk, { id }) => walk.line.reviews.reopen(id, walk.staff.secretariat, 'Nhầm hồ sơ')),
    journal: ['nomination.reopened'],
  },
  {
    name: 'two nominations are endorsed at once',
    at: [-38, '08:03'],
    before: async (walk) => {
      await checked(walk, 5);
      await checked(walk, 7);
    },
    ready: async (walk) => {
      const [one, other] = [await nominationOf(walk, 5), await nominationOf(walk, 7)];
      return async () =>
        walk.line.reviews.endorseAll(await walk.cycleId(), reviewer(walk, 5), [
          { id: one.id, rank: 2 },
          { id: other.id, rank: 1 },
        ]);
    },
    journal: ['nomination.endorsed', 'nomination.endorsed'],
  },
  {
    name: 'the secretariat reminds',
    at: [-37, '08:00'],
    ready: onCycle(({ line, staff }, id) => line.cycles.remind(id, staff.secretariat)),
    journal: ['cycle.reminded'],
  },
  {
    name: 'the clock reminds',
    at: [-35, '17:00'],
    ready: office(({ line }) => line.timers.run()),
    journal: ['cycle.reminded'],
  },
  {
    name: 'the clock closes the review',
    at: [-32, '17:01'],
    ready: office(({ line }) => line.timers.run()),
    journal: ['nomination.forwarded', 'nomination.forwarded', 'nomination.declined', 'cycle.stage-closed', 'cycle.stage-opened'],
  },
  {
    name: 'the secretariat closes the eligibility check',
    at: [-28, '08:00'],
    before: async (walk) => {
      for (const index of [0, 1]) await walk.desk.reviews.endorse((await nominationOf(walk, index)).id, walk.staff.secretariat);
      for (const index of [5, 7])
        await walk.desk.reviews.disqualify((await nominationOf(walk, index)).id, walk.staff.secretariat, 'Chưa đủ tháng');
    },
    ready: onCycle(({ line, staff }, id) => line.cycles.closeStage(id, staff.secretariat, 'eligibility', { reason: 'Đã xong' })),
    journal: ['cycle.stage-closed', 'nomination.recused', 'nomination.recused', 'cycle.stage-opened'],
  },
];
