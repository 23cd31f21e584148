import { deskOn, hire, playSeason, readSample, rosterOf, SETUP, staffOf } from '#awards';
import { openStore } from '#store';
import { anAwardInReview, testDatabase, type TestDatabase } from '#testing';
import type { Definition } from '#workflow';
import { type Differences, differences, isSameSeason } from '../src/rehearse/differences.js';
import { playGenerated } from '../src/rehearse/generated.js';
import { type CycleRecord, readRecord } from '../src/rehearse/record.js';
import { replay } from '../src/rehearse/replay.js';
import { generatedText, textOf } from '../src/rehearse/report.js';
import { byHand } from './by-hand.js';
import { runOn } from './run.js';

const { definition, units } = readSample();
const SIZE = { branches: 8, wards: 2 };

let real: TestDatabase;
let record: CycleRecord;
beforeAll(async () => {
  real = await testDatabase();
  record = await onStore(real.url, async ({ em }) => {
    const desk = deskOn(em);
    await desk.definitions.publish(SETUP, definition);
    const roster = rosterOf(definition, units, SIZE);
    await hire(desk, roster);
    const settle = async () => {
      while ((await desk.timers.run()) > 0);
    };
    await playSeason(desk, definition, await staffOf(desk, definition), roster, {
      seed: 5,
      slug: 'last-year',
      ceremony: definition.ceremony.on,
      settle,
    });
    return readRecord(em, 'last-year', 'vi');
  });
});
afterAll(() => real.drop());

type Store = Awaited<ReturnType<typeof openStore>>;

async function onStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A database of its own for one rehearsal. */
async function onScratch<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const database = await testDatabase();
  try {
    return await onStore(database.url, work);
  } finally {
    await database.drop();
  }
}

const rehearsed = (changed: Definition): Promise<Differences> =>
  onScratch(async ({ em }) => differences(record, await replay(em, changed, record), `${changed.code}@${changed.version}`));

/** The sample with other rules in one stage. */
const withStage = (code: string, rules: object): Definition => ({
  ...definition,
  version: 2,
  pipeline: { stages: definition.pipeline.stages.map((stage) => (stage.code === code ? { ...stage, ...rules } : stage)) },
});

/** How many rows every table has, and what the newest of the journal is: it only grows. */
const everything = ({ em }: Store) =>
  em.fork().execute(
    `select (select max(id) from journal) as newest, table_name, (xpath('/row/c/text()', query_to_xml('select count(*) as c from ' || quote_ident(table_name), false, true, '')))[1]::text as rows
       from information_schema.tables where table_schema = 'public' order by 1`,
  );

it('the same definition leads to the same season: nothing differs', async () => {
  const found = await rehearsed(definition);
  expect(found).toEqual({
    against: 'last-year',
    before: 'CDKDC-2023@1',
    now: 'CDKDC-2023@1',
    acts: 127,
    refused: [],
    refusals: [],
    adapted: [],
    ends: [],
    closings: [],
    winners: { lost: [], won: [] },
    standing: 'published',
  });
  expect(textOf(found, 'en')).toBe('Rehearsed CDKDC-2023@1 on the cycle “last-year” (CDKDC-2023@1): 127 recorded acts.\nNothing differs.');
});

it('a smaller quota refuses the second of each ward: who, what, when and by which rule, and what became of it', async () => {
  const found = await rehearsed(withStage('ward-review', { quota: { perUnit: 1 } }));
  expect(found.refused.filter(({ rule }) => rule === 'quotaLeft')).toEqual([
    {
      at: expect.stringMatching(/^2024-02-17T12:00:00/) as string,
      type: 'nomination.endorsed',
      who: 'Ban Thường vụ Đoàn phường An Khê',
      subject: 'CD-AK-01',
      rule: 'quotaLeft',
      message: { vi: 'Đơn vị đã dùng hết chỉ tiêu đề nghị.', en: 'The quota of this unit is used up.' },
    },
    expect.objectContaining({ who: 'Ban Thường vụ Đoàn phường Chính Gián', subject: 'CD-CG-02' }),
  ]);
  // What others did with the two afterwards can no longer be done.
  expect(new Set(found.refused.map(({ subject }) => subject))).toEqual(new Set(['CD-AK-01', 'CD-CG-02']));
  expect({ ...found, refused: [] }).toEqual({
    against: 'last-year',
    before: 'CDKDC-2023@1',
    now: 'CDKDC-2023@2',
    acts: 127,
    refused: [],
    refusals: [
      { type: 'nomination.endorsed', rule: 'quotaLeft', count: 2 },
      { type: 'nomination.endorsed', rule: 'wrongStatus', count: 2 },
      { type: 'sheet.submitted', rule: 'notFound', count: 14 },
      { type: 'sheet.submitted', rule: 'wrongStatus', count: 2 },
      { type: 'nomination.objected', rule: 'notFound', count: 1 },
      { type: 'objection.answered', rule: 'notFound', count: 1 },
    ],
    adapted: [],
    ends: [
      { code: 'CD-AK-01', before: 'notAwarded', now: 'declined' },
      { code: 'CD-CG-02', before: 'notAwarded', now: 'declined' },
    ],
    closings: [],
    winners: { lost: [], won: [] },
    standing: 'published',
  });
});

