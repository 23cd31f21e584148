import type { Actor } from './actor.js';
import type { Seen } from './rules.js';

export const NOMINATION_STATUSES = [
  'draft',
  'submitted',
  'returned',
  'endorsed',
  'scoring',
  'listed',
  'balloting',
  'finalist',
  'declined',
  'ineligible',
  'withdrawn',
  'lapsed',
  'eliminated',
  'awarded',
  'notAwarded',
  'revoked',
] as const;
export type NominationStatus = (typeof NOMINATION_STATUSES)[number];

/** Statuses outside every stage. */
export const ENDS = [
  'declined',
  'ineligible',
  'withdrawn',
  'lapsed',
  'eliminated',
  'awarded',
  'notAwarded',
  'revoked',
] as const satisfies NominationStatus[];

export const NOMINATION_EVENTS = [
  'SAVE',
  'CONFIRM',
  'SUBMIT',
  'RETURN',
  'REMIND',
  'CHECK',
  'COMMENT',
  'ENDORSE',
  'RANK',
  'DECLINE',
  'DISQUALIFY',
  'FORWARD',
  'WITHDRAW',
  'LAPSE',
  'CLOSE',
  'EXPIRE',
  'SCORE',
  'RECUSE',
  'OBJECT',
  'ADVANCE',
  'ELIMINATE',
  'AWARD',
  'PASS_OVER',
  'REISSUE',
  'REOPEN',
  'REVOKE',
  'CANCEL',
] as const;
export type NominationEventType = (typeof NOMINATION_EVENTS)[number];

export interface NominationEvent {
  type: NominationEventType;
  actor: Actor;
  /** ENDORSE, RANK: 1 is the unit's first choice. */
  rank?: number | undefined;
  /** RETURN: by when to answer, in epoch milliseconds; absent: the working days of the stage. */
  due?: number | undefined;
  /** What the person who decides has read; absent: nobody asks. */
  seen?: Seen | undefined;
}
