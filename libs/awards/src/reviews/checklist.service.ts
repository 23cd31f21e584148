import { Injectable } from '@nestjs/common';
import { Tick } from '#store';
import { type Actor, checklistOf, stageOf } from '#workflow';
import { Acts } from '../acts.js';
import { invalid } from '../errors.js';
import type { HeldNomination } from '../held.js';

/** What the people of a reviewing unit make sure of before they decide. */
@Injectable()
export class ChecklistService {
  constructor(private readonly acts: Acts) {}

  /**
   * Leaves exactly these items of its stage's checklist ticked; where it is known which ones the person saw ticked, changes what the person
   * changed, and leaves alone what a colleague did meanwhile. What stays ticked keeps the name of who ticked it.
   */
  check(id: string, actor: Actor, wanted: readonly string[], seen?: readonly string[]): Promise<HeldNomination> {
    return this.acts.onNomination(id, { type: 'CHECK', actor }, async ({ em, add, subject, definition, now }) => {
      const stage = stageOf(definition.pipeline, subject.stage ?? '');
      const known = checklistOf(definition, stage).map(({ code }) => code);
      const unknown = wanted.find((code) => !known.includes(code));
      if (unknown !== undefined)
        throw invalid('checks', `Danh mục kiểm tra không có mục “${unknown}”.`, `The checklist has no item “${unknown}”.`);
      const before = await em.find(Tick, { nomination: subject.id, stage: stage.code });
      const untouched = before.map(({ code }) => code).filter((code) => seen && !seen.includes(code));
      const cleared = before.filter(({ code }) => !wanted.includes(code) && !untouched.includes(code));
      const added = wanted.filter((code) => !seen?.includes(code) && before.every((tick) => tick.code !== code));
      for (const code of added) add(Tick, { nomination: subject.id, stage: stage.code, code, by: actor.id, at: now });
      if (cleared.length > 0) await em.nativeDelete(Tick, { id: { $in: cleared.map((tick) => tick.id) } });
      return { type: 'nomination.checked', data: { ticked: added, cleared: cleared.map(({ code }) => code) } };
    });
  }
}