it('fewer winners: the list that was settled on does not fit, the ranking’s own is taken, and who loses is named', async () => {
  const found = await rehearsed(withStage('announcement', { winnersMax: 1 }));
  expect(found.refusals).toEqual([{ type: 'cycle.finalised', rule: 'invalid', count: 1 }]);
  expect(found.adapted.map(({ message }) => message.en)).toEqual(['the list that was settled on does not fit: the ranking’s own is taken']);
  expect(found.winners.won).toEqual([]);
  expect(found.ends).toEqual(found.winners.lost.map((code) => ({ code, before: 'awarded', now: 'notAwarded' })));
  expect(found.winners.lost).toHaveLength(1);
});

it('an earlier deadline shows another closing time and whose acts came too late', async () => {
  const found = await rehearsed(withStage('scoring', { closes: { days: -17, at: '12:00' } }));
  expect(found.closings).toEqual([
    {
      stage: 'scoring',
      before: expect.stringMatching(/^2024-03-10T16:59/) as string,
      now: expect.stringMatching(/^2024-03-09T05:00/) as string,
    },
  ]);
  expect(found.refusals).toEqual([{ type: 'sheet.submitted', rule: 'wrongStatus', count: 6 }]);
  expect(textOf(found, 'vi')).toContain('scoring: 2024-03-10 16:59 UTC → 2024-03-09 05:00 UTC');
});

it('stages, fields and seats that are gone or new are told, and nothing crashes', async () => {
  const [first, ...sections] = definition.form;
  const changed: Definition = {
    ...withStage('ward-review', { code: 'phuong', maxReturns: 0, returnsUntil: undefined }),
    form: [{ ...first, code: 'branch', title: first?.title ?? { vi: '-', en: '-' }, fields: first?.fields.slice(1) ?? [] }, ...sections],
    council: {
      seats: [...(definition.council?.seats ?? []), { code: 'X', title: { vi: 'Ủy viên mới', en: 'New member' }, role: 'scorer' }],
    },
  };
  const found = await rehearsed(changed);
  expect(found.adapted[0]).toEqual({
    message: {
      vi: 'ghế “X” chưa có người trong đợt cũ: một người thế, không làm gì',
      en: 'nobody held the seat “X”: a stand-in who does nothing',
    },
  });
  expect(found.adapted[1]).toMatchObject({
    type: 'nomination.saved',
    message: { vi: 'bỏ mục không còn trong phiếu: founded', en: 'left out fields the form no longer has: founded' },
  });
  expect(found.refused[0]).toMatchObject({
    type: 'nomination.returned',
    rule: 'wrongStatus',
    message: { vi: 'Đang ở “submitted”, không có việc RETURN.', en: 'It stands at “submitted”, where there is no RETURN.' },
  });
  expect(found.closings.map(({ stage }) => stage)).toEqual(['ward-review', 'phuong']);
  expect(found.standing).toBe('published');
});

it('a cycle that is still running is rehearsed as far as it has come, with what people did by hand', async () => {
  const award = await anAwardInReview({ branches: 3, wards: 1 });
  try {
    await byHand(award);
    const running = await readRecord(award.store.em, 'award', 'vi');
    const found = await onScratch(async ({ em }) => differences(running, await replay(em, definition, running), 'same'));
    expect([found, isSameSeason(found)]).toEqual([expect.objectContaining({ refused: [], ends: [], closings: [] }), true]);
    expect(found).toMatchObject({ acts: 30, standing: 'scoring/open' });
  } finally {
    await award.close();
  }
});

it('a generated season tells its ends, and who was refused', async () => {
  const found = await onScratch(({ em }) =>
    playGenerated(em, withStage('ward-review', { maxReturns: 0, returnsUntil: undefined }), { ...SIZE, seed: 5 }, 'vi'),
  );
  expect(found).toEqual({
    definition: 'CDKDC-2023@2',
    seed: 5,
    ends: { awarded: 2, declined: 3, notAwarded: 2, withdrawn: 1 },
    refusals: ['RETURN', 'SAVE'].map((event) => ({
      event,
      rule: 'wrongStatus',
      count: 4,
      message: { vi: `Đang ở “submitted”, không có việc ${event}.`, en: `It stands at “submitted”, where there is no ${event}.` },
    })),
    unended: [],
    standing: 'published',
  });
  expect(generatedText(found, 'vi')).toContain('Bị từ chối:\n  4 × RETURN (wrongStatus): Đang ở “submitted”, không có việc RETURN.');
});

it('as a command only reads the real database', async () => {
  const before = await onStore(real.url, everything);
  const { code, stdout, stderr } = await runOn(real.url, 'rehearse', 'CDKDC-2023@1', '--cycle', 'last-year', '--language', 'en');
  expect([code, stdout, stderr]).toEqual([
    0,
    'Rehearsed CDKDC-2023@1 on the cycle “last-year” (CDKDC-2023@1): 127 recorded acts.\nNothing differs.\n',
    '',
  ]);
  expect(await onStore(real.url, everything)).toEqual(before);
});

it.each([
  [['CDKDC-2023@1'], 'Hãy chọn hoặc --cycle <địa chỉ>, hoặc --generated.\n'],
  [['CDKDC-2023@1', '--cycle', 'no-such'], 'Không có đợt xét tặng “no-such”.\n'],
])('says what is wrong with %j and exits with 1', async (args, sentence) => {
  expect(await runOn(real.url, 'rehearse', ...args)).toEqual({ code: 1, stdout: '', stderr: sentence });
});
