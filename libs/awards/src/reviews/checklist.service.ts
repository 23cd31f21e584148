import { Injectable } from '@nestjs/common';
import { type Nomination, Person, Tick } from '#store';
import { type Actor, checklistOf, stageOf } from '#workflow';
import { Acts } from '../acts.js';
import { invalid } from '../errors.js';

/** What the people of a reviewing unit make sure of before they decide. */
@Injectable()
export class ChecklistService {
  constructor(private readonly acts: Acts) {}

  /** Leaves exactly these items of its stage's checklist ticked. What a colleague has ticked and stays ticked keeps the colleague's name. */
  check(id: string, actor: Actor, codes: readonly string[]): Promise<Nomination> {
    return this.acts.onNomination(id, { type: 'CHECK', actor }, async ({ em, subject, definition, now }) => {
      const stage = stageOf(definition.pipeline, subject.stage ?? '');
      const known = checklistOf(definition, stage).map(({ code }) => code);
      const unknown = codes.find((code) => !known.includes(code));
      if (unknown !== undefined)
        throw invalid('checks', `Danh mục kiểm tra không có mục “${unknown}”.`, `The checklist has no item “${unknown}”.`);
      const before = await em.find(Tick, { nomination: subject, stage: stage.code });
      const cleared = before.filter(({ code }) => !codes.includes(code));
      const added = codes.filter((code) => before.every((tick) => tick.code !== code));
      for (const code of added)
        em.create(Tick, { nomination: subject, stage: stage.code, code, by: em.getReference(Person, actor.id), at: now });
      if (cleared.length > 0) await em.nativeDelete(Tick, { id: { $in: cleared.map((tick) => tick.id) } });
      return { type: 'nomination.checked', data: { ticked: added, cleared: cleared.map(({ code }) => code) } };
    });
  }
}
