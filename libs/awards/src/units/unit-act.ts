import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.js';
import type { Unit } from '#store';
import type { Actor } from '#workflow';
import { dateIn } from '../cycles/schedule.js';

/** Offices live by one calendar, whatever the zone of an award. */
const ZONE = 'Asia/Ho_Chi_Minh';

/** The moment and the date of it. */
export async function todayOf(clock: Clock, em: EntityManager): Promise<{ now: Date; today: string }> {
  const now = await clock.now(em);
  return { now, today: dateIn(now, ZONE) };
}

/** A change of one unit on its way. */
export interface UnitAct {
  em: EntityManager;
  actor: Actor;
  unit: Unit;
  now: Date;
  today: string;
}
