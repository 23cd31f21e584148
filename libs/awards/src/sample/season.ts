import type { Cycle } from '#store';
import { dateOf, dayNumber, type Definition } from '#workflow';
import { instantOf } from '../cycles/schedule.js';
import { announce, score, vote, watchNotice } from './council-season.js';
import type { Desk } from './desk.js';
import { chance } from './random.js';
import { nominate, planOf, review } from './review-season.js';
import type { Deed, Season } from './plan.js';
import type { Roster } from './roster.js';
import type { Staff } from './staff.js';

export interface SeasonWanted {
  seed: number;
  slug: string;
  ceremony: string;
  /** Stops before the first deed after this moment. */
  until?: Date;
  /** Lets the clock actor do what has come due; called whenever time has moved on. */
  settle: () => Promise<void>;
  onStage?: (stage: string) => void;
  /** Told of a deed that failed, such as one the rules refused; without it the season ends there. */
  onFailure?: (error: unknown) => void;
}

/** Plays a whole award, or its beginning: every person does a part through the ordinary services, at the time it would be done. */
export async function playSeason(desk: Desk, definition: Definition, staff: Staff, roster: Roster, wanted: SeasonWanted): Promise<Cycle> {
  const random = chance(wanted.seed);
  const at = (days: number, time: string, ceremony = wanted.ceremony) =>
    instantOf(dateOf(dayNumber(ceremony) + days), time, definition.timeZone);
  const first = definition.pipeline.stages[0];
  await desk.clock.travel(desk.em, first?.opens && 'days' in first.opens ? at(first.opens.days - 1, '09:00') : at(-90, '09:00'));
  const council = Object.fromEntries([...staff.council].map(([seat, actor]) => [seat, actor.id]));
  const cycle = await desk.cycles.prepare(staff.secretariat, {
    slug: wanted.slug,
    definition: { code: definition.code, version: definition.version },
    ceremony: wanted.ceremony,
    council,
  });
  const times = (stage: string, which: 'opens' | 'closes') => new Date(cycle.schedule[stage]?.[which] ?? at(-7, '09:00'));
  const season: Season = {
    desk,
    definition,
    cycle,
    staff,
    roster,
    random,
    plans: planOf(definition, roster, random),
    day: at,
    opens: (stage) => times(stage, 'opens'),
    closes: (stage) => times(stage, 'closes'),
  };
  for await (const deed of deedsOf(season, wanted.onStage)) {
    if (wanted.until && deed.at > wanted.until) break;
    await desk.clock.travel(desk.em, deed.at);
    await wanted.settle();
    await attempt(deed, wanted.onFailure);
  }
  return cycle;
}

async function attempt(deed: Deed, onFailure: SeasonWanted['onFailure']): Promise<void> {
  try {
    await deed.do();
  } catch (error) {
    if (!onFailure) throw error;
    onFailure(error);
  }
}

async function* deedsOf(season: Season, onStage: SeasonWanted['onStage']): AsyncGenerator<Deed> {
  for (const stage of season.definition.pipeline.stages) {
    onStage?.(stage.code);
    yield* inOrder(await deedsIn(season, stage));
    // Nobody closes this stage by hand: its deadline passes and the clock does it.
    if (stage.closes)
      yield { at: new Date(season.closes(stage.code).getTime() + stage.graceMinutes * 60_000 + 2000), do: async () => undefined };
  }
}

const inOrder = (deeds: Deed[]): Deed[] =>
  deeds
    .map((deed, index) => ({ deed, index }))
    .sort((a, b) => a.deed.at.getTime() - b.deed.at.getTime() || a.index - b.index)
    .map(({ deed }) => deed);

function deedsIn(season: Season, stage: Definition['pipeline']['stages'][number]): Deed[] | Promise<Deed[]> {
  switch (stage.kind) {
    case 'nomination':
      return nominate(season, stage);
    case 'review':
      return review(season, stage);
    case 'scoring':
      return score(season, stage);
    case 'notice':
      return watchNotice(season, stage);
    case 'ballot':
      return vote(season, stage);
    case 'announcement':
      return announce(season, stage);
  }
}
