import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { run } from '#store';
import type { Actor, Language } from '#workflow';
import { Clock } from '../clock.js';
import { record } from '../journal.js';
import { foundSql, type Invited, type Invitee, paramsOf } from './invitation.reads.js';
import { type MadeLink, makeLinks } from './links.js';
import { inGroups } from './secret.js';
import { ACCESS, type AccessSettings } from './settings.js';

/** Cards made at once: some twenty-five sheets of paper. */
export const PRINTED_AT_ONCE = 200;

export interface InvitationCard extends Pick<Invitee, 'id' | 'name' | 'memberships'>, MadeLink {
  /** The secret as it is typed. */
  code: string;
}

/** A letter with a link, to be sent at once: the link is nowhere else. */
export interface InvitationLetter extends MadeLink {
  person: string;
  name: string;
  address: string;
  language: Language;
  unit: string;
}

/** Whoever has been here is helped by a recovery, not by an invitation: it would open an account that is in use. */
const NEW_HERE = '"cameAt" is null';

/** Asking people in who have never been here, on paper or by letter. Asking again makes the older link useless. */
@Injectable()
export class InvitationService {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    @Inject(ACCESS) private readonly settings: AccessSettings,
  ) {}

  /** Cards to print, for as many as are made at once. The answer is the only place that ever has the links. */
  print(actor: Actor, wanted: Invited): Promise<InvitationCard[]> {
    return this.em.fork().transactional(async (em) => {
      const people = await run<Invitee>(
        em,
        `${foundSql(wanted.state)} select * from found where ${NEW_HERE} order by sort_name, id limit ${PRINTED_AT_ONCE}`,
        paramsOf(actor, wanted),
      );
      const ids = people.map(({ id }) => id);
      const links = await makeLinks(em, this.settings, ids, this.invitation);
      await this.note(em, actor, ids, 'printed');
      return people.flatMap(({ id, name, memberships }) => {
        const made = links.get(id);
        return made ? [{ id, name, memberships, ...made, code: inGroups(made.token) }] : [];
      });
    });
  }

  /** Letters, which the worker writes and sends; returns how many, and how many people have no address. */
  mail(actor: Actor, wanted: Invited): Promise<{ letters: number; unreachable: number }> {
    return this.em.fork().transactional(async (em) => {
      const people = await run<{ id: string; email: string | null }>(
        em,
        `${foundSql(wanted.state)} select id, email from found where ${NEW_HERE} order by sort_name, id`,
        paramsOf(actor, wanted),
      );
      const reached = people.filter(({ email }) => email !== null).map(({ id }) => id);
      await this.note(em, actor, reached, 'due');
      return { letters: reached.length, unreachable: people.length - reached.length };
    });
  }

  /** Takes letters that are due and makes their links. What became of each is `settle`d; one whose sender dies stays `sending`, for people to see. */
  takeDue(limit = 20): Promise<{ taken: number; letters: InvitationLetter[] }> {
    return this.em.fork().transactional(async (em) => {
      const taken = await run<{ person: string }>(
        em,
        `update invitation set state = 'sending', error = null where person_id in (
           select person_id from invitation where state = 'due' order by invited_at limit $1 for update skip locked) returning person_id as person`,
        [limit],
      );
      const people = await run<Omit<InvitationLetter, keyof MadeLink>>(
        em,
        `select p.id as person, p.name, p.email as address, p.language, min(u.name) as unit
           from person p join membership m on m.person_id = p.id join unit u on u.id = m.unit_id
          where p.id = any($1::uuid[]) and p.removed_at is null and p.came_at is null and p.email is not null group by p.id`,
        [taken.map(({ person }) => person)],
      );
      const links = await makeLinks(
        em,
        this.settings,
        people.map(({ person }) => person),
        this.invitation,
      );
      const letters = people.flatMap((one) => {
        const made = links.get(one.person);
        return made ? [{ ...one, ...made }] : [];
      });
      return { taken: taken.length, letters };
    });
  }

  /** How a letter that was taken ended: sent, or why not. */
  async settle(person: string, error: string | null): Promise<void> {
    const text = `update invitation set state = case when $2::text is null then 'sent' else 'failed' end, error = $2
      where person_id = $1::uuid and state = 'sending'`;
    await run(this.em.fork(), text, [person, error]);
  }

  private get invitation() {
    return { purpose: 'invitation', life: `${this.settings.invitationDays} days` } as const;
  }

  private async note(em: EntityManager, actor: Actor, people: readonly string[], state: 'printed' | 'due'): Promise<void> {
    if (people.length === 0) return;
    await run(
      em,
      `insert into invitation (person_id, invited_by_id, invited_at, state) select person, $2::uuid, now(), $3 from unnest($1::uuid[]) as t (person)
       on conflict (person_id) do update set invited_by_id = excluded.invited_by_id, invited_at = excluded.invited_at, state = excluded.state, error = null`,
      [people, actor.id, state],
    );
    const at = await this.clock.now(em);
    const data = { by: state === 'printed' ? 'paper' : 'letter' };
    for (const subjectId of people) record(em, { type: 'person.invited', cycle: null, subjectId, actor, at, data });
  }
}
