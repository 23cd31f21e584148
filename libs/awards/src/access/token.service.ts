import { EntityManager, raw } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { TokenScope } from '#store';
import { Clock } from '../clock.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { IN_FORCE, type Standpoint, unitNameSql } from '../people/acting.js';
import { hashOf, newSecret } from './secret.js';
import { type FoundPerson, type SignedIn, signedIn } from './session.service.js';

/** What tokens begin with, so that they are recognised: here, and by those who search code for secrets. */
export const TOKEN_PREFIX = 'vdt_';

export interface TokenRow {
  id: string;
  name: string;
  scope: TokenScope;
  role: string;
  unitName: string;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  isOver: boolean;
}

export interface TokenWanted {
  name: string;
  scope: TokenScope;
  days: number;
}

const FIND = `with found as (
    select t.id, t.scope, t.used_at, p.id as person_id, p.name, p.language, m.id as membership, m.role, m.title, u.id as unit, u.tier, ${unitNameSql()} as "unitName", m.cycle_id as cycle,
           p.id as member, p.name as "memberName", true as "isOwn"
      from api_token t join membership m on m.id = t.membership_id join person p on p.id = m.person_id join unit u on u.id = m.unit_id
     where t.token_hash = :hash and t.expires_at > now() and ${IN_FORCE}),
  used as (update api_token set used_at = now()
            where id = (select id from found where used_at is null or used_at < now() - interval '1 minute'))
  select * from found`;

/** What programs show instead of a person: each acts through one membership, for a limited time. */
@Injectable()
export class TokenService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** For the membership the person acts through now. The token is returned once and kept nowhere. */
  async issue(who: SignedIn, { name, scope, days }: TokenWanted): Promise<string> {
    const token = TOKEN_PREFIX + newSecret();
    await this.em.fork().transactional(async (em) => {
      const [row] = await em.execute<{ id: string }[]>(
        raw(
          `insert into api_token (token_hash, membership_id, name, scope, expires_at)
           select :hash, s.membership_id, :name, :scope, now() + make_interval(days => :days) 
             from session s join membership m on m.id = s.membership_id and m.person_id = s.person_id where s.id = :session returning id`,
          { hash: hashOf(token), name, scope, days, session: who.sessionId },
        ),
      );
      if (!row)
        throw invalid(
          'name',
          'Khi thay mặt người khác không tạo được mã truy cập.',
          'Whoever acts for somebody else cannot create a token.',
        );
      await this.note(em, who, 'person.token-issued', { token: row.id, scope, days });
    });
    return token;
  }

  async list(person: string): Promise<TokenRow[]> {
    return this.em.fork().execute<TokenRow[]>(
      raw(
        `select t.id, t.name, t.scope, m.role, ${unitNameSql()} as "unitName", t.created_at as "createdAt", t.expires_at as "expiresAt",
                t.used_at as "usedAt", t.expires_at <= now() as "isOver"
           from api_token t join membership m on m.id = t.membership_id join unit u on u.id = m.unit_id
          where m.person_id = :person order by t.created_at desc, t.id`,
        { person },
      ),
    );
  }

  async revoke(who: SignedIn, id: string): Promise<void> {
    await this.em.fork().transactional(async (em) => {
      const gone = await em.execute<unknown[]>(
        raw(
          'delete from api_token t using membership m where t.id = :id and m.id = t.membership_id and m.person_id = :person returning 1',
          {
            id,
            person: who.personId,
          },
        ),
      );
      if (gone.length === 0) throw new NotFound('No such token');
      await this.note(em, who, 'person.token-revoked', { token: id });
    });
  }

  /** As whom a program acts, and what it may; null for a token that is unknown, over or revoked. */
  async find(token: string): Promise<{ who: SignedIn; scope: TokenScope } | null> {
    const [row] = await this.em.fork().execute<(FoundPerson & Standpoint & { scope: TokenScope })[]>(raw(FIND, { hash: hashOf(token) }));
    if (!row) return null;
    // A program shows no second factor, and is never fresh enough to change how a person signs in.
    const standing = { strength: 'single', method: 'link', is_fresh: false, has_second_factor: false } as const;
    return { who: signedIn({ ...row, ...standing }, row), scope: row.scope };
  }

  private async note(
    em: EntityManager,
    { actor }: SignedIn,
    type: 'person.token-issued' | 'person.token-revoked',
    data: Record<string, string | number>,
  ): Promise<void> {
    record(em, { type, cycle: null, subjectId: actor.id, actor, at: await this.clock.now(em), data });
  }
}
