import { setTimeout as pause } from 'node:timers/promises';
import {
  chance,
  attachSampleFiles,
  dossierOf,
  instantOf,
  readSample,
  rosterOf,
  scores,
  SETUP,
  deskOn,
  hire,
  proposalFor,
  staffOf,
  type Roster,
  type Staff,
} from '#awards';
import { Cycle, Membership, Nomination, openStore, Recusal } from '#store';
import { type Actor, checklistOf, dateOf, dayNumber, type Definition, stageOf, type StageOf } from '#workflow';
import { Client, type History } from './client.js';

export const SLUG = 'torture';

/** The sample award in a database of its own, launched; everybody who takes part has a client. */
export class Season {
  private readonly clients = new Map<string, Client>();
  private constructor(
    readonly store: Awaited<ReturnType<typeof openStore>>,
    readonly definition: Definition,
    readonly roster: Roster,
    private readonly staff: Staff,
    private readonly random: ReturnType<typeof chance>,
    private readonly connect: (membership: string, person: string) => Client,
  ) {}

  static async prepare(
    databaseUrl: string,
    size: { branches: number; wards: number },
    seed: number,
    baseUrl: string,
    history: History,
  ): Promise<Season> {
    const store = await openStore(databaseUrl);
    const desk = deskOn(store.em);
    const { definition, units } = readSample();
    const roster = rosterOf(definition, units, size);
    await desk.definitions.publish(SETUP, definition);
    await hire(desk, roster);
    const staff = await staffOf(desk, definition);
    const connect = (membership: string, person: string) => new Client(baseUrl, membership, person, history);
    const season = new Season(store, definition, roster, staff, chance(seed), connect);
    await season.goTo(-78, '08:00');
    const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
    const { code, version } = definition;
    const cycle = await desk.cycles.prepare(staff.secretariat, { slug: SLUG, definition: { code, version }, council });
    await desk.cycles.launch(cycle.id, staff.secretariat);
    return season;
  }

  /** Everybody plays a part at once, stage after stage; the worker closes and opens the stages. */
  async play(): Promise<void> {
    const { branches, wards } = this.roster;
    await this.goTo(-76, '09:00');
    await this.all(branches, ({ code }) => this.nominate(code));
    await this.passes(-50, '00:00', 'ward-review');
    await this.goTo(-49, '09:00');
    await this.all(wards, (ward) => this.review(ward));
    await this.passes(-32, '17:01', 'eligibility');
    await this.all(await this.standing('eligibility'), async ({ id }) => {
      const client = await this.client(this.staff.secretariat);
      await this.makeSure(client, id, 'eligibility');
      await client.act('POST', `/nominations/${id}/endorse`, {}, { type: 'nomination.endorsed', subject: id });
    });
    await this.passes(-25, '17:01', 'scoring');
    await this.goTo(-20, '09:00');
    await this.score();
    await this.passes(-15, '00:01', 'notice');
    await this.passes(-15, '08:00', 'notice', 'open');
    await this.passes(-11, '17:01', 'ballot');
    await this.goTo(-9, '09:00');
    await this.vote(stageOf(this.definition.pipeline, 'ballot') as StageOf<'ballot'>);
    await this.passes(-8, '17:01', 'announcement');
    await this.announce();
  }

  cycle = () => this.tried(() => this.store.em.fork().findOneOrFail(Cycle, { slug: SLUG }, { populate: ['definition'] }));

  private standing = (stage: string) => this.tried(() => this.store.em.fork().find(Nomination, { stage }, { orderBy: { code: 'asc' } }));
  private named = (code: string) => this.tried(() => this.store.em.fork().findOneOrFail(Nomination, { code }));

  /** One after the other of each list, all lists at once, in an order of chance. */
  private async all<T>(list: readonly T[], part: (one: T) => Promise<unknown>): Promise<void> {
    await Promise.all(
      this.random.shuffled(list).map(async (one, index) => {
        await pause(index * 20);
        await part(one);
      }),
    );
  }

  /** The client of an actor, signed in. */
  private async client({ id }: Actor): Promise<Client> {
    const found = this.clients.get(id);
    if (found) return found;
    const membership = await this.tried(() => this.store.em.fork().findOneOrFail(Membership, { person: id }));
    const client = this.connect(membership.id, id);
    await client.signIn();
    this.clients.set(id, client);
    return client;
  }

  private async nominate(code: string): Promise<void> {
    const client = await this.client(this.staff.nominators.get(code) as Actor);
    const cycle = await this.cycle();
    await client.act('POST', `/cycles/${SLUG}/nominations`, {}, { type: 'nomination.started', subject: `${cycle.id}/${code}` });
    const { id } = await this.named(code);
    const content = dossierOf(this.definition, code, 0.9, this.random);
    const save = async () => ({ content, revision: (await client.get(`/nominations/${id}`)).body['revision'] });
    await client.act('PUT', `/nominations/${id}/content`, save, { type: 'nomination.saved', subject: id });
    // Put there by hand: what the requests under torture are about comes after it. Doing it twice does nothing.
    const nominator = this.staff.nominators.get(code) as Actor;
    await this.tried(() => attachSampleFiles(deskOn(this.store.em), this.definition, id, nominator));
    await client.act('POST', `/nominations/${id}/submit`, {}, { type: 'nomination.submitted', subject: id });
  }

