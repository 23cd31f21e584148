import type { Nomination } from '#store';
import type { SeasonPlayed } from '#testing';
import type { Definition } from '#workflow';

/** Stands in everything that tells whose dossier it is; and what other scorers wrote. */
export const WHOSE = 'Hoàng yến';
export const SCORED = 'Sơn ca';

/** Whose files tell nobody whose they are. */
export const NEUTRAL = ['HS2', 'HS5'];

/** The sample, scored blind. */
export const blind = (sample: Definition): Definition => ({
  ...sample,
  pipeline: { stages: sample.pipeline.stages.map((stage) => (stage.kind === 'scoring' ? { ...stage, blind: true } : stage)) },
  dossier: sample.dossier.map((item) => ({ ...item, neutral: NEUTRAL.includes(item.code) })),
  form: sample.form.map((section) => ({
    ...section,
    fields: section.fields.map((field) => ({ ...field, identifying: field.code === 'achievements' })),
  })),
});

/** Everything around one dossier gets the mark: unit, ward, code, people, the field that tells, a return; and a sheet of somebody else its own. */
export async function mark({ store, staff }: SeasonPlayed, { id, unit, line }: Nomination): Promise<void> {
  const write = store.em.fork();
  await write.execute(`update unit set name = ? || name, code = ? || code where id in (?, ?)`, [WHOSE, WHOSE, unit.id, line['ward']]);
  await write.execute(`update person set name = ? || name where id in (select person_id from membership where unit_id in (?, ?))`, [
    WHOSE,
    unit.id,
    line['ward'],
  ]);
  await write.execute(
    `update nomination set code = ? || code, content = jsonb_set(content, '{fields,achievements}', to_jsonb(?::text)) where id = ?`,
    [WHOSE, WHOSE, id],
  );
  await write.execute(`update evidence_file set name = ? || name where nomination_id = ?`, [WHOSE, id]);
  await write.execute(`update nomination set files = jsonb_set(files, '{HS5,0,caption}', to_jsonb(?::text)) where id = ?`, [WHOSE, id]);
  await write.execute(
    `insert into return_point (nomination_id, stage, round, field, request) values (?, 'ward-review', 1, 'initiative', ?)`,
    [id, WHOSE],
  );
  await write.execute(`update score_sheet set comment = ? where scorer_id not in (?, ?)`, [
    SCORED,
    staff.council.get('PCT')?.id,
    staff.chair.id,
  ]);
  // People of the sample stand on the page of the sign-in.
  await write.execute(`update person set is_sample = false`);
}

/** Where a filter or a search could tell. */
export const FILTERED = (slug: string, code: string) => [
  `/cycles/${slug}?status=scoring&page=1`,
  `/api/v1/cycles/${slug}/nominations?status=scoring`,
  ...['group=nomination', 'group=sheet', 'role=nominator', `nomination=${encodeURIComponent(code)}`].flatMap((filter) => [
    `/cycles/${slug}/journal?${filter}`,
    `/api/v1/cycles/${slug}/journal?${filter}`,
  ]),
  `/units?q=${encodeURIComponent(WHOSE)}`,
  `/people?q=${encodeURIComponent(WHOSE)}`,
];
