import { EntityManager, LockMode } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { Cycle, Endorsement, type ListedBranch, Nomination, Petition, PetitionPapers, run, Unit } from '#store';
import type { Actor } from '#workflow';
import { Acts, type CycleAct, step } from '../acts.js';
import { decideWith } from '../cycles/allowed-when.js';
import { invalid, NotFound } from '../errors.js';
import { record } from '../journal.js';
import { rulebookOf } from '../machines.js';
import { selfScoreTotal } from '../nominations/dossier.js';
import { nominationFacts } from '../nominations/facts.js';
import { countsIn } from '../policy.js';
import { addTo } from '../writing.js';

export interface PetitionWanted {
  number: string;
  signedOn: string;
  /** Number and date of the minutes of the meeting that decided the list. */
  minutes?: string | undefined;
  minutesOn?: string | undefined;
}

/** A draft may leave out what is not known yet. */
type DraftWanted = { [K in keyof PetitionWanted]?: PetitionWanted[K] | undefined };

interface Listing {
  act: CycleAct;
  stage: string;
  listed: Endorsement[];
}

/** A reviewing unit's list: its papers, and sending it on. */
@Injectable()
export class PetitionService {
  constructor(
    private readonly em: EntityManager,
    private readonly acts: Acts,
  ) {}

  /** Has the papers of the list made as it stands, for whoever may forward it now. They take the place of an earlier draft. */
  draft(cycleId: string, stage: string, actor: Actor, wanted: DraftWanted): Promise<PetitionPapers> {
    return this.em.fork().transactional(async (em) => {
      const listing = await this.listing(em, cycleId, stage, actor);
      const { act, listed } = listing;
      for (const { nomination } of listed) {
        const facts = await nominationFacts(em, { cycle: act.cycle, nomination, definition: act.definition, actor, now: act.now });
        const standing = { status: nomination.status, stage: nomination.stage ?? null };
        decideWith(act.cycle, act.definition, facts, () => act.nominations.decide(standing, facts, { type: 'FORWARD', actor }));
      }
      await em.nativeDelete(PetitionPapers, { cycle: act.cycle, stage, unit: actor.unit ?? '', petition: null });
      const papers = askFor(listing, wanted);
      await em.flush();
      note(listing, 'petition.drafted', papers);
      return papers;
    });
  }

  /** Forwards everything the unit has endorsed as one list under a petition number: all of it, or nothing. */
  forward(cycleId: string, stage: string, actor: Actor, wanted: PetitionWanted): Promise<Nomination[]> {
    return this.em.fork().transactional(async (em) => {
      const listing = await this.listing(em, cycleId, stage, actor);
      const { act, listed } = listing;
      const { cycle, now } = act;
      const petition = em.create(Petition, {
        cycle,
        stage,
        unit: em.getReference(Unit, actor.unit ?? ''),
        number: given(wanted.number),
        signedOn: wanted.signedOn,
        minutes: given(wanted.minutes) || null,
        minutesOn: wanted.minutesOn ?? null,
        createdAt: now,
      });
      await em.nativeDelete(PetitionPapers, { cycle, stage, unit: actor.unit ?? '', petition: null });
      const papers = askFor(listing, wanted, petition);
      await em.flush();
      for (const endorsement of listed) {
        await step(act, endorsement.nomination, { type: 'FORWARD', actor }, null, () => {
          endorsement.petition = petition;
          return {
            type: 'nomination.forwarded',
            data: { petition: petition.number, signedOn: wanted.signedOn, rank: endorsement.rank ?? null },
          };
        });
      }
      note(listing, 'petition.forwarded', papers);
      return listed.map(({ nomination }) => nomination);
    });
  }

  /** The unit's endorsed nominations in their order, locked: cycle, unit, nominations. */
  private async listing(em: EntityManager, cycleId: string, stage: string, actor: Actor): Promise<Listing> {
    const cycle = await em.findOne(Cycle, cycleId, { lockMode: LockMode.PESSIMISTIC_READ });
    if (!cycle || actor.unit === null || !countsIn(cycleId, actor)) throw new NotFound('No such cycle');
    await em.populate(cycle, ['definition']);
    // Ranks change under this lock too.
    await run(em, 'select 1 from unit where id = $1 for no key update', [actor.unit]);
    const listed = await em.find(
      Endorsement,
      { cycle, stage, unit: actor.unit, petition: null },
      { orderBy: { rank: 'asc', nomination: { code: 'asc' } } },
    );
    if (listed.length === 0) throw invalid('list', 'Chưa có hồ sơ nào được đề nghị để gửi.', 'There is no endorsed nomination to forward.');
    await lockAll(em, listed);
    return { act: { em, add: addTo(em), cycle, actor, now: await this.acts.clock.now(em), ...rulebookOf(cycle) }, stage, listed };
  }
}

const given = (text = '') => text.normalize('NFC').trim();

/** Always in the same order, whatever the ranks: a list endorsed at the same moment locks its nominations in that order too. */
const lockAll = (em: EntityManager, listed: readonly Endorsement[]) =>
  em.find(
    Nomination,
    { id: { $in: listed.map(({ nomination }) => nomination.id) } },
    { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE, populate: ['unit'], populateWhere: {} },
  );

function askFor({ act, stage, listed }: Listing, wanted: DraftWanted, petition: Petition | null = null): PetitionPapers {
  const { em, cycle, actor, now } = act;
  return em.create(PetitionPapers, {
    cycle,
    stage,
    unit: em.getReference(Unit, actor.unit ?? ''),
    petition,
    number: given(wanted.number),
    signedOn: wanted.signedOn ?? null,
    minutes: given(wanted.minutes),
    minutesOn: wanted.minutesOn ?? null,
    list: listed.map(lineOf),
    askedAt: now,
  });
}

const lineOf = ({ rank, nomination: { code, unit, content } }: Endorsement): ListedBranch => ({
  rank: rank ?? null,
  code,
  name: unit.name,
  fields: content.fields,
  selfScore: selfScoreTotal(content),
});

function note({ act, stage, listed }: Listing, type: 'petition.drafted' | 'petition.forwarded', papers: PetitionPapers): void {
  const { em, cycle, actor, now } = act;
  const data = { stage, petition: papers.number, nominations: listed.length, minutes: papers.minutes, papers: papers.id };
  record(em, { type, cycle, subjectId: papers.id, actor, at: now, data });
}
