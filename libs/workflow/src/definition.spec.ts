import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { InvalidDefinition, readDefinition, type Fault } from './index.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SAMPLES = ['four-stages', 'chi-doan-khu-dan-cu'];
const sample = (name: string) => JSON.parse(readFileSync(new URL(`../../../samples/${name}.json`, import.meta.url), 'utf8')) as Json;
const award = sample('chi-doan-khu-dan-cu');

/** All strings of a document, keys included. */
function strings(at: unknown): string[] {
  if (typeof at === 'string') return [at];
  if (typeof at !== 'object' || at === null) return [];
  return Object.entries(at).flatMap(([key, value]) => [key, ...strings(value)]);
}

/** A copy of the document with what stands at a path replaced; undefined takes it out. */
function put(at: Json, path: string, value: Json | undefined): Json {
  const copy = structuredClone(at);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((node, key) => (node as Record<string, Json>)[key] ?? null, copy) as Record<string, Json>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function faultsOf(input: unknown): Fault[] {
  try {
    readDefinition(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinition) return error.faults;
    throw error;
  }
}

describe.each(SAMPLES)('the sample %s', (name) => {
  it('is read without a fault', () => {
    expect(faultsOf(sample(name))).toEqual([]);
  });

  it('has only strings in Unicode NFC, before and after reading', () => {
    const all = [...strings(sample(name)), ...strings(readDefinition(sample(name)))];
    expect(all.filter((text) => text !== text.normalize('NFC'))).toEqual([]);
    expect(all.length).toBeGreaterThan(500);
  });
});

it('brings wording typed in another form to NFC', () => {
  const read = readDefinition(put(award, 'shortName.vi', ' Giải thưởng '.normalize('NFD')));
  expect(read.shortName.vi).toBe('Giải thưởng');
});

describe('a document changed at random', () => {
  const paths = (at: Json, prefix = ''): string[] =>
    typeof at === 'object' && at !== null
      ? Object.entries(at).flatMap(([key, value]) => [`${prefix}${key}`, ...paths(value, `${prefix}${key}.`)])
      : [];
  const valueAt = (at: Json, path: string) =>
    path.split('.').reduce<Json>((node, key) => (node as Record<string, Json> | null)?.[key] ?? null, at);

  it.each(SAMPLES)('is read, or refused with its faults in both languages (%s)', (name) => {
    const original = sample(name);
    // A code holds a dot only as a value, never as a key, so a path of keys may be joined with dots.
    const places = paths(original);
    const junk = fc.constantFrom<Json | undefined>(
      undefined,
      null,
      '',
      ' ',
      'ward-review',
      'TC1',
      0,
      -1,
      0.1,
      1e300,
      true,
      [],
      {},
      { at: '08:00', days: 1 },
    );
    const elsewhere = fc.constantFrom(...places).map((path) => valueAt(original, path));
    const change = fc.tuple(fc.constantFrom(...places), fc.oneof(junk, elsewhere, fc.jsonValue() as fc.Arbitrary<Json>));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = changes.reduce((document, [path, value]) => {
          const parent = path.includes('.') ? valueAt(document, path.slice(0, path.lastIndexOf('.'))) : document;
          return typeof parent === 'object' && parent !== null ? put(document, path, value) : document;
        }, original);
        for (const fault of faultsOf(changed)) {
          expect(fault).toEqual({
            place: expect.stringMatching(/./),
            message: { vi: expect.stringMatching(/./), en: expect.stringMatching(/./) },
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is refused when it is no document at all', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(faultsOf(input).length).toBeGreaterThan(0);
      }),
    );
  });
});
