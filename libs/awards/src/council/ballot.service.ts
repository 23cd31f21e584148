import { Injectable } from '@nestjs/common';
import type { EntityManager } from '@mikro-orm/postgresql';
import { BallotPaper, type Cycle, nameVoter, Nomination, Person, VoteRegister } from '#store';
import { type Actor, stageOf, type StageOf } from '#workflow';
import { type Act, Acts, type Noted } from '../acts.js';
import { invalid } from '../errors.js';
import { isTied } from '../walls.js';
import { barredFrom } from './ballot.policy.js';

/** The council's secret vote. */
@Injectable()
export class BallotService {
  constructor(private readonly acts: Acts) {}

  /** Casts one paper: the nominations agreed to, at most as many as the stage allows. The journal says who voted, nothing says what. */
  async cast(cycleId: string, actor: Actor, choices: string[]): Promise<Cycle> {
    const paper = async ({ em, cycle, definition }: Act<Cycle, Cycle>): Promise<Noted> => {
      const stage = stageOf(definition.pipeline, cycle.stage ?? '');
      const most = stage.kind === 'ballot' ? stage.chooseAtMost : 0;
      if (choices.length > most)
        throw invalid(
          'choices',
          `Chỉ được chọn tối đa ${most} hồ sơ; bạn đã chọn ${choices.length}.`,
          `At most ${most} may be chosen; you chose ${choices.length}.`,
        );
      const known = await em.count(Nomination, { id: { $in: choices }, cycle, stage: stage.code, status: 'balloting' });
      if (known !== new Set(choices).size || known !== choices.length)
        throw invalid('choices', 'Phiếu có hồ sơ không thuộc danh sách bầu.', 'The paper names a nomination that is not on the list.');
      if (stage.kind === 'ballot') await withoutTies(em, stage, actor, choices);
      em.create(VoteRegister, { cycle, stage: stage.code, voter: em.getReference(Person, actor.id) });
      em.create(BallotPaper, { cycle, stage: stage.code, choices: [...choices].sort() });
      await nameVoter(em, actor.id);
      return { type: 'ballot.cast', data: {} };
    };
    try {
      return await this.acts.onCycle(cycleId, { type: 'CAST', actor }, paper);
    } catch (error) {
      throw isTied(error) ? barred('') : error;
    }
  }
}

const barred = (codes: string) =>
  codes
    ? invalid(
        'choices',
        `Bạn có quan hệ công tác với đơn vị của ${codes} nên không bỏ phiếu cho hồ sơ đó.`,
        `You have a tie to the unit of ${codes} and do not vote on it.`,
      )
    : invalid(
        'choices',
        'Bạn có quan hệ công tác với đơn vị của một hồ sơ trên phiếu nên không bỏ phiếu cho hồ sơ đó.',
        'You have a tie to the unit of a nomination on the paper and do not vote on it.',
      );

/** Where the award says so, nobody votes for a nominee to whose unit line they have a tie. The paper stays secret: only the choice is refused. */
async function withoutTies(em: EntityManager, stage: StageOf<'ballot'>, actor: Actor, choices: readonly string[]): Promise<void> {
  const tied = new Set(await barredFrom(em, stage, actor, choices));
  if (tied.size === 0) return;
  const codes = (await em.find(Nomination, { id: { $in: [...tied] } }, { orderBy: { code: 'asc' } })).map(({ code }) => code).join(', ');
  throw barred(codes);
}
