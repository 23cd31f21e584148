import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { isSame, type Data } from './compare.js';
import { diff, readDefinition, type Definition } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const sample = readDefinition(JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')));
const stages = sample.pipeline.stages as unknown as Json[];

describe('of two documents changed at random', () => {
  const paths = (at: Json, prefix = ''): string[] =>
    typeof at === 'object' && at !== null
      ? Object.entries(at).flatMap(([key, value]) => [`${prefix}${key}`, ...paths(value, `${prefix}${key}/`)])
      : [];
  const places = paths(sample as unknown as Json);
  const value = fc.oneof(
    fc.constantFrom<Json | undefined>(
      undefined,
      null,
      '',
      'ward-review',
      0,
      true,
      [],
      {},
      [{ code: 'a' }, { code: 'b' }],
      [{ code: 'b' }, { code: 'a' }],
    ),
    fc.jsonValue() as fc.Arbitrary<Json>,
  );
  const change = fc.tuple(fc.constantFrom(...places), value);
  const apply = (changes: [string, Json | undefined][]) =>
    changes.reduce((document, [path, to]) => {
      try {
        const copy = structuredClone(document) as unknown as Json;
        const keys = path.split('/');
        const last = keys.pop() ?? '';
        const parent = keys.reduce<Json>((node, key) => (node as Record<string, Json>)[key] ?? null, copy) as Record<string, Json>;
        if (to === undefined && !Array.isArray(parent)) delete parent[last];
        else if (to !== undefined) parent[last] = to;
        return copy as unknown as Definition;
      } catch {
        // A change before it has taken the place away.
        return document;
      }
    }, sample);
  const order = fc.shuffledSubarray(stages, { minLength: stages.length }).map((all): [string, Json][] => [['pipeline/stages', all]]);
  const changes = fc.oneof(fc.array(change, { maxLength: 3 }), order);

  it('nothing is said exactly when they are equal, and every sentence is whole', () => {
    fc.assert(
      fc.property(changes, changes, (some, others) => {
        const [before, after] = [apply(some), apply(others)];
        const differences = diff(before, after);
        expect(differences.length === 0).toBe(isSame(before as unknown as Data, after as unknown as Data));
        for (const { place, message } of differences) {
          expect(place).not.toBe('');
          expect(message.vi).not.toMatch(/undefined|\[object|^\W*$/);
          expect(message.en).not.toMatch(/undefined|\[object|^\W*$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('equal is what JSON calls equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const sorted = (data: unknown): unknown =>
          Array.isArray(data)
            ? data.map(sorted)
            : typeof data === 'object' && data !== null
              ? {
                  of: Object.entries(data)
                    .sort(([x], [y]) => (x < y ? -1 : 1))
                    .map(([key, one]) => [key, sorted(one)]),
                }
              : data;
        const text = (data: unknown) => JSON.stringify([Array.isArray(data), sorted(data)]);
        expect(isSame(a as Data, a as Data)).toBe(true);
        expect(isSame(a as Data, b as Data)).toBe(text(a) === text(b));
      }),
    );
  });
});
