import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ClockShift } from '#store';

/** The present in epoch milliseconds, as SQL. */
export const NOW = 'floor(extract(epoch from now()) * 1000) + coalesce((select milliseconds from clock_shift), 0)';

/**
 * The database's clock: it alone decides what is in time, whatever the clocks of the processes say. Inside a transaction it is the moment the
 * request was received. A rehearsal, a simulation or a test lives at another time by travelling; production never does.
 */
@Injectable()
export class Clock {
  async now(em: EntityManager): Promise<Date> {
    const [row] = await em.execute<{ now: string | number }[]>(`select ${NOW} as now`);
    return new Date(Number(row?.now));
  }

  /** From now on it is `moment` for every process on this database, and time goes on from there. In one step: nobody sees another time in between. */
  async travel(em: EntityManager, moment: Date): Promise<void> {
    await em.fork().execute(
      `insert into clock_shift (id, milliseconds) values (1, ? - floor(extract(epoch from now()) * 1000))
       on conflict (id) do update set milliseconds = excluded.milliseconds`,
      [moment.getTime()],
    );
  }

  /** The time is the database's own again. */
  async comeBack(em: EntityManager): Promise<void> {
    await em.fork().nativeDelete(ClockShift, {});
  }
}
