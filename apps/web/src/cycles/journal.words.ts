import type { JournalType } from '#awards';
import { CODED, every, PLAIN, SAID } from './journal.office.js';
import { type Entry, Reader, type Telling, type Values } from './journal.reader.js';

/** A piece of a sentence: a key below `entry` in the catalogue, and what stands in it. */
type Piece = [key: string, values?: Values] | null;
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

const inPart = (it: Reader) => when('part.field', { field: it.field('field') });
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
  'nomination.answered': about('answered', inPart),
  'nomination.files-added': about('files-added', (it) => when('part.files', { count: it.count('files') }), inPart),
  'nomination.file-removed': about('file-removed', inPart),
  'nomination.file-captioned': about('file-captioned', inPart),
  'nomination.file-moved': about('file-moved', inPart),
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
