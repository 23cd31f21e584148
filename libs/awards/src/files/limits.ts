import { run } from '#store';
import type { Definition } from '#workflow';
import type { Act } from '../acts.js';
import { invalid } from '../errors.js';
import { type EvidencePlace, placesOf } from './places.js';

const MEGABYTE = 1024 * 1024;
/** What one person may put into one dossier in all, taken out again or not. */
export const QUOTA = 500 * MEGABYTE;
/** Files of one dossier that may be on their way at the same time. */
export const ON_THE_WAY = 30;

/** Throws `Invalid` for a code that takes no files. */
export function placeIn(definition: Definition, part: string): EvidencePlace {
  const place = placesOf(definition).find((one) => one.part === part);
  if (!place)
    throw invalid('part', 'Hồ sơ không có mục này hoặc mục này không nhận tệp.', 'The dossier has no such item, or it takes no files.');
  return place;
}

interface Used {
  bytes: string;
  receiving: number;
}

/** Room for so many bytes more in this place and of this person; gives how many there is room for. `fresh` are the files that have come in, or one is on its way. */
export async function checkRoom(
  { em, subject, actor }: Act,
  place: EvidencePlace,
  bytes: number,
  fresh: readonly { id: string }[] = [],
): Promise<number> {
  const at = `files.${place.part}`;
  const have = subject.files[place.part]?.length ?? 0;
  if (have + Math.max(1, fresh.length) > place.maximum)
    throw invalid(
      at,
      `Mục này nhận tối đa ${place.maximum} tệp, đã có ${have}. Hãy bỏ bớt một tệp trước khi thêm.`,
      `At most ${place.maximum} files are accepted here, ${have} are there. Remove one before you add another.`,
    );
  const isAnnounced = fresh.length === 0;
  if (isAnnounced) checkSize(at, bytes, place.bytes);
  const [used] = await run<Used>(
    em,
    `select coalesce(sum(bytes), 0)::text as bytes, count(*) filter (where state = 'receiving')::int as receiving
       from evidence_file where nomination_id = $1::uuid and uploaded_by_id = $2::uuid and not id = any($3::uuid[])`,
    [subject.id, actor.id, fresh.map(({ id }) => id)],
  );
  if (Number(used?.bytes ?? 0) + bytes > QUOTA)
    throw invalid(
      at,
      `Bạn đã dùng hết dung lượng ${QUOTA / MEGABYTE} MB cho hồ sơ này. Hãy liên hệ Thường trực Giải thưởng.`,
      `You have used up the ${QUOTA / MEGABYTE} MB for this dossier. Please contact the secretariat.`,
    );
  if (isAnnounced && (used?.receiving ?? 0) >= ON_THE_WAY)
    throw invalid(
      at,
      `Đang có ${ON_THE_WAY} tệp tải dở. Hãy chờ các tệp đó xong rồi thêm tiếp.`,
      `${ON_THE_WAY} files are on their way already. Wait for them before you add more.`,
    );
  return QUOTA - Number(used?.bytes ?? 0);
}

function checkSize(at: string, bytes: number, most: number): void {
  if (bytes < 1) throw invalid(at, 'Tệp rỗng. Hãy chọn lại tệp.', 'The file is empty. Please choose it again.');
  if (bytes > most)
    throw invalid(
      at,
      `Tệp lớn hơn ${most / MEGABYTE} MB. Hãy giảm dung lượng rồi tải lại.`,
      `The file is larger than ${most / MEGABYTE} MB. Make it smaller and upload it again.`,
    );
}
