import { z } from 'zod';
import { inconsistencies } from './consistency.js';
import { Definition } from './definition.js';
import type { Fault } from './fault.js';
import { unproven } from './proof.js';
import type { Text } from './text.js';

/** A document that is refused, with every fault found. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
  constructor(readonly faults: Fault[]) {
    super(faults.map((fault) => `${fault.place}: ${fault.message.en}`).join('\n'));
  }
}

/** Reads a definition from data. Throws `InvalidDefinition` with every fault at once. */
export function readDefinition(input: unknown): Definition {
  // With the input reported, a sentence can say what stands there instead of what is expected.
  const parsed = Definition.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new InvalidDefinition(parsed.error.issues.map((issue) => faultOf(issue, input)));
  // What contradicts itself is not worth proving.
  const contradictions = inconsistencies(parsed.data);
  const faults = contradictions.length > 0 ? contradictions : unproven(parsed.data);
  if (faults.length > 0) throw new InvalidDefinition(faults);
  return parsed.data;
}

const sentences: Record<string, Text> = {
  missing: { vi: 'thiếu mục này.', en: 'is missing.' },
  empty: { vi: 'không được để trống.', en: 'must not be empty.' },
  code: { vi: 'mã chỉ gồm chữ không dấu, số, dấu chấm, gạch.', en: 'a code has unaccented letters, digits, dots and dashes only.' },
  stageCode: {
    vi: 'mã bước chỉ gồm chữ thường không dấu, số và gạch nối.',
    en: 'a stage code has lower-case letters, digits and dashes only.',
  },
  fieldCode: {
    vi: 'mã trường bắt đầu bằng chữ thường và chỉ gồm chữ, số.',
    en: 'a field code starts in lower case and has letters and digits only.',
  },
  clock: { vi: 'giờ phải có dạng 00:00 đến 23:59.', en: 'a time is written 00:00 to 23:59.' },
  date: { vi: 'ngày phải có dạng năm-tháng-ngày, ví dụ 2024-03-26.', en: 'a date is written year-month-day, such as 2024-03-26.' },
  quota: {
    vi: 'chỉ tiêu phải từ 1 trở lên; bỏ cả mục quota nếu không giới hạn.',
    en: 'a quota is at least 1; leave the quota out for no limit.',
  },
  stages: { vi: 'quy trình cần ít nhất hai bước.', en: 'a pipeline needs at least two stages.' },
  moment: {
    vi: 'thời điểm gồm giờ (at) và ngày (on), hoặc số ngày (days) hay số ngày làm việc (workingDays) tính từ một mốc (from, mặc định là ngày trao giải).',
    en: 'a moment is a time (at) and a date (on), or a number of days (days) or working days (workingDays) from an anchor (from; the ceremony unless given).',
  },
  anchor: {
    vi: 'mốc tính là “ceremony”, “<mã bước>.opens” hoặc “<mã bước>.closes”.',
    en: 'an anchor is “ceremony”, “<stage>.opens” or “<stage>.closes”.',
  },
  timeZone: { vi: 'không có múi giờ này; ví dụ Asia/Ho_Chi_Minh.', en: 'no such time zone; Asia/Ho_Chi_Minh is one.' },
  kind: {
    vi: 'không có loại bước này; các loại: nomination, review, scoring, notice, ballot, announcement.',
    en: 'no such kind of stage; the kinds are nomination, review, scoring, notice, ballot, announcement.',
  },
};

const vietnamese = z.locales.vi().localeError;
const english = z.locales.en().localeError;
const phrase = (said: ReturnType<typeof english>, otherwise: string) => (typeof said === 'string' ? said : (said?.message ?? otherwise));

function faultOf(issue: z.core.$ZodIssue, input: unknown): Fault {
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const known = sentences[missing ? 'missing' : issue.message];
  const raw = issue as Parameters<typeof english>[0];
  const message = known ?? { vi: phrase(vietnamese(raw), issue.message), en: phrase(english(raw), issue.message) };
  return { place: placeOf(issue.path, input), message };
}

/** Walks the path through the document, so that a list position also says the code of what stands there. */
function placeOf(path: PropertyKey[], input: unknown): string {
  let at: unknown = input;
  let place = '';
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
    const code = typeof at === 'object' && at !== null && 'code' in at && typeof at.code === 'string' ? ` ${at.code}` : '';
    place += typeof key === 'number' ? `[${key}${code}]` : `${place ? '.' : ''}${String(key)}`;
  }
  return place || '(document)';
}
