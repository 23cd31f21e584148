import type { Content } from '#store';
import type { Definition, RubricItem } from '#workflow';
import type { Chance } from './random.js';

const MODELS = [
  'Ngôi nhà của Pin',
  'Tuyến kiệt nở hoa',
  'Tủ sách khu dân cư',
  'Bữa cơm cuối tuần',
  'Góc học tập của em',
  'Tổ sửa điện miễn phí',
  'Chủ nhật không rác',
  'Camera an ninh kiệt',
];

/** How good a branch's year was, from 0 to 1: what its self-scores and the council's scores scatter around. */
export const strengthOf = (random: Chance) => 0.55 + random.next() * 0.43;

/** A filled-in dossier. The texts speak of work and figures, never of persons. */
export function dossierOf(definition: Definition, unitName: string, strength: number, random: Chance): Content {
  const outings = random.between(4, 14);
  const members = random.between(14, 46);
  const model = random.pick(MODELS);
  const facts: Record<string, string> = {
    founded: `20${random.between(10, 19)}-03-26`,
    members: String(members),
    rating: strength > 0.7 ? 'excellent' : 'good',
    achievements: `${unitName} hoàn thành chương trình công tác năm: sinh hoạt đủ ${random.between(9, 12)} kỳ, kết nạp ${random.between(1, 4)} đoàn viên mới, phối hợp tổ dân phố tổ chức ${random.between(2, 6)} hoạt động cho thiếu nhi.`,
    volunteering: `“Ngày Chủ nhật xanh - sạch - đẹp”: ${outings} lần ra quân trong năm với ${outings * random.between(8, 20)} lượt đoàn viên; giúp đỡ thường xuyên ${random.between(1, 5)} hộ khó khăn.`,
    initiativeName: `“${model}”`,
    initiative: `Mô hình “${model}” duy trì cả năm tại khu dân cư, có ${random.between(3, 12)} điểm thực hiện, được tổ dân phố xác nhận và ${random.between(1, 4)} đơn vị khác đến học tập.`,
    reason: `Tập thể có kết quả rõ, số liệu đối chiếu được; mô hình “${model}” phù hợp với khu dân cư và có thể nhân rộng.`,
  };
  const fields = definition.form.flatMap((section) => section.fields).filter((field) => facts[field.code] !== undefined);
  return {
    fields: Object.fromEntries(fields.map((field) => [field.code, facts[field.code] ?? ''])),
    selfScores: selfScores(definition, strength, random),
    eligibility: Object.fromEntries(
      definition.eligibility.filter(({ rule }) => rule?.type !== 'selfScoreFrom').map(({ code }) => [code, 'yes']),
    ),
  };
}

/** Self-scores: generous, and never below what the award asks for. */
function selfScores(definition: Definition, strength: number, random: Chance): Record<string, number> {
  return scores(definition, Math.min(1, Math.max(0.84, strength + 0.12)), random, 0.12);
}

/** One scorer's points for every item, scattered around the strength of the branch. */
export function scores(definition: Definition, strength: number, random: Chance, scatter = 0.3): Record<string, number> {
  const items = definition.rubric.criteria.flatMap((criterion) => criterion.items);
  return Object.fromEntries(items.map((item) => [item.code, nearest(item, (strength + (random.next() - 0.5) * scatter) * item.maximum)]));
}

function nearest(item: RubricItem, wished: number): number {
  if (item.method === 'judged') return Math.min(item.maximum, Math.max(0, Math.round(wished * 2) / 2));
  return item.levels
    .map((level) => level.score)
    .reduce((best, score) => (Math.abs(score - wished) < Math.abs(best - wished) ? score : best));
}
