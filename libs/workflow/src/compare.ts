/** Data as JSON has it; what is undefined is not there. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data | undefined };

/** One step down into a document: the key of an object, or an element of a list (by its code or position) or of a record (by its key). */
export interface Step {
  key: string;
  isElement: boolean;
}

/** One thing that is not as it was. `moved` and `recoded` concern elements of lists that carry codes. */
export interface Change {
  kind: 'changed' | 'added' | 'removed' | 'moved' | 'recoded';
  path: readonly Step[];
  before: Data | undefined;
  after: Data | undefined;
  /** Of an element that is added or moved: the code of the one it now follows; null at the head of its list. */
  follows?: string | null;
}

/** Which places are told as one, and which objects are collections whose keys are names. Places are patterns: `pipeline.stages.*.closes`. */
export interface Shape {
  whole: ReadonlySet<string>;
  records: ReadonlySet<string>;
}

export const patternOf = (path: readonly Step[]) => path.map(({ key, isElement }) => (isElement ? '*' : key)).join('.');
export const pathText = (path: readonly Step[]) => path.map(({ key }) => key).join('.');

/** Everything in which two documents differ; nothing exactly when they are equal. */
export function compare(before: Data | undefined, after: Data | undefined, shape: Shape, path: readonly Step[] = []): Change[] {
  if (isSame(before, after)) return [];
  if (before === undefined) return [{ kind: 'added', path, before, after }];
  if (after === undefined) return [{ kind: 'removed', path, before, after }];
  const pattern = patternOf(path);
  const below = (key: string, isElement: boolean, from: Data | undefined, to: Data | undefined) =>
    compare(from, to, shape, [...path, { key, isElement }]);
  if (shape.whole.has(pattern)) return [{ kind: 'changed', path, before, after }];
  if (isList(before) && isList(after)) {
    const [old, now] = [coded(before), coded(after)];
    if (old && now) return compareCoded(old, now, path, below);
    if ([...before, ...after].some((one) => typeof one === 'object'))
      return Array.from({ length: Math.max(before.length, after.length) }, (_, at) =>
        below(String(at), true, before[at], after[at]),
      ).flat();
  } else if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => below(key, shape.records.has(pattern), own(before, key), own(after, key)));
  }
  return [{ kind: 'changed', path, before, after }];
}

type Fields = { readonly [key: string]: Data | undefined };
const isList = (data: Data | undefined): data is readonly Data[] => Array.isArray(data);
const isObject = (data: Data | undefined): data is Fields => typeof data === 'object' && data !== null && !isList(data);
const own = (data: Fields, key: string) => (Object.hasOwn(data, key) ? data[key] : undefined);

/** The elements of a list by their codes; null where not every one has a code of its own. */
function coded(list: readonly Data[]): Map<string, Fields> | null {
  const found = new Map<string, Fields>();
  for (const one of list) {
    const code = isObject(one) ? own(one, 'code') : undefined;
    if (isObject(one) && typeof code === 'string') found.set(code, one);
  }
  return found.size === list.length ? found : null;
}

function compareCoded(
  old: Map<string, Fields>,
  now: Map<string, Fields>,
  path: readonly Step[],
  below: (key: string, isElement: boolean, from: Data | undefined, to: Data | undefined) => Change[],
): Change[] {
  const codes = [...now.keys()];
  const follows = (code: string) => codes[codes.indexOf(code) - 1] ?? null;
  const recoded = recodings(old, now);
  const former = new Set(recoded.values());
  const placed = (code: string) => [...path, { key: code, isElement: true }];
  const staying = inOrder([...old.keys()].filter((code) => now.has(code)).map((code) => codes.indexOf(code))).map((at) => codes[at]);
  const gone = [...old].filter(([code]) => !now.has(code) && !former.has(code));
  return [
    ...gone.map(([code, before]): Change => ({ kind: 'removed', path: placed(code), before, after: undefined })),
    ...[...now].flatMap(([code, after]): Change[] => {
      const before = old.get(code);
      if (before) {
        const moved = staying.includes(code) ? [] : [{ kind: 'moved' as const, path: placed(code), before, after, follows: follows(code) }];
        return [...moved, ...below(code, true, before, after)];
      }
      const was = recoded.get(code);
      if (was !== undefined) return [{ kind: 'recoded', path: placed(code), before: was, after: code }];
      return [{ kind: 'added', path: placed(code), before: undefined, after, follows: follows(code) }];
    }),
  ];
}

/** New code by old one, where an element is the same in everything but its code and stands in the same place. */
function recodings(old: Map<string, Fields>, now: Map<string, Fields>): Map<string, string> {
  const was = [...old];
  return new Map(
    [...now].flatMap(([code, after], index): [string, string][] => {
      const [oldCode, before] = was[index] ?? [];
      if (oldCode === undefined || old.has(code) || now.has(oldCode)) return [];
      return isSame({ ...before, code }, after) ? [[code, oldCode]] : [];
    }),
  );
}

/** The longest part of a list of different numbers that rises: what has kept its order. */
function inOrder(numbers: readonly number[]): number[] {
  const best: number[][] = [];
  for (const [index, number] of numbers.entries()) {
    const before = best.slice(0, index).filter((run) => (run.at(-1) ?? 0) < number);
    best.push([...before.reduce((longest, run) => (run.length > longest.length ? run : longest), []), number]);
  }
  return best.reduce((longest, run) => (run.length > longest.length ? run : longest), []);
}

/** Equal as JSON; the order of keys does not matter. */
export function isSame(a: Data | undefined, b: Data | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((one, index) => isSame(one, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSame(own(a, key), own(b, key)));
}
