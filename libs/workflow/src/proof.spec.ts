import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { buildNominationMachine, InvalidDefinition, readDefinition, unproven, type Fault, type NominationWorkflow } from './index.js';
import { buildMachine, needs, workflow } from './machine.js';
import { nominationRules } from './rules.js';

type Json = Record<string, unknown>;
type Document = Json & { pipeline: { stages: Json[] }; form: { fields: Json[] }[]; eligibility: Json[] };
const sample = JSON.parse(readFileSync(new URL('../../../samples/chi-doan-khu-dan-cu.json', import.meta.url), 'utf8')) as Document;

function faultsOf(input: unknown): Fault[] {
  try {
    readDefinition(input);
    return [];
  } catch (error) {
    if (error instanceof InvalidDefinition) return error.faults;
    throw error;
  }
}

function changed(change: (document: Document, stage: (code: string) => Json) => void): Document {
  const document = structuredClone(sample);
  change(document, (code) => document.pipeline.stages.find((stage) => stage['code'] === code) ?? {});
  return document;
}

const broken: [what: string, document: Document, place: string, vi: string, en: string][] = [
  [
    'a review that reviewers could leave open for ever',
    changed((_, stage) => delete stage('ward-review')['closes']),
    'pipeline.stages[1 ward-review].closes',
    'prepared → nomination/open → ward-review/open → …: không có đường đến kết thúc; không lúc nào có ai làm được CLOSE. Còn hồ sơ chưa được quyết định và bước này chưa đến hạn.',
    'prepared → nomination/open → ward-review/open → …: no way to an end; nobody can CLOSE at any time. Some nominations are undecided and the stage is not due yet.',
  ],
  [
    'a notice that is never over',
    changed((_, stage) => delete stage('notice')['closes']),
    'pipeline.stages[4 notice].closes',
    'prepared → nomination/open → ward-review/open → eligibility/open → scoring/open → notice/open → …: không có đường đến kết thúc; không lúc nào có ai làm được CLOSE. Thời gian lấy ý kiến công khai chưa hết.',
    'prepared → nomination/open → ward-review/open → eligibility/open → scoring/open → notice/open → …: no way to an end; nobody can CLOSE at any time. The time for public comment is not over yet.',
  ],
  [
    'a last return before the stage opens',
    changed((_, stage) => Object.assign(stage('ward-review'), { returnsUntil: { days: -52, at: '17:00' } })),
    'pipeline.stages[1 ward-review].returnsUntil',
    'nomination/draft → ward-review/submitted → …: không lúc nào có ai làm được RETURN. Đã quá hạn trả lại để bổ sung; hãy đề nghị hoặc không đề nghị.',
    'nomination/draft → ward-review/submitted → …: nobody can RETURN at any time. It is too late to return it; please endorse or decline.',
  ],
  [
    'a self-score that nobody can reach',
    changed((document) => {
      const rule = { type: 'selfScoreFrom', points: 101 };
      document.eligibility = [{ code: 'DK5', text: { vi: 'Điểm tự chấm', en: 'Self-score' }, check: 'auto', rule }];
    }),
    'eligibility',
    'nomination/draft → …: không lúc nào có ai làm được SUBMIT. Tổng điểm tự chấm chưa đạt mức tối thiểu của giải thưởng.',
    'nomination/draft → …: nobody can SUBMIT at any time. The self-score is below the minimum of the award.',
  ],
  [
    'a required choice between nothing',
    changed(({ form }) => Object.assign(form[0]?.fields[0] ?? {}, { type: 'choice', required: true })),
    'form',
    'nomination/draft → …: không lúc nào có ai làm được SUBMIT. Hồ sơ còn thiếu mục bắt buộc.',
    'nomination/draft → …: nobody can SUBMIT at any time. Required parts of the dossier are still missing.',
  ],
];
describe('a consistent definition with', () => {
  it.each(broken)('%s is refused with the way it could not complete', (_, document, place, vi, en) => {
    expect(faultsOf(document)).toEqual([{ place, message: { vi, en } }]);
  });

  it('several of them is refused with all', () => {
    const document = changed((_, stage) => {
      Object.assign(stage('ward-review'), { returnsUntil: { days: -52, at: '17:00' } });
      delete stage('notice')['closes'];
    });
    expect(faultsOf(document).map(({ place }) => place)).toEqual([
      'pipeline.stages[1 ward-review].returnsUntil',
      'pipeline.stages[4 notice].closes',
    ]);
  });

  it('no returns at all is accepted: nothing stands as returned and nobody is offered to return', () => {
    const { pipeline } = readDefinition(
      changed((_, stage) => Object.assign(stage('ward-review'), { maxReturns: 0, returnsUntil: undefined })),
    );
    const machine = buildNominationMachine(pipeline);
    const { standings } = machine;
    expect(standings.filter(({ stage }) => stage === 'ward-review').map(({ status }) => status)).toEqual(['submitted', 'endorsed']);
    expect(
      new Set(
        machine
          .edges()
          .filter(({ from }) => from.stage === 'ward-review')
          .map(({ type }) => type),
      ),
    ).not.toContain('RETURN');
    expect(standings).toContainEqual({ status: 'returned', stage: 'eligibility' });
  });
});

