import type { JournalRow, JournalType } from '#awards';
import type { Definition, Language, Text } from '#workflow';
import { DEFAULT_ZONE, formatDate, formatDateTime, formatNumber, spanUntil } from '../http/format.js';
import { labelsOf } from '../nominations/nomination.model.js';
import { CODED, every, PLAIN, SAID } from './journal.office.js';

type Values = Record<string, string | number>;
/** A piece of a sentence: a key below `entry` in the catalogue, and what stands in it. */
type Piece = [key: string, values?: Values] | null;
type Entry = Pick<JournalRow, 'type' | 'subject' | 'data' | 'member'>;

/** Says a sentence of the catalogue. */
export type Say = (key: string, values: Values) => string;

export interface Telling {
  /** That of the cycle the entry belongs to; null outside any cycle. */
  definition: Definition | null;
  language: Language;
  say: Say;
  /** Scores and votes are told once the result is public. */
  isPublished: boolean;
}

/** What an entry says, read out of its data. What an older entry does not have is not said. */
class Reader {
  constructor(
    private readonly entry: Entry,
    private readonly telling: Telling,
  ) {}

  text(key: string): string | null {
    const value = this.entry.data[key];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  number(key: string): number | null {
    const value = this.entry.data[key];
    return typeof value === 'number' ? value : null;
  }

  /** How many stand in a list; a number is its own count. */
  count(key: string): number | null {
    const value = this.entry.data[key];
    return Array.isArray(value) ? value.length : this.number(key);
  }

  size(key: string): number | null {
    const value = this.entry.data[key];
    return typeof value === 'object' && value !== null ? Object.keys(value).length : null;
  }

  is(key: string): boolean {
    return this.entry.data[key] === true;
  }

  get nomination(): string {
    return this.entry.subject ?? '–';
  }

  get member(): string | null {
    return this.entry.member;
  }

  get isPublished(): boolean {
    return this.telling.isPublished;
  }

  /** The name of a stage in the award's own words. */
  get stage(): string | null {
    const code = this.text('stage');
    const found = this.telling.definition?.pipeline.stages.find((stage) => stage.code === code);
    return found ? this.inLanguage(found.name) : code;
  }

  moment(key: string): string | null {
    return formatDateTime(this.text(key), this.telling.definition?.timeZone ?? DEFAULT_ZONE) || null;
  }

  day(key: string): string | null {
    return formatDate(this.text(key), this.telling.definition?.timeZone ?? DEFAULT_ZONE) || null;
  }

  /** The name of a field or an item of the dossier. */
  field(key: string): string | null {
    const code = this.text(key);
    const { definition } = this.telling;
    const label = code === null || definition === null ? undefined : labelsOf(definition).get(code);
    return label ? this.inLanguage(label) : code;
  }

  points(key: string): string | null {
    const value = this.number(key);
    return value === null ? null : formatNumber(value, this.telling.language, 2);
  }

  /** `2 ngày 3 giờ` */
  span(key: string): string | null {
    const span = spanUntil(this.number(key), new Date(0));
    if (!span) return null;
    const { days, hours, minutes } = span;
    const units: [string, number][] = [
      ['days', days],
      ['hours', hours],
      ['minutes', minutes],
    ];
    const said = units.filter(([, count]) => count > 0).map(([unit, count]) => this.telling.say(`until.${unit}`, { count }));
    return said.join(' ');
  }

  private inLanguage = (text: Text) => text[this.telling.language];
}

/** The piece when all that stands in it is known. */
function when(key: string, values: Record<string, string | number | null>): Piece {
  const known = Object.entries(values).filter((pair): pair is [string, string | number] => pair[1] !== null);
  return known.length === Object.keys(values).length ? [key, Object.fromEntries(known)] : null;
}

/** The first piece that can be said. */
const first = (...pieces: Piece[]): Piece => pieces.find((piece) => piece !== null) ?? null;

const stageAct = (name: string) => (it: Reader) => [first(when(`cycle.${name}`, { stage: it.stage }), [`cycle.${name}-some`])];
const about =
  (name: string, ...more: ((it: Reader) => Piece)[]) =>
  (it: Reader) => [[`nomination.${name}`, { nomination: it.nomination }] as Piece, ...more.map((piece) => piece(it))];

const deadline = (it: Reader) => when('part.closes', { closes: it.moment('closes') });
const onBehalfOf = (it: Reader) => when('part.onBehalfOf', { unit: it.text('onBehalfOf') });
const revision = (it: Reader) => when('part.revision', { revision: it.number('revision') });
const nominations = (it: Reader) => when('part.nominations', { count: it.count('nominations') });
const score = (it: Reader) => (it.isPublished ? when('part.score', { score: it.points('score') }) : null);
const votes = (it: Reader) => (it.isPublished ? when('part.votes', { count: it.number('votes') }) : null);
const undecided = (it: Reader): Piece => (it.text('undecided') ? ['part.undecided'] : null);
const decision = (it: Reader) => when('part.decision', { decision: it.text('decision') });
const place = (it: Reader) => when('part.place', { place: it.number('place') });
const version = (it: Reader) => when('part.version', { version: it.number('version') });

const several = (it: Reader) => ({ count: it.count('units') ?? 0 });
const withCode = (type: string) => (it: Reader) => [first(when(type, { code: it.text('code') }), [`${type}-some`])];

/** What each type of entry says after who did it: a sentence, and what more is known. */
const TELL: Record<JournalType, (it: Reader) => Piece[]> = {
  'unit.added': (it) => [first(when('unit.added', { code: it.text('code') }), ['unit.added-some'])],
  'person.added': (it) => [first(when('person.added', { unit: it.text('unit') }), ['person.added-some'])],
  ...every(CODED, withCode),
  ...every(PLAIN, (type) => () => [[type]]),
  'definition.published': (it) => [
    first(when('definition.published', { code: it.text('code'), version: it.number('version') }), ['definition.published-some']),
  ],
  'cycle.prepared': (it) => [
    ['cycle.prepared'],
    when('part.definition', { definition: it.text('definition') }),
    when('part.ceremony', { ceremony: it.day('ceremony') }),
  ],
  'cycle.launched': () => [['cycle.launched']],
  'cycle.stage-opened': (it) => [...stageAct('stage-opened')(it), deadline(it), nominations(it)],
  'cycle.stage-closed': stageAct('stage-closed'),
  'cycle.reminded': (it) => [...stageAct('reminded')(it), when('part.units', { count: it.size('units') })],
  'cycle.stage-extended': (it) => [
    first(
      when('cycle.stage-extended', { stage: it.stage, from: it.moment('from'), until: it.moment('until') }),
      when('cycle.stage-extended-first', { stage: it.stage, until: it.moment('until') }),
      ['cycle.stage-extended-some'],
    ),
  ],
  'cycle.unit-extended': (it) => {
    const known = { stage: it.stage, unit: it.text('unitName'), code: it.text('unit'), until: it.moment('until') };
    return [
      first(when('cycle.unit-extended', { ...known, from: it.moment('from') }), when('cycle.unit-extended-first', known), [
        'cycle.unit-extended-some',
      ]),
    ];
  },
  'cycle.unit-merged': (it) => [first(when('cycle.unit-merged', { into: it.text('into') }), ['cycle.unit-merged-some'])],
  'cycle.suspended': stageAct('suspended'),
  'cycle.resumed': (it) => [first(when('cycle.resumed', { span: it.span('milliseconds') }), ['cycle.resumed-some']), deadline(it)],
  'cycle.cancelled': (it) => [...stageAct('cancelled')(it), when('part.lapsed', { count: it.count('nominations') })],
  'cycle.finalised': (it) => [
    first(when('cycle.finalised', { count: it.count('winners') }), ['cycle.finalised-some']),
    it.is('differs') ? ['part.differs'] : null,
  ],
  'cycle.reopened': () => [['cycle.reopened']],
  'cycle.published': (it) => [
    first(when('cycle.published', { decision: it.text('decision'), signedOn: it.day('signedOn') }), ['cycle.published-some']),
    when('part.winners', { count: it.count('winners') }),
  ],
  'cycle.corrected': (it) => [
    first(when('cycle.corrected', { version: it.number('version'), decision: it.text('decision'), signedOn: it.day('signedOn') }), [
      'cycle.corrected-some',
    ]),
    when('part.winners', { count: it.count('winners') }),
    when('part.gone', { count: it.count('withdrawn') || null }),
  ],
  'cycle.letter-resent': (it) => [first(when('cycle.letter-resent', { letter: it.text('letter') }), ['cycle.letter-resent-some'])],
  'cycle.letter-confirmed': (it) => [first(when('cycle.letter-confirmed', { letter: it.text('letter') }), ['cycle.letter-confirmed-some'])],
  'cycle.job-retried': () => [['cycle.job-retried']],
  'cycle.data-forgotten': () => [['cycle.data-forgotten']],
  'ballot.cast': () => [['ballot.cast']],
  ...every(SAID, (type) => about(type.slice('nomination.'.length))),
  'nomination.ranked': about('ranked', (it) => when('part.rank', { rank: it.number('rank') })),
  'nomination.commented': about('commented', (it) => when('part.field', { field: it.field('part') })),
  'petition.drafted': () => [['petition.drafted']],
  'petition.forwarded': (it) => [first(when('petition.forwarded', { petition: it.text('petition') }), ['petition.forwarded-some'])],
  'branch.reminded': (it) => [first(when('branch.reminded', { code: it.text('code') }), ['branch.reminded-some', several(it)])],
  'nomination.started': about('started', onBehalfOf),
  'nomination.saved': about('saved', revision, onBehalfOf),
  'nomination.confirmed': about('confirmed', revision),
  'nomination.answered': about('answered', (it) => when('part.field', { field: it.field('field') })),
  'nomination.submitted': about('submitted', revision, onBehalfOf),
  'nomination.resubmitted': about('resubmitted', revision, onBehalfOf),
  'nomination.supplement-lapsed': about('supplement-lapsed'),
  'nomination.withdrawn': about('withdrawn'),
  'nomination.returned': about(
    'returned',
    (it) => when('part.round', { round: it.number('round') }),
    (it) => when('part.points', { count: it.count('points') }),
    (it) => when('part.due', { due: it.moment('due') }),
  ),
  'nomination.endorsed': about('endorsed', (it) => when('part.rank', { rank: it.number('rank') })),
  'nomination.declined': about('declined', undecided),
  'nomination.forwarded': (it) => {
    const { nomination } = it;
    return [
      first(when('nomination.forwarded', { nomination, petition: it.text('petition'), signedOn: it.day('signedOn') }), [
        'nomination.forwarded-by-close',
        { nomination },
      ]),
      when('part.rank', { rank: it.number('rank') }),
    ];
  },
  'nomination.lapsed': (it) => about(it.text('because') === 'cancelled' ? 'lapsed-cancelled' : 'lapsed')(it),
  'nomination.recused': (it) => {
    const { nomination, member } = it;
    if (it.text('because') !== 'tie') return [['nomination.recused', { nomination }]];
    return [first(when('nomination.recused-tie', { nomination, member }), ['nomination.recused-tie-some', { nomination }])];
  },
  'objection.answered': (it) => [['objection.answered', { nomination: it.nomination }]],
  'nomination.advanced': about('advanced', undecided, score, votes),
  'nomination.eliminated': about('eliminated', score, votes),
  'nomination.awarded': about('awarded', place, decision, version),
  'nomination.not-awarded': about('not-awarded', decision, version),
  'nomination.reissued': about('reissued', place, decision, version),
  'sheet.saved': (it) => [['sheet.saved', { nomination: it.nomination }]],
  'sheet.submitted': (it) => [['sheet.submitted', { nomination: it.nomination }]],
};

const isTold = (type: string): type is JournalType => type in TELL;

/** One sentence for an entry, to stand behind the name of who did it. */
export function sentenceOf(entry: Entry, telling: Telling): string {
  const it = new Reader(entry, telling);
  // A type that this version does not know was written by a later one.
  if (!isTold(entry.type)) return entry.type;
  const pieces = TELL[entry.type](it).filter((piece): piece is NonNullable<Piece> => piece !== null);
  const sentence = pieces.map(([key, values = {}]) => telling.say(`entry.${key}`, values)).join(', ');
  const reason = it.text('reason');
  return reason === null ? `${sentence}.` : `${sentence}. ${telling.say('entry.reason', { reason: reason.replace(/[.\s]+$/, '') })}.`;
}
