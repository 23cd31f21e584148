import { type Definition, type Stage } from '#workflow';
import { Invalid, readSample, scheduleOf } from '../index.js';

const { definition: sample } = readSample();

/** The sample with other moments in the stage of that code. */
const changed = (code: string, moments: Partial<Pick<Stage, 'opens' | 'closes'>>): Definition => ({
  ...sample,
  pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.code === code ? { ...stage, ...moments } : stage)) },
});

it('turns moments into instants of the award’s time zone, whatever they are counted from', () => {
  const definition = changed('eligibility', { closes: { workingDays: 5, from: 'ward-review.closes', at: '17:00' } });
  expect(scheduleOf(definition, '2024-03-26')).toMatchObject({
    'ward-review': {
      opens: '2024-02-04T16:59:00.000Z',
      closes: '2024-02-23T10:00:00.000Z',
      returnsUntil: '2024-02-20T10:00:00.000Z',
    },
    eligibility: { opens: '2024-02-23T10:00:00.000Z', closes: '2024-03-01T10:00:00.000Z' },
    announcement: { opens: '2024-03-18T10:00:00.000Z', closes: null },
  });
});

it('refuses a ceremony for which the stages would be out of order, and says which', () => {
  const definition = changed('nomination', { closes: { on: '2024-02-04', at: '23:59' } });
  expect(scheduleOf(definition, '2024-03-27')['nomination']?.closes).toBe('2024-02-04T16:59:00.000Z');
  let faults: unknown;
  try {
    scheduleOf(definition, '2024-03-01');
  } catch (error) {
    faults = error instanceof Invalid ? error.faults.map(({ place }) => place) : error;
  }
  expect(faults).toEqual(['pipeline.stages[1 ward-review].closes']);
});
