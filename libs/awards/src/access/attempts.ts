import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AttemptKind } from '#store';
import { TooMany } from '../errors.js';
import { hashOf } from './secret.js';
import type { Origin } from './session.service.js';

/** So many failures within so many minutes, and no more. */
type Limit = readonly [most: number, minutes: number];

interface Limits {
  /** For one account from one network. */
  here?: Limit;
  /** For one account from everywhere: guessing from many places. */
  account?: Limit;
  /** For one network and all accounts. An office is often behind one address. */
  network: Limit;
}

const LIMITS: Record<AttemptKind, Limits> = {
  password: { here: [5, 15], account: [30, 60], network: [60, 15] },
  'link-asked': { here: [3, 15], account: [6, 60], network: [30, 60] },
  link: { network: [30, 15] },
  code: { here: [5, 15], account: [5, 15], network: [60, 15] },
  passkey: { network: [60, 15] },
  oidc: { network: [60, 15] },
};

/** An attempt that may go on. It counts as a failure until it is said to have succeeded. */
export interface Attempt {
  succeeded(em: EntityManager, person: string): Promise<void>;
}

/**
 * Counts attempts in the database, in a window that slides, so that neither a restart nor a second server forgets them. The attempt is written
 * before it is counted: however many come at once, no more than the limit go on.
 */
@Injectable()
export class Attempts {
  constructor(private readonly em: EntityManager) {}

  /** Throws `TooMany` when it is one too many. `login` is the account as typed, existing or not. */
  async begin(kind: AttemptKind, login: string | null, from: Origin): Promise<Attempt> {
    const account = login === null ? null : hashOf(login);
    const em = this.em.fork();
    const [made] = await em.execute<{ id: string }[]>(
      raw(`insert into sign_in (kind, account, address, device) values (:kind, :account, :address, :device) returning id`, {
        kind,
        account,
        ...from,
      }),
    );
    const id = made?.id ?? '0';
    const wait = await this.waitFor(em, id, kind, account, from.address);
    if (wait !== null) {
      // Who is refused has not tried: otherwise nobody would get in while somebody else keeps knocking.
      await em.execute(raw('delete from sign_in where id = :id', { id }));
      throw new TooMany(wait);
    }
    return {
      succeeded: async (tx, person) => {
        await tx.execute(raw('update sign_in set succeeded = true, person_id = :person where id = :id', { id, person }));
      },
    };
  }

  /** Seconds until the attempt would be let through; null when it is now. */
  private async waitFor(em: EntityManager, id: string, kind: AttemptKind, account: string | null, address: string): Promise<number | null> {
    const { here, account: anywhere, network } = LIMITS[kind];
    const parts = [
      ...(account !== null && here ? [full('account = :account and address = :address', here)] : []),
      ...(account !== null && anywhere ? [full('account = :account', anywhere)] : []),
      full('address = :address', network),
    ];
    const [row] = await em.execute<{ wait: number | null }[]>(
      raw(`select ceil(extract(epoch from max(until) - now()))::int as wait from (${parts.join(' union all ')}) limits`, {
        id,
        kind,
        account,
        address,
      }),
    );
    return row?.wait ?? null;
  }
}

/** When the oldest of as many failures as are allowed leaves the window; no row while there are fewer. */
const full = (whose: string, [most, minutes]: Limit) =>
  `(select at + interval '${minutes} minutes' as until from sign_in
     where kind = :kind and ${whose} and not succeeded and id < :id and at > now() - interval '${minutes} minutes'
     order by at desc offset ${most - 1} limit 1)`;
