import type { Role } from '#workflow';

/** Who can change the result of an award, or open the door to others: shorter sessions and a second factor. */
export const OFFICE_ROLES: readonly Role[] = ['administrator', 'secretariat', 'chair'];

export const isOffice = (role: Role): boolean => OFFICE_ROLES.includes(role);

const officeOr = (office: string, others: string) =>
  `case when m.role in (${OFFICE_ROLES.map((role) => `'${role}'`).join(', ')}) then interval '${office}' else interval '${others}' end`;

/**
 * Which sessions `s`, acting through membership `m`, are alive: thirty minutes idle and twelve hours in all for the office, twelve hours and
 * fourteen days for everybody else. One that still owes its second factor has ten minutes. By the database's real time: a rehearsal that
 * travels must neither end sessions nor keep them.
 */
export const ALIVE = `s.seen_at > now() - ${officeOr('30 minutes', '12 hours')} and s.created_at > now() - ${officeOr('12 hours', '14 days')}
  and (s.strength <> 'pending' or s.created_at > now() - interval '10 minutes')`;

/** How long a browser may keep the cookie; the server knows better when it ends. */
export const COOKIE_SECONDS = 14 * 86_400;
