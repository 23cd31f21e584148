import { Injectable } from '@nestjs/common';
import { BallotPaper, type Cycle, Nomination, Person, VoteRegister } from '#store';
import { type Actor, stageOf } from '#workflow';
import { Acts } from '../acts.js';
import { invalid } from '../errors.js';

/** The council's secret vote. */
@Injectable()
export class BallotService {
  constructor(private readonly acts: Acts) {}

  /** Casts one paper: the nominations agreed to, at most as many as the stage allows. The journal says who voted, nothing says what. */
  cast(cycleId: string, actor: Actor, choices: string[]): Promise<Cycle> {
    return this.acts.onCycle(cycleId, { type: 'CAST', actor }, async ({ em, cycle, definition }) => {
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
      em.create(VoteRegister, { cycle, stage: stage.code, voter: em.getReference(Person, actor.id) });
      em.create(BallotPaper, { cycle, stage: stage.code, choices: [...choices].sort() });
      return { type: 'ballot.cast', data: {} };
    });
  }
}
