import { type Cycle, JournalEntry, Nomination } from '#store';
import type { Award } from '#testing';
import { type Actor } from '#workflow';
import { attachSampleFiles, chance, dossierOf, makeSure, standingText } from '../src/index.js';
import type { Path, Step } from './paths.js';

/** One nomination that is to go one path, and how far along it is. */
export interface Walker {
  branch: string;
  ward: string;
  path: Path;
  id: string;
  done: number;
}

const REMARK = { part: 'reason', audience: 'unit', body: 'Đã xem' } as const;

type Act = (walker: Walker, step: Step) => Promise<unknown>;

/** What the journal calls each event; where it depends on what happened before, all its names. */
export const WRITTEN: Record<string, string[]> = {
  SAVE: ['nomination.saved'],
  CONFIRM: ['nomination.confirmed'],
  SUBMIT: ['nomination.submitted', 'nomination.resubmitted'],
  RETURN: ['nomination.returned'],
  ENDORSE: ['nomination.endorsed'],
  DECLINE: ['nomination.declined'],
  DISQUALIFY: ['nomination.disqualified'],
  FORWARD: ['nomination.forwarded'],
  WITHDRAW: ['nomination.withdrawn'],
  LAPSE: ['nomination.supplement-lapsed'],
  CLOSE: ['nomination.lapsed', 'nomination.forwarded', 'nomination.declined', 'nomination.advanced'],
  EXPIRE: ['nomination.lapsed'],
  SCORE: ['sheet.saved', 'sheet.submitted'],
  RECUSE: ['nomination.recused'],
  OBJECT: ['nomination.objected'],
  ADVANCE: ['nomination.advanced'],
  ELIMINATE: ['nomination.eliminated'],
  AWARD: ['nomination.awarded'],
  PASS_OVER: ['nomination.not-awarded'],
  REISSUE: ['nomination.reissued'],
  REOPEN: ['nomination.reopened'],
  REVOKE: ['nomination.revoked'],
  CHECK: ['nomination.checked'],
  REMIND: ['branch.reminded'],
  COMMENT: ['nomination.commented'],
  RANK: ['nomination.ranked'],
  CANCEL: ['nomination.lapsed'],
};

const nextOf = ({ path, done }: Walker): Step | undefined => path[done];
export const stageOf = (standing: string) => (standing.includes('/') ? (standing.split('/')[0] ?? '') : null);

/** Does with the real services what the paths say; the cycle's own acts it steers by scores, votes and winners. */
export class PathDriver {
  constructor(
    readonly award: Award,
    readonly cycle: Cycle,
    readonly walkers: Walker[],
  ) {}

  private em = () => this.award.store.em.fork();
  /** Walkers whose next event is one of these. */
  waitingFor = (...types: string[]) => this.walkers.filter((walker) => types.includes(nextOf(walker)?.type ?? ''));

  /** Every branch opens its draft, or its ward does. */
  async start(): Promise<void> {
    for (const walker of this.walkers) {
      const nominator = this.award.nominator(walker.branch);
      const { nominations } = this.award.desk;
      // There is something to confirm only where the ward has written in the branch's place.
      const isFiled = walker.path.some(({ type }) => type === 'CONFIRM');
      const writer = isFiled ? this.award.reviewer(walker.ward) : nominator;
      const { id, revision } = isFiled
        ? await nominations.startFor(this.cycle.id, writer, nominator.unit ?? '')
        : await nominations.start(this.cycle.id, nominator);
      walker.id = id;
      await nominations.save(id, writer, dossierOf(this.award.definition, walker.branch, 0.9, chance(7)), revision);
      await attachSampleFiles(this.award.desk, this.award.definition, id, writer);
    }
  }

  /** Whatever people can do now, each walker as far as it gets. A return that nobody is to answer waits until the supplement outlives the stage. */
  async people(stages: readonly string[], { late }: { late: boolean }): Promise<void> {
    for (const walker of this.walkers)
      for (let step = nextOf(walker); step; step = nextOf(walker)) {
        const act = this.acts[step.type];
        const where = stageOf(step.type === 'REOPEN' ? step.to : step.from);
        const after = walker.path[walker.done + 1]?.type;
        const waits = step.type === 'RETURN' && !late && !['LAPSE', 'SAVE', 'SUBMIT'].includes(after ?? '');
        if (!act || !stages.includes(where ?? '') || waits) break;
        await act(walker, step);
        await this.arrived(walker, step);
      }
  }

  /** An act of the cycle that is the next step of several walkers. */
  async together(types: readonly string[], act: () => Promise<unknown>, of: (step: Step) => boolean = () => true): Promise<void> {
    const concerned = this.waitingFor(...types).filter((walker) => of(nextOf(walker) as Step));
    await act();
    for (const walker of concerned) await this.arrived(walker, nextOf(walker) as Step);
  }

  standings = () => this.em().find(Nomination, { cycle: this.cycle });

  async revoke(): Promise<void> {
    for (const walker of this.waitingFor('REVOKE')) {
      const step = nextOf(walker) as Step;
      await this.acts['REVOKE']?.(walker, step);
      await this.arrived(walker, step);
    }
  }

  async ring(): Promise<void> {
    while ((await this.award.desk.timers.run()) > 0);
  }

