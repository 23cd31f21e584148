import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import {
  Clock,
  correctable,
  type CorrectionWanted,
  currentDecision,
  cycleView,
  type Listed,
  NotFound,
  officeCycle,
  previewCorrection,
  proposalFor,
} from '#awards';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '#workflow';

type Typed = Record<string, unknown>;

/** What the page of the announcement shows: the list to settle, later the published one to correct, and what a correction would change. */
@Injectable()
export class AnnouncementScreen {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** Null once it is published, for who may not correct it: the result is all there is. */
  async model(slug: string, actor: Actor, typed: Typed | null = null) {
    const { em, now, cycle, around } = await this.around(slug, actor);
    const { status, may, stages } = around.cycle;
    if (status === 'published')
      return may['correct'] ? { ...around, correction: typedCorrection(await correctable(em, slug, actor, now), typed) } : null;
    const current = stages.find(({ state }) => state === 'now');
    if (current?.kind !== 'announcement' || status === 'waiting') throw new NotFound('Not at the announcement yet');
    const { ranking, winners, undecided } = await proposalFor(em, cycle);
    const decision = await currentDecision(em, cycle);
    const chosen = typed ? tickedIn(typed) : new Set<unknown>(decision?.winners ?? winners.map(({ id }) => id));
    return {
      ...around,
      finalised: decision && { at: decision.finalisedAt, reason: decision.reason },
      undecided: undecided.map((group) => group.map(({ unit }) => unit.name).join(', ')),
      ranking: ranking.map(({ nomination, place, tied }) => ({
        id: nomination.id,
        place,
        tied,
        code: nomination.code,
        unit: nomination.unit.name,
        score: Number(nomination.score),
        votes: nomination.votes,
        chosen: chosen.has(nomination.id),
      })),
    };
  }

  /** The page again, for a form on it that was not accepted; `form` is the last step of its address. */
  async again({ params, person, url, body }: FastifyRequest) {
    const { slug } = params as { slug: string };
    const form = url.split('?')[0]?.split('/').at(-1) ?? '';
    const typed = form === 'winners' || form === 'correction' ? ((body ?? {}) as Typed) : null;
    if (!person) throw new NotFound('Nobody is signed in');
    const model = await this.model(slug, person.actor, typed);
    return { ...(model ?? (await this.around(slug, person.actor)).around), form };
  }

  /** The form of a correction, with what was typed in it so far. */
  async form(slug: string, actor: Actor, typed: Typed) {
    return { ...(await this.model(slug, actor, typed)), form: 'correction', values: typed };
  }

  async preview(slug: string, actor: Actor, wanted: CorrectionWanted) {
    const { em, now, around } = await this.around(slug, actor);
    const { rows, before, after } = await previewCorrection(em, slug, actor, wanted, now);
    return {
      ...around,
      preview: {
        before,
        after,
        rows: rows.map((row) => ({ ...row, change: changeOf(row) })),
        isSameList: rows.every((row) => row.before === row.after),
        winners: wanted.winners.map((id, index) => ({ id, place: index + 1 })),
      },
    };
  }

  private async around(slug: string, actor: Actor) {
    const em = this.em.fork();
    const cycle = await officeCycle(em, slug, actor);
    const now = await this.clock.now(em);
    const view = await cycleView(em, slug, actor, now);
    const may: Record<string, boolean> = Object.fromEntries(view.actions.map((action) => [action.toLowerCase(), true]));
    return { em, now, cycle, around: { title: view.name, zone: view.timeZone, cycle: { ...view, may } } };
  }
}

const tickedIn = (typed: Typed) => new Set<unknown>([typed['winners'] ?? []].flat());

function typedCorrection({ current, winners, others }: Awaited<ReturnType<typeof correctable>>, typed: Typed | null) {
  const ticked = typed && tickedIn(typed);
  const row = (one: Listed, place: number | '') => ({
    ...one,
    chosen: ticked ? ticked.has(one.id) : place !== '' && !one.revoked,
    place: typed ? (typed[`place.${one.id}`] ?? '') : place,
  });
  return {
    current,
    next: current.version + 1,
    winners: winners.map((one, index) => row(one, index + 1)),
    others: others.map((one) => row(one, '')),
    anyOther: Boolean(ticked && others.some(({ id }) => ticked.has(id))),
    values: typed ?? { number: '', signedOn: '', signer: current.signer, reason: '' },
  };
}

function changeOf({ before, after }: { before: number | null; after: number | null }) {
  if (before === null) return { key: 'correction.added', tone: 'ok', icon: 'plus' };
  if (after === null) return { key: 'correction.removed', tone: 'bad', icon: 'minus' };
  if (before !== after) return { key: 'correction.moved', tone: 'gold', icon: 'arrow-right' };
  return { key: 'correction.same', tone: '', icon: 'check' };
}