describe('of a machine that was built wrong', () => {
  const definition = readDefinition(sample);
  const built = (submitted: Json): NominationWorkflow => {
    const guard = needs('nomination', 'nominatorOfUnit');
    const states = {
      nomination: { initial: 'draft', states: { draft: { on: { SUBMIT: { target: '#nomination.ward-review', guard } } } } },
    };
    const reviews = {
      'ward-review': { initial: 'submitted', states: { submitted, returned: { on: { SUBMIT: { target: 'submitted', guard } } } } },
    };
    const machine = buildMachine('nomination', 'nomination', { ...states, ...reviews, declined: {} });
    return workflow('nomination', definition.pipeline, machine, nominationRules);
  };
  const said = (submitted: Json) => unproven(definition, built(submitted)).filter(({ place }) => !place.endsWith('.minimumSheets'));

  it('a standing without a way to an end is named once, with the way to it', () => {
    const guard = needs('ward-review', 'reviewerOfUnit');
    expect(said({ on: { RETURN: { target: 'returned', guard } } })).toEqual([
      {
        place: 'pipeline.stages[1 ward-review]',
        message: {
          vi: 'nomination/draft → ward-review/submitted → ward-review/returned → …: không có đường đến kết thúc.',
          en: 'nomination/draft → ward-review/submitted → ward-review/returned → …: no way to an end.',
        },
      },
    ]);
  });

  it('an event asked of two people at once can be sent by nobody', () => {
    const [reviewer, both] = [needs('ward-review', 'reviewerOfUnit'), needs('ward-review', 'reviewerOfUnit', 'nominatorOfUnit')];
    const on = { DECLINE: { target: '#nomination.declined', guard: reviewer }, RETURN: { target: 'returned', guard: both } };
    expect(said({ on })).toEqual([
      {
        place: 'pipeline.stages[1 ward-review]',
        message: {
          vi: 'nomination/draft → ward-review/submitted → …: không lúc nào có ai làm được RETURN. Chỉ người đề cử của đơn vị này mới làm được việc đó.',
          en: 'nomination/draft → ward-review/submitted → …: nobody can RETURN at any time. Only the nominator of this unit may do that.',
        },
      },
    ]);
  });
});

describe('a random pipeline', () => {
  const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
  const share = fc.record({
    of: fc.constantFrom('all', 'present'),
    numerator: fc.integer({ min: 1, max: 3 }),
    denominator: fc.constant(3),
  });
  const tier = fc.constantFrom('city', 'district', 'ward', 'branch');
  const middle = fc.oneof(
    fc.record({
      kind: fc.constant('review'),
      tier,
      by: fc.constantFrom('reviewer', 'secretariat'),
      quota: maybe(fc.record({ perUnit: fc.integer({ min: 1, max: 3 }) })),
      ranked: fc.boolean(),
      maxReturns: fc.integer({ min: 0, max: 2 }),
      // Days after its own opening; now and then before it.
      returnsUntil: maybe(fc.integer({ min: -1, max: 3 })),
      petition: fc.boolean(),
      undecided: fc.constantFrom('hold', 'forward', 'decline'),
    }),
    fc.record({ kind: fc.constant('scoring'), tier, minimumSheets: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('notice'), tier, workingDays: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('ballot'), tier, chooseAtMost: fc.integer({ min: 1, max: 3 }), quorum: share, pass: share }),
  );
  const pipeline = fc.array(fc.record({ stage: middle, isTimed: fc.boolean(), weeks: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 6,
  });

  const documentOf = (parts: { stage: Json; isTimed: boolean; weeks: number }[]): unknown => {
    const name = { vi: 'Bước', en: 'Stage' };
    let before = 'nomination';
    const between = parts.map(({ stage, isTimed, weeks }, index) => {
      const code = `stage-${index + 1}`;
      const from = `${before}.closes`;
      const { returnsUntil, ...rest } = stage;
      if (isTimed) before = code;
      return {
        ...rest,
        code,
        name,
        ...(isTimed && { closes: { workingDays: weeks * 5, from, at: '17:00' } }),
        ...(typeof returnsUntil === 'number' && isTimed && { returnsUntil: { workingDays: returnsUntil, from, at: '17:00' } }),
      };
    });
    const stages = [sample.pipeline.stages[0], ...between, { kind: 'announcement', code: 'end', name, tier: 'district', winnersMax: 3 }];
    return JSON.parse(JSON.stringify({ ...sample, pipeline: { stages } }));
  };
  const isUntimely = ({ stage, isTimed }: { stage: Json; isTimed: boolean }) =>
    (!isTimed && (stage['kind'] === 'notice' || (stage['kind'] === 'review' && stage['by'] === 'reviewer'))) ||
    (isTimed && stage['returnsUntil'] !== undefined && Number(stage['returnsUntil']) < 0 && Number(stage['maxReturns']) > 0);

  it('of any kinds in any order is proved, or refused for the stages that cannot do their part', () => {
    fc.assert(
      fc.property(pipeline, (parts) => {
        const faults = faultsOf(documentOf(parts));
        const named = new Set(faults.map(({ place }) => /stage-(\d+)/.exec(place)?.[1]));
        const wrong = parts.flatMap((part, index) => (isUntimely(part) ? [String(index + 1)] : []));
        // The first stage that cannot close hides those behind it.
        const untimed = parts.findIndex((part) => !part.isTimed && isUntimely(part));
        const visible = wrong.filter((one) => parts[Number(one) - 1]?.isTimed || Number(one) - 1 === untimed);
        expect(named).toEqual(new Set(visible));
      }),
      { numRuns: 100 },
    );
  });
});
