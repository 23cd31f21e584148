import { readFileSync } from 'node:fs';
import { InvalidDefinition, readDefinition, timetable, type Definition, type Fault } from './index.js';

type Json = Record<string, unknown>;
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../samples/${name}.json`, import.meta.url), 'utf8')) as Json;

/** The sample award with other keys in some of its stages, by code; a key set to undefined goes. */
function withStages(changes: Record<string, Json>, more: Json = {}): unknown {
  const document = { ...structuredClone(read('chi-doan-khu-dan-cu')), ...more } as Json & { pipeline: { stages: Json[] } };
  for (const stage of document.pipeline.stages) Object.assign(stage, changes[stage['code'] as string]);
  return JSON.parse(JSON.stringify(document));
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

const wallsOf = ({ pipeline, ceremony, holidays }: Definition) => {
  const { stages } = timetable(pipeline.stages, ceremony.on, holidays);
  return Object.fromEntries(
    pipeline.stages.map(({ code }, index) => [
      code,
      Object.values(stages[index] ?? {}).map((wall) => (wall ? `${wall.date} ${wall.time}` : null)),
    ]),
  );
};

describe('the timetable', () => {
  it('of the sample is counted in days from the ceremony; a stage without an opening opens at the close before it', () => {
    expect(wallsOf(readDefinition(read('chi-doan-khu-dan-cu')))).toEqual({
      nomination: ['2024-01-08 08:00', '2024-02-04 23:59', null],
      'ward-review': ['2024-02-04 23:59', '2024-02-23 17:00', '2024-02-20 17:00'],
      eligibility: ['2024-02-23 17:00', '2024-03-01 17:00', null],
      scoring: ['2024-03-01 17:00', '2024-03-10 23:59', null],
      notice: ['2024-03-11 08:00', '2024-03-15 17:00', null],
      ballot: ['2024-03-15 17:00', '2024-03-18 17:00', null],
      announcement: ['2024-03-18 17:00', null, null],
    });
  });

  it('counts from stages before, in days and in working days, and Tết does not count', () => {
    const changed = withStages({
      'ward-review': {
        closes: { workingDays: 8, from: 'nomination.closes', at: '17:00' },
        returnsUntil: { workingDays: -3, from: 'ward-review.closes', at: '17:00' },
      },
      eligibility: { closes: { days: 7, from: 'eligibility.opens', at: '17:00' } },
      notice: {
        opens: { workingDays: 0, from: 'scoring.closes', at: '08:00' },
        closes: { workingDays: 4, from: 'notice.opens', at: '17:00' },
      },
      ballot: { closes: { workingDays: -6, from: 'ceremony', at: '17:00' } },
    });
    expect(wallsOf(readDefinition(changed))).toMatchObject({
      // From Sunday 4/2: Monday to Wednesday, Tết, then Thursday 15/2, 16, 19, 20 and 21.
      'ward-review': ['2024-02-04 23:59', '2024-02-21 17:00', '2024-02-16 17:00'],
      eligibility: ['2024-02-21 17:00', '2024-02-28 17:00', null],
      // Scoring closes on a Sunday; the notice opens on the working day after it.
      notice: ['2024-03-11 08:00', '2024-03-15 17:00', null],
      ballot: ['2024-03-15 17:00', '2024-03-18 17:00', null],
    });
  });
});

const place = (index: number, key: string) => `pipeline.stages[${index}].${key}`;
const faulty: [what: string, document: unknown, place: string, vi: string, en: string][] = [
  [
    'an anchor that is no stage',
    withStages({ eligibility: { closes: { days: 7, from: 'ward.closes', at: '17:00' } } }),
    place(2, 'closes'),
    'mốc tính “ward.closes”: không có bước “ward”.',
    'it counts from “ward.closes”, but there is no stage “ward”.',
  ],
  [
    'an anchor in a later stage',
    withStages({ eligibility: { closes: { workingDays: -7, from: 'scoring.closes', at: '17:00' } } }),
    place(2, 'closes'),
    'mốc tính “scoring.closes” không đứng trước thời điểm này; chỉ tính được từ ngày trao giải hoặc từ một bước đứng trước.',
    'it counts from “scoring.closes”, which does not come before it; count from the ceremony or from an earlier stage.',
  ],
  [
    'a close that counts from itself',
    withStages({ eligibility: { closes: { days: 7, from: 'eligibility.closes', at: '17:00' } } }),
    place(2, 'closes'),
    'mốc tính “eligibility.closes” không đứng trước thời điểm này; chỉ tính được từ ngày trao giải hoặc từ một bước đứng trước.',
    'it counts from “eligibility.closes”, which does not come before it; count from the ceremony or from an earlier stage.',
  ],
  [
    'two moments of one stage that wait for each other, told once',
    withStages({
      eligibility: {
        opens: { days: 1, from: 'eligibility.closes', at: '08:00' },
        closes: { days: 7, from: 'eligibility.opens', at: '17:00' },
      },
    }),
    place(2, 'opens'),
    'mốc tính “eligibility.closes” không đứng trước thời điểm này; chỉ tính được từ ngày trao giải hoặc từ một bước đứng trước.',
    'it counts from “eligibility.closes”, which does not come before it; count from the ceremony or from an earlier stage.',
  ],
  [
    'an anchor in a stage that never closes by itself',
    withStages({ nomination: { closes: undefined }, 'ward-review': { closes: { days: 7, from: 'nomination.closes', at: '17:00' } } }),
    place(1, 'closes'),
    'mốc tính “nomination.closes”: bước “nomination” không có thời điểm đóng.',
    'it counts from “nomination.closes”, but the stage “nomination” has no close.',
  ],
  [
    'an anchor in a stage without an opening',
    withStages({ nomination: { opens: undefined, closes: { days: 7, from: 'nomination.opens', at: '17:00' } } }),
    place(0, 'closes'),
    'mốc tính “nomination.opens”: bước “nomination” không có thời điểm mở.',
    'it counts from “nomination.opens”, but the stage “nomination” has no opening.',
  ],
  [
    'a moment beyond the calendar',
    withStages({
      ballot: { closes: { on: '9999-12-30', at: '17:00' } },
      announcement: { closes: { days: 2, from: 'ballot.closes', at: '08:00' } },
    }),
    place(6, 'closes'),
    'thời điểm nằm ngoài các năm 1000–9999.',
    'it lies outside the years 1000 to 9999.',
  ],
  [
    'holidays out of order',
    withStages({}, { holidays: ['2024-02-08', '2024-02-14', '2024-02-09'] }),
    'holidays[2]',
    'ngày nghỉ 2024-02-09 không sau ngày 2024-02-14 đứng trước; hãy ghi theo thứ tự, mỗi ngày một lần.',
    '2024-02-09 is not after 2024-02-14 before it; list each holiday once, in order.',
  ],
  [
    'a holiday twice',
    withStages({}, { holidays: ['2024-02-08', '2024-02-08'] }),
    'holidays[1]',
    'ngày nghỉ 2024-02-08 không sau ngày 2024-02-08 đứng trước; hãy ghi theo thứ tự, mỗi ngày một lần.',
    '2024-02-08 is not after 2024-02-08 before it; list each holiday once, in order.',
  ],
  [
    'a deadline in working days before the one it follows',
    withStages({ eligibility: { closes: { workingDays: -1, from: 'ward-review.closes', at: '17:00' } } }),
    place(2, 'closes'),
    'hạn 17:00, 1 ngày làm việc trước ngày bước “ward-review” đóng không sau hạn 17:00, 32 ngày trước ngày trao giải của bước “ward-review” đứng trước.',
    'the deadline 17:00, 1 working day before the close of “ward-review” is not after 17:00, 32 days before the ceremony, the deadline of the stage “ward-review” before it.',
  ],
  [
    'a notice shorter than its promise because of a holiday',
    withStages({}, { holidays: ['2024-03-12'] }),
    place(4, 'workingDays'),
    'hứa công khai 5 ngày làm việc nhưng từ lúc mở đến lúc đóng (08:00 2024-03-11 – 17:00 2024-03-15) chỉ có 4.',
    'it promises 5 working days but is open for 4 only (08:00 2024-03-11 – 17:00 2024-03-15).',
  ],
];

it.each(faulty)('a definition with %s has one fault that says where', (_, document, where, vi, en) => {
  const [fault, ...others] = faultsOf(document);
  expect([{ ...fault, place: fault?.place.replace(/\[(\d+) [a-z-]+\]/, '[$1]') }, others]).toEqual([
    { place: where, message: { vi, en } },
    [],
  ]);
});
