import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { CouncilSeat, Cycle, onTheWhole, Person, Tie, Unit } from '#store';
import type { Actor } from '#workflow';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { recuseTied } from '../scoring/scoring.service.js';
import { OPEN_CYCLES } from '../units/open-work.js';
import { isOneOf, only } from '../policy.js';
import { COUNCIL, LIFTS_TIES, looksAfterTies } from './tie.policy.js';

export interface TieWanted {
  /** Whose tie; one's own when absent. */
  person?: string | undefined;
  /** Code of the unit: it stands for everything below it, too. */
  unit: string;
  reason: string;
}

/** Standing conflicts of interest: who has to do with which unit. The database refuses a score sheet against them, whatever path it takes. */
@Injectable()
export class TieService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Puts a tie on record, one's own or, for the office, anybody's. Where scoring goes on, the member steps aside at once; what was scored before is kept and no longer counts. */
  async declare(actor: Actor, { person: personId = actor.id, unit: code, reason }: TieWanted): Promise<Tie> {
    const isOwn = personId === actor.id && isOneOf(actor, COUNCIL);
    if (!isOwn) only(LIFTS_TIES, actor);
    const why = given(reason);
    // Other members with the same tie step aside in the same statement.
    return onTheWhole(this.em, async (em) => {
      // No sheet of these cycles is on its way while the tie comes into force.
      const cycles = await cyclesOf(em, personId);
      const person = await em.findOne(Person, { id: personId, removedAt: null });
      if (!person || !(await looksAfterTies(em, actor, personId))) throw new NotFound('No such person');
      const unit = await em.findOne(Unit, { code: code.normalize('NFC').trim() });
      if (!unit) throw invalid('unit', `Không có đơn vị “${code}”.`, `There is no unit “${code}”.`);
      if ((await em.count(Tie, { person, unit })) > 0)
        throw invalid('unit', `Quan hệ với ${unit.name} đã được ghi nhận.`, `The tie to ${unit.name} is on record already.`);
      const tie = em.create(Tie, { person, unit, reason: why });
      await em.flush();
      const at = await this.clock.now(em);
      record(em, {
        type: 'tie.declared',
        cycle: null,
        subjectId: person.id,
        actor,
        at,
        data: { unit: unit.code, reason: why, own: isOwn },
      });
      for (const cycle of cycles) await stepAside(em, cycle, actor, at);
      return tie;
    });
  }

  /** Takes a tie off the record. Whoever stepped aside because of it stays aside: what was marked once is not unmarked in silence. */
  async lift(actor: Actor, tieId: string, reason: string): Promise<void> {
    only(LIFTS_TIES, actor);
    const why = given(reason);
    await this.em.fork().transactional(async (em) => {
      const tie = await em.findOne(Tie, tieId, { lockMode: LockMode.PESSIMISTIC_WRITE });
      if (!tie || !(await looksAfterTies(em, actor, tie.person.id))) throw new NotFound('No such tie');
      await em.populate(tie, ['unit']);
      em.remove(tie);
      const { person, unit } = tie;
      const at = await this.clock.now(em);
      record(em, { type: 'tie.lifted', cycle: null, subjectId: person.id, actor, at, data: { unit: unit.code, reason: why } });
    });
  }
}

/** A member who has come to work for a unit steps aside like one who declares a tie. On the whole: others are looked at, too. */
export async function stepAsideFor(em: EntityManager, personId: string, actor: Actor, at: Date): Promise<void> {
  for (const cycle of await cyclesOf(em, personId)) await stepAside(em, cycle, actor, at);
}

async function cyclesOf(em: EntityManager, personId: string): Promise<Cycle[]> {
  const seats = await em.find(CouncilSeat, { person: personId, cycle: { status: { $in: [...OPEN_CYCLES] } } });
  const ids = seats.map(({ cycle }) => cycle.id);
  const cycles = await em.find(Cycle, { id: { $in: ids } }, { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE });
  await em.populate(cycles, ['definition']);
  return cycles;
}

async function stepAside(em: EntityManager, cycle: Cycle, actor: Actor, at: Date): Promise<void> {
  if (cycle.stage === null) return;
  for (const { nomination, scorer } of await recuseTied(em, cycle.id, cycle.stage, at))
    record(em, { type: 'nomination.recused', cycle, subjectId: nomination, actor, at, data: { scorer, because: 'tie' } });
}

function given(reason: string): string {
  const text = reason.normalize('NFC').trim();
  if (!text) throw invalid('reason', 'Cần ghi lý do.', 'A reason is needed.');
  return text;
}
