import { type Definition, readDefinition } from '#workflow';
import type { SimulateOptions } from './options.js';

type Sizes = Pick<SimulateOptions, 'scorers' | 'winners'>;

/** The sample's definition with a council and a number of winners of another size. Checked again like any other. */
export function sized(definition: Definition, { scorers, winners }: Sizes): Definition {
  const { council, pipeline } = definition;
  const known = council?.seats ?? [];
  const seats = Array.from({ length: scorers }, (_, index) => {
    const title = `Ủy viên Hội đồng ${index + 1}`;
    return known[index] ?? { code: `UV${index + 1}`, title: { vi: title, en: `Member ${index + 1}` }, role: 'scorer' as const };
  });
  const stages = pipeline.stages.map((stage) => {
    if (stage.kind === 'announcement') return { ...stage, winnersMax: winners };
    if (stage.kind === 'ballot') return { ...stage, chooseAtMost: winners };
    // At most one member is tied to a ward, so one sheet fewer than seats is always within reach.
    if (stage.kind === 'scoring') return { ...stage, minimumSheets: Math.max(1, Math.min(stage.minimumSheets, scorers - 1)) };
    return stage;
  });
  return readDefinition({ ...definition, council: { ...council, seats }, pipeline: { stages } });
}