  /** Sheets that carry over the mark whoever is to go on, and nobody else. */
  async score(): Promise<void> {
    const items = this.award.definition.rubric.criteria.flatMap((criterion) => criterion.items);
    for (const walker of this.waitingFor('ADVANCE', 'ELIMINATE').filter((one) => nextOf(one)?.from.endsWith('/scoring'))) {
      const share = nextOf(walker)?.type === 'ADVANCE' ? 1 : 0;
      for (const member of this.award.staff.council.values())
        await this.award.desk.scoring
          .submit(walker.id, member, { items: Object.fromEntries(items.map(({ code, maximum }) => [code, maximum * share])) })
          // Who has a tie or has stepped aside scores nothing.
          .catch(() => undefined);
    }
  }

  async vote(): Promise<void> {
    const choices = this.waitingFor('ADVANCE').filter((one) => nextOf(one)?.from.endsWith('/balloting'));
    for (const member of this.award.staff.council.values())
      await this.award.desk.ballots.cast(
        this.cycle.id,
        member,
        choices.map(({ id }) => id),
      );
  }

  /** The row stands where the path says, and its last entry in the journal says the same. */
  private async arrived(walker: Walker, { type, from, to }: Step): Promise<void> {
    walker.done += 1;
    const row = await this.em().findOneOrFail(Nomination, walker.id);
    // What leaves it where it is need not say so.
    const moved = from === to ? {} : { from, to };
    const written = await this.em().count(JournalEntry, { subjectId: walker.id, type: { $in: WRITTEN[type] ?? [] }, ...moved });
    const found = { stands: standingText(row), written: written > 0 };
    if (found.stands !== to || !found.written)
      throw new Error(`After ${from} ${type} it stands at ${found.stands}, not ${to}; written down: ${found.written}`);
  }

  private stage = (of: string | null) => this.award.definition.pipeline.stages.find(({ code }) => code === of);
  private by = (walker: Walker, { from, to, type }: Step): Actor => {
    const stage = this.stage(stageOf(type === 'REOPEN' ? to : from));
    return stage?.kind === 'review' && stage.by === 'reviewer' && type !== 'REOPEN'
      ? this.award.reviewer(walker.ward)
      : this.award.staff.secretariat;
  };
  private scorer = () => [...this.award.staff.council.values()].at(-1) as Actor;

  private readonly acts: Record<string, Act> = {
    SAVE: async ({ id, branch }) => {
      const { content, revision } = await this.em().findOneOrFail(Nomination, id);
      return this.award.desk.nominations.save(id, this.award.nominator(branch), content, revision);
    },
    CONFIRM: ({ id, branch }) => this.award.desk.nominations.confirm(id, this.award.nominator(branch)),
    SUBMIT: async ({ id, branch }) => {
      const { nominations } = this.award.desk;
      for (const point of await nominations.openPoints(id))
        await nominations.answer(id, this.award.nominator(branch), point.id, 'Đã bổ sung');
      return nominations.submit(id, this.award.nominator(branch));
    },
    RETURN: (walker, step) => this.award.desk.reviews.return(walker.id, this.by(walker, step), [{ field: 'reason', request: 'Bổ sung' }]),
    REMIND: (walker, step) => this.award.desk.reminders.toAnswer(this.cycle.id, this.by(walker, step), [walker.id]),
    CHECK: (walker, step) => this.award.desk.checklists.check(walker.id, this.by(walker, step), []),
    COMMENT: (walker, step) => this.award.desk.comments.open(walker.id, this.by(walker, step), REMARK),
    RANK: (walker, step) => this.award.desk.reviews.rank(walker.id, this.by(walker, step), 2),
    ENDORSE: async (walker, step) => {
      const stage = this.stage(stageOf(step.from));
      await makeSure(this.award.desk, this.award.definition, { id: walker.id, stage: stageOf(step.from) }, this.by(walker, step));
      return this.award.desk.reviews.endorse(walker.id, this.by(walker, step), stage?.kind === 'review' && stage.ranked ? 1 : undefined);
    },
    DECLINE: (walker, step) => this.award.desk.reviews.decline(walker.id, this.by(walker, step), 'Lý do'),
    DISQUALIFY: (walker, step) => this.award.desk.reviews.disqualify(walker.id, this.by(walker, step), 'Lý do'),
    REOPEN: (walker, step) => this.award.desk.reviews.reopen(walker.id, this.by(walker, step), 'Nhầm'),
    FORWARD: (walker, step) =>
      this.award.desk.petitions.forward(this.cycle.id, stageOf(step.from) ?? '', this.by(walker, step), {
        number: walker.branch,
        signedOn: '2024-02-20',
      }),
    WITHDRAW: ({ id, branch }) => this.award.desk.nominations.withdraw(id, this.award.nominator(branch), 'Rút'),
    SCORE: ({ id }) => this.award.desk.scoring.save(id, this.scorer(), { items: {} }),
    RECUSE: ({ id }) => this.award.desk.scoring.recuse(id, this.scorer(), 'Người nhà'),
    OBJECT: async ({ id }) => {
      const { objections } = this.award.desk;
      const { id: objection } = await objections.object(id, { name: 'A', phone: '1', address: 'B', body: 'C' });
      return objections.answer(objection, this.award.staff.secretariat, 'Đã đối chiếu');
    },
    REVOKE: ({ id }) => this.award.desk.reviews.revoke(id, this.award.staff.secretariat, 'Khai sai'),
  };
}
