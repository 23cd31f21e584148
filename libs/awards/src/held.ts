import type { AwardDefinition, Cycle, Nomination, Unit } from '#store';

// What an act on a nomination reads of its rows while it holds them: plain objects with what rules and changes look at. The ORM would make an entity of
// each and remember it to find out later what changed, which costs more than everything else the act does. Its entities will do as well.

export type HeldCycle = Pick<Cycle, 'id' | 'status' | 'stage' | 'sealed' | 'schedule'> & {
  organiser: Pick<Unit, 'id'>;
  /** The document is there until it is compiled. */
  definition: Pick<AwardDefinition, 'id'> & Partial<Pick<AwardDefinition, 'document'>>;
};

/** What an act changes is assigned to it: values are replaced, never changed inside. */
export type HeldNomination = Pick<
  Nomination,
  | 'id'
  | 'code'
  | 'number'
  | 'line'
  | 'status'
  | 'stage'
  | 'content'
  | 'files'
  | 'revision'
  | 'returns'
  | 'supplementDue'
  | 'submittedAt'
  | 'confirmedAt'
> & { unit: Pick<Unit, 'id'>; filedBy: Pick<Unit, 'id'> | null };
