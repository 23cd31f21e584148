import { drive, type Next } from './driving.js';
import { Field, type Place } from './field.js';
import { mixed } from './ours.js';

export const SIZES = [1_000, 10_000, 100_000];
const BATCH = 1_000;
const STORM = 5_000;
const CYCLES = 50;

export interface Shape {
  name: string;
  measure(): Promise<{ rate: number }>;
}

/** The same thousand acts in cycles of different sizes. */
export async function flatness(
  url: string,
  clients: number,
  sizes: readonly number[] = SIZES,
): Promise<{ shapes: Shape[]; close: () => Promise<void> }> {
  const field = await Field.on(url, Math.max(...sizes), clients);
  const shapes: Shape[] = [];
  for (const size of sizes) {
    const drafts = await field.cycleWith(size, 'nomination');
    const submitted = await field.cycleWith(size, 'review');
    const half = Math.min(BATCH, size) / 2;
    shapes.push({
      name: `${size} nominations`,
      measure: async () => {
        const sample = await drive(clients, mixed(field, drafts.slice(0, half), submitted.slice(0, half)));
        await field.rewind(drafts[0]?.cycle ?? '', 'nomination');
        await field.rewind(submitted[0]?.cycle ?? '', 'review');
        return sample;
      },
    });
  }
  return { shapes, close: () => field.store.close() };
}

/** The same submissions, all in one cycle or spread over fifty. */
export async function storm(url: string, clients: number): Promise<{ shapes: Shape[]; close: () => Promise<void> }> {
  const field = await Field.on(url, STORM, clients);
  const one = await field.cycleWith(STORM, 'nomination');
  const spread: Place[][] = [];
  for (let cycle = 0; cycle < CYCLES; cycle += 1) spread.push(await field.cycleWith(STORM / CYCLES, 'nomination'));
  const turns = Array.from({ length: STORM }, (_, turn) => spread[turn % CYCLES]?.[Math.floor(turn / CYCLES)]).filter(
    (place) => place !== undefined,
  );
  const submit = (places: typeof turns): Next => {
    let at = 0;
    return () => {
      const place = places[at++];
      return place ? () => field.desk.nominations.submit(place.nomination, place.nominator) : null;
    };
  };
  const shape = (name: string, places: typeof turns): Shape => ({
    name,
    measure: async () => {
      const sample = await drive(clients, submit(places));
      for (const cycle of new Set(places.map((place) => place.cycle))) await field.rewind(cycle, 'nomination');
      return sample;
    },
  });
  return { shapes: [shape('1 cycle', one), shape(`${CYCLES} cycles`, turns)], close: () => field.store.close() };
}
