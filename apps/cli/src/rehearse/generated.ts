import { deskOn, type Desk, hire, playSeason, readSample, rosterOf, SETUP, staffOf, standingText } from '#awards';
import { Cycle, Nomination } from '#store';
import { type Definition, type Language, Refusal, type Text } from '#workflow';
import { typed } from '../language.js';
import { refusalOf } from './replay.js';

export interface GeneratedWanted {
  seed: number;
  branches: number;
  wards: number;
}

/** What became of a season that the sample's generator played under a definition. */
export interface Generated {
  definition: string;
  seed: number;
  /** How many nominations came to each end. */
  ends: Record<string, number>;
  refusals: { event: string; rule: string; count: number; message: Text }[];
  /** Codes of nominations still inside a stage. */
  unended: string[];
  standing: string;
}

interface RefusedDeed {
  event: string;
  rule: string;
  message: Text;
}

/** Plays a generated season with the sample's units and people, in an empty database. */
export async function playGenerated(
  em: Desk['em'],
  definition: Definition,
  wanted: GeneratedWanted,
  language: Language,
): Promise<Generated> {
  const desk = deskOn(em);
  const { units } = readSample();
  const hasTiers = ['ward', 'branch'].every((tier) => definition.tiers.some(({ code }) => code === tier));
  if (!hasTiers || !units.some(({ code }) => code === definition.organiser)) throw typed(language, UNFIT.vi, UNFIT.en);
  const roster = rosterOf(definition, units, wanted);
  await desk.definitions.publish(SETUP, definition);
  await hire(desk, roster);
  const refused: RefusedDeed[] = [];
  const { id } = await playSeason(desk, definition, await staffOf(desk, definition), roster, {
    seed: wanted.seed,
    slug: 'rehearsal',
    ceremony: definition.ceremony.on,
    settle: async () => {
      while ((await desk.timers.run()) > 0);
    },
    onFailure: (error) => {
      const because = refusalOf(error);
      if (!because) throw error;
      refused.push({ event: error instanceof Refusal ? error.event : '–', ...because });
    },
  });
  return {
    definition: `${definition.code}@${definition.version}`,
    seed: wanted.seed,
    refusals: counted(refused),
    ...(await outcome(desk, id)),
  };
}

const UNFIT: Text = {
  vi: 'Số liệu sinh ra dùng các đơn vị mẫu: quy chế cần đơn vị tổ chức của mẫu và hai cấp “ward”, “branch”.',
  en: 'A generated season uses the units of the sample: the definition needs its organiser and the tiers “ward” and “branch”.',
};

const counted = (refused: readonly RefusedDeed[]): Generated['refusals'] =>
  [...Map.groupBy(refused, ({ event, rule }) => `${event} ${rule}`).values()].flatMap((own) =>
    own.slice(0, 1).map((one) => ({ ...one, count: own.length })),
  );

async function outcome(desk: Desk, cycle: string): Promise<Pick<Generated, 'ends' | 'unended' | 'standing'>> {
  const em = desk.em.fork();
  const nominations = await em.find(Nomination, { cycle }, { orderBy: { code: 'asc' } });
  return {
    ends: Object.fromEntries([...Map.groupBy(nominations, standingText)].map(([end, own]) => [end, own.length])),
    unended: nominations.filter(({ stage }) => stage !== null).map(({ code }) => code),
    standing: standingText(await em.findOneOrFail(Cycle, cycle)),
  };
}
