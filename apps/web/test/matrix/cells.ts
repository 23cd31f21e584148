import { type Moment, MOMENTS } from './moments.js';
import type { Persona } from './personas.js';

/**
 * What somebody gets at each moment: `409; in: ward-review returned; 404: nomination`. First what it is mostly, then where it differs;
 * `scoring..published` is everything from one moment to another in the order of `MOMENTS`.
 */
export type Cell = string;

/** One route: a cell for each persona. `others` is for whoever is not named. */
export type Row = Partial<Record<Persona | 'others', Cell>>;

export function answersOf(cell: Cell): Record<Moment, string> {
  const [usual = '', ...exceptions] = cell.split(';').map((part) => part.trim());
  const answers = Object.fromEntries(MOMENTS.map((moment) => [moment, usual])) as Record<Moment, string>;
  for (const exception of exceptions) {
    const [answer = '', where = ''] = exception.split(':').map((part) => part.trim());
    for (const moment of where.split(/\s+/).flatMap(momentsIn)) answers[moment] = answer;
  }
  return answers;
}

function momentsIn(range: string): Moment[] {
  const [first = '', last = first] = range.split('..');
  const [from, to] = [first, last].map((name) => (MOMENTS as readonly string[]).indexOf(name)) as [number, number];
  if (from < 0 || to < from) throw new Error(`"${range}" is no moment: ${MOMENTS.join(', ')}`);
  return MOMENTS.slice(from, to + 1);
}

/** The shortest cell that says this. */
export function cellOf(answers: Partial<Record<Moment, string>>): Cell {
  const known = MOMENTS.filter((moment) => answers[moment] !== undefined);
  const groups = Map.groupBy(known, (moment) => answers[moment] ?? '');
  const [usual, ...others] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (!usual) return '';
  return [usual[0], ...others.map(([answer, moments]) => `${answer}: ${rangesOf(moments).join(' ')}`)].join('; ');
}

function rangesOf(moments: readonly Moment[]): string[] {
  const ranges: Moment[][] = [];
  for (const moment of moments) {
    const last = ranges.at(-1);
    const isNext = last && MOMENTS.indexOf(moment) === MOMENTS.indexOf(last.at(-1) as Moment) + 1;
    if (isNext) last.push(moment);
    else ranges.push([moment]);
  }
  return ranges.flatMap((range) => (range.length > 2 ? [`${range[0]}..${range.at(-1)}`] : range));
}

/**
 * Each route with what its own world gets there, and, where it is anything but 404, what people of another district get with the ids of this one.
 * Left out: nobody gets 401; a delegate what the ward's reviewer gets; a program with a token for reading what its person gets from the API, 403 for
 * changes there, and on pages what nobody gets.
 */
export type Expected = Record<string, { own: Row; foreign?: Row | 'own' }>;

/** What this persona is to get at each moment. */
export function expectedOf(
  route: string,
  { own, foreign }: Expected[string],
  persona: Persona,
  isForeign: boolean,
): Record<Moment, string> {
  const usual = cellFor(route, own, persona);
  if (!isForeign || foreign === 'own') return answersOf(usual);
  if (foreign) return answersOf(cellFor(route, foreign, persona));
  return answersOf(usual === '401' || usual === '403' ? usual : '404');
}

function cellFor(route: string, row: Row, persona: Persona): Cell {
  const own = row[persona];
  if (own !== undefined) return own;
  if (persona === 'nobody') return '401';
  if (persona === 'delegate') return cellFor(route, row, 'reviewer');
  if (persona === 'program') {
    const [method, path = ''] = route.split(' ');
    if (!path.startsWith('/api/v1/')) return cellFor(route, row, 'nobody');
    return method === 'GET' ? cellFor(route, row, 'reviewer') : '403';
  }
  if (row.others === undefined) throw new Error(`${route} says nothing of ${persona}, nor of others`);
  return row.others;
}
