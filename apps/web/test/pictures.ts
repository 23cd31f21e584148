import { type Award, anAward, anAwardInReview, aSeason } from '#testing';
import type { Actor } from '#workflow';

type Place = Pick<Award, 'url' | 'store' | 'close'> & Partial<Pick<Award, 'filesDir'>>;
export interface Picture {
  name: string;
  width: 390 | 1280;
  of: () => Promise<{ place: Place; path: string; actor: Actor | null }>;
}

const inReview = async () => anAwardInReview({ branches: 8, wards: 2 });

/** What the README shows of the site. */
export const PICTURES: Picture[] = [
  {
    name: 'dossier-phone',
    width: 390,
    of: async () => {
      const place = await anAward({ branches: 2, wards: 1 });
      const actor = place.nominator(place.roster.branches[0]?.code ?? '');
      const { id } = await place.desk.nominations.start(place.cycle.id, actor);
      return { place, path: `/nominations/${id}/edit`, actor };
    },
  },
  {
    name: 'queue-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      const [ward = ''] = place.roster.wards;
      await place.desk.reviews.endorse((await place.nomination('CD-AK-01')).id, place.reviewer(ward), 1);
      return { place, path: '/reviews/award/ward-review', actor: place.reviewer(ward) };
    },
  },
  {
    name: 'review-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      const { id } = await place.nomination('CD-AK-01');
      return { place, path: `/reviews/award/ward-review/${id}`, actor: place.reviewer(place.roster.wards[0] ?? '') };
    },
  },
  {
    name: 'board-desktop',
    width: 1280,
    of: async () => {
      const place = await inReview();
      return { place, path: '/cycles/award/board', actor: place.staff.secretariat };
    },
  },
  {
    name: 'result-desktop',
    width: 1280,
    of: async () => ({ place: await aSeason(), path: '/results/season', actor: null }),
  },
];
