import { type EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { ClockShift } from '#store';

const NOW = `select floor(extract(epoch from now()) * 1000) + coalesce((select milliseconds from clock_shift), 0) as now`;

/**
 * The database's clock: it alone decides what is in time, whatever the clocks of the processes say. Inside a transaction it is the moment the
 * request was received. A rehearsal, a simulation or a test lives at another time by travelling; production never does.
 */
@Injectable()
export class Clock {
  async now(em: EntityManager): Promise<Date> {
    const [row] = await em.execute<{ now: string | number }[]>(NOW);
    return new Date(Number(row?.now));
  }

  /** From now on it is `moment` for every process on this database, and time goes on from there. */
  async travel(em: EntityManager, moment: Date): Promise<void> {
    const fork = em.fork();
    await this.comeBack(fork);
    const milliseconds = moment.getTime() - (await this.now(fork)).getTime();
    await fork.insert(ClockShift, { id: 1, milliseconds });
  }

  /** The time is the database's own again. */
  async comeBack(em: EntityManager): Promise<void> {
    await em.fork().nativeDelete(ClockShift, {});
  }
}
