import type { Roles } from '../policy.js';

/*
 * Who sees what of a review, beside the dossier itself.
 *
 * reviewer, secretariat  in the stages their role decides, for their own unit: queue, desk, checklist, reminders, the papers of their lists
 * secretariat, observer, administrator  as the office of a cycle: the petitions and lists that were forwarded in it, never a draft
 * nominator              what is said to the branch about its own dossier
 * observer, administrator  the same of those they see; they say nothing
 * scorer, chair, the public  none of it: the council judges what a dossier says, not how it came to say it
 *
 * Who acts: `nominationRules` and `cycleRules` in libs/workflow/src/rules.ts.
 */

export const REVIEWS: Roles = ['reviewer', 'secretariat'];
/** Who in the office of a cycle reads what its units have forwarded. */
export const READS_PETITIONS: Roles = ['secretariat', 'observer', 'administrator'];
/** What is said to the branch; what is said within a unit, only for that unit. */
export const READS_TALK: Roles = ['nominator', ...REVIEWS, 'observer', 'administrator'];