  /** A ward sends its first one back, waits for the answer, puts two forward, declines a third and sends its list. */
  private async review(ward: string): Promise<void> {
    const client = await this.client(this.staff.reviewers.get(ward) as Actor);
    const own = this.roster.branches.filter((branch) => branch.ward === ward).map(({ code }) => code);
    const ids = [];
    for (const code of own) ids.push((await this.named(code)).id);
    const [first, second, third] = ids;
    if (!first) return;
    const points = [{ field: 'volunteering', request: 'Đề nghị bổ sung số liệu.' }];
    await client.act('POST', `/nominations/${first}/return`, { points }, { type: 'nomination.returned', subject: first });
    await this.answer(own[0] ?? '', first);
    for (const [index, id] of [first, second].entries()) {
      if (!id) continue;
      await this.makeSure(client, id, 'ward-review');
      await client.act('POST', `/nominations/${id}/endorse`, { rank: index + 1 }, { type: 'nomination.endorsed', subject: id });
    }
    if (third)
      await client.act(
        'POST',
        `/nominations/${third}/decline`,
        { reason: 'Chưa nổi bật' },
        { type: 'nomination.declined', subject: third },
      );
    const list = { stage: 'ward-review', number: `${ward}-TTr`, signedOn: '2024-02-08' };
    await client.act('POST', `/cycles/${SLUG}/forward`, list, { type: 'nomination.forwarded', subject: first });
  }

  private async makeSure(client: Client, id: string, stage: string): Promise<void> {
    const checks = checklistOf(this.definition, stageOf(this.definition.pipeline, stage)).map(({ code }) => code);
    if (checks.length > 0) await client.act('POST', `/nominations/${id}/checks`, { checks }, { type: 'nomination.checked', subject: id });
  }

  private async answer(code: string, id: string): Promise<void> {
    const client = await this.client(this.staff.nominators.get(code) as Actor);
    const { body } = await client.get(`/nominations/${id}`);
    for (const { id: point } of body['points'] as { id: string }[])
      await client.act(
        'POST',
        `/nominations/${id}/points/${point}/answer`,
        { answer: 'Đã bổ sung.' },
        { type: 'nomination.answered', subject: id },
      );
    await client.act('POST', `/nominations/${id}/submit`, {}, { type: 'nomination.resubmitted', subject: id });
  }

  private async score(): Promise<void> {
    const here = await this.standing('scoring');
    const aside = new Set(
      (await this.tried(() => this.store.em.fork().find(Recusal, {}))).map(({ nomination, scorer }) => `${nomination.id} ${scorer.id}`),
    );
    await this.all([...this.staff.council.values()], async (member) => {
      const client = await this.client(member);
      for (const { id } of here.filter((one) => !aside.has(`${one.id} ${member.id}`))) {
        const items = scores(this.definition, 0.92, this.random);
        await client.act('POST', `/nominations/${id}/sheet`, { items }, { type: 'sheet.submitted', subject: id });
      }
    });
  }

  private async vote({ code, chooseAtMost }: StageOf<'ballot'>): Promise<void> {
    const wards = new Set<string>();
    const best = (await this.standing(code)).filter(({ line }) => !wards.has(line['ward'] ?? '') && wards.add(line['ward'] ?? ''));
    const choices = best.slice(0, chooseAtMost).map(({ id }) => id);
    const { id } = await this.cycle();
    await this.all([...this.staff.council.values()], async (member) =>
      (await this.client(member)).act('POST', `/cycles/${SLUG}/ballot`, { choices }, { type: 'ballot.cast', subject: id }),
    );
  }

  private async announce(): Promise<void> {
    await this.goTo(-7, '09:00');
    const cycle = await this.cycle();
    const { winners, undecided } = await this.tried(() => proposalFor(this.store.em.fork(), cycle));
    const list = [...winners, ...undecided.flat()].map(({ id }) => id);
    const chair = await this.client(this.staff.chair);
    await chair.act(
      'POST',
      `/cycles/${SLUG}/winners`,
      { winners: list, reason: 'Theo biên bản' },
      { type: 'cycle.finalised', subject: cycle.id },
    );
    const office = await this.client(this.staff.secretariat);
    const decision = { number: '15-QĐ/ĐTN', signedOn: '2024-03-20', signer: '' };
    await office.act('POST', `/cycles/${SLUG}/publication`, decision, { type: 'cycle.published', subject: cycle.id });
  }

  private goTo(days: number, time: string): Promise<void> {
    const moment = instantOf(dateOf(dayNumber(this.definition.ceremony.on) + days), time, this.definition.timeZone);
    return this.tried(() => deskOn(this.store.em).clock.travel(this.store.em, moment));
  }

  /** Time passes a deadline, and the worker does what is due. */
  private async passes(days: number, time: string, stage: string, status?: string): Promise<void> {
    await this.goTo(days, time);
    for (const limit = Date.now() + 60_000; ; await pause(50)) {
      const cycle = await this.cycle();
      if (cycle.stage === stage && (status === undefined || cycle.status === status)) return;
      if (Date.now() > limit)
        throw new Error(`The worker did not bring the cycle to ${stage}: it stands at ${cycle.stage}/${cycle.status}`);
    }
  }

  /** The database may be on its way up again. */
  async tried<T>(work: () => Promise<T>): Promise<T> {
    for (let left = 300; ; left -= 1) {
      try {
        return await work();
      } catch (error) {
        if (left === 0) throw error;
        await pause(100);
      }
    }
  }
}
