import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Recusal, ScoreSheet } from '#store';
import type { Actor, Definition } from '#workflow';
import { type Act, Acts } from '../acts.js';
import { Invalid } from '../errors.js';
import type { HeldNomination } from '../held.js';
import { fits, scale } from '../nominations/dossier.js';

export interface SheetWanted {
  items: Record<string, number>;
  comment?: string | undefined;
}

/** What a council member does with one nomination: score it, alone, or step aside. */
@Injectable()
export class ScoringService {
  constructor(private readonly acts: Acts) {}

  /** Keeps an unfinished sheet. Nobody else sees it. */
  save(nominationId: string, actor: Actor, wanted: SheetWanted): Promise<HeldNomination> {
    return this.acts.onNomination(nominationId, { type: 'SCORE', actor }, async (act) => {
      await keepSheet(act, wanted);
      return { type: 'sheet.saved', data: {} };
    });
  }

  /** Hands the sheet in. Every item of the rubric needs its score; afterwards it is closed. */
  submit(nominationId: string, actor: Actor, wanted: SheetWanted): Promise<HeldNomination> {
    return this.acts.onNomination(nominationId, { type: 'SCORE', actor }, async (act) => {
      const missing = itemsOf(act.definition).filter((item) => wanted.items[item.code] === undefined);
      if (missing.length > 0)
        throw new Invalid(
          missing.map((item) => ({
            place: `items.${item.code}`,
            message: { vi: `Chưa chấm mục ${item.code}.`, en: `${item.code} has no score yet.` },
          })),
        );
      const sheet = await keepSheet(act, wanted);
      sheet.submittedAt = act.now;
      return { type: 'sheet.submitted', data: { items: sheet.items } };
    });
  }

  /** Steps aside. What was scored before is kept, and no longer counts. */
  recuse(nominationId: string, actor: Actor, reason: string): Promise<HeldNomination> {
    return this.acts.onNomination(nominationId, { type: 'RECUSE', actor }, ({ add, subject, now }) => {
      add(Recusal, {
        nomination: subject.id,
        scorer: actor.id,
        reason: reason.normalize('NFC').trim(),
        createdAt: now,
      });
      return { type: 'nomination.recused', data: { scorer: actor.id, because: 'declared' } };
    });
  }
}

const itemsOf = (definition: Definition) => definition.rubric.criteria.flatMap((criterion) => criterion.items);

async function keepSheet({ em, subject, actor, now, definition }: Act, { items, comment }: SheetWanted): Promise<ScoreSheet> {
  const accepted = acceptScores(definition, items);
  const text = comment?.normalize('NFC').trim() || null;
  const sheet = await em.findOne(ScoreSheet, { nomination: subject.id, scorer: actor.id });
  if (!sheet) return em.create(ScoreSheet, { nomination: subject.id, scorer: actor.id, items: accepted, comment: text, savedAt: now });
  return Object.assign(sheet, { items: accepted, comment: text, savedAt: now });
}

/** Known items with allowed scores only. Throws `Invalid` naming every one that is not. */
function acceptScores(definition: Definition, items: Record<string, number>): Record<string, number> {
  const faults: Invalid['faults'] = [];
  const known = new Map(itemsOf(definition).map((item) => [item.code, item]));
  for (const [code, score] of Object.entries(items)) {
    const item = known.get(code);
    if (!item)
      faults.push({
        place: `items.${code}`,
        message: { vi: `Bộ tiêu chí không có mục “${code}”.`, en: `The rubric has no item “${code}”.` },
      });
    else if (!fits(item, score))
      faults.push({
        place: `items.${code}`,
        message: { vi: `Điểm mục ${code} phải là ${scale(item, 'vi')}.`, en: `The score of ${code} must be ${scale(item, 'en')}.` },
      });
  }
  if (faults.length > 0) throw new Invalid(faults);
  return { ...items };
}

/** Steps aside for every member with a tie to the nominee's unit line, on record or by working for a unit of it (`tied_unit`): nobody has to remember. */
export async function recuseTied(
  em: EntityManager,
  cycleId: string,
  stage: string,
  now: Date,
): Promise<{ nomination: string; scorer: string }[]> {
  return em.execute<{ nomination: string; scorer: string }[]>(
    `insert into recusal (nomination_id, scorer_id, reason, created_at)
     select n.id, s.person_id, min(t.reason), ?
       from nomination n join council_seat s on s.cycle_id = n.cycle_id join tied_unit t on t.person_id = s.person_id
      where n.cycle_id = ? and n.stage = ? and n.status = 'scoring' and exists (select 1 from jsonb_each_text(n.line) l where l.value = t.unit_id::text)
      group by n.id, n.code, s.person_id, s.code
     on conflict do nothing
     returning nomination_id as nomination, scorer_id as scorer`,
    [now, cycleId, stage],
  );
}
