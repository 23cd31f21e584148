import type { JournalRow } from '#awards';
import type { Definition, Language, Text } from '#workflow';
import { DEFAULT_ZONE, formatDate, formatDateTime, formatNumber, spanUntil } from '../http/format.js';
import { labelsOf } from '../nominations/nomination.model.js';

export type Values = Record<string, string | number>;
export type Entry = Pick<JournalRow, 'type' | 'subject' | 'data' | 'member'>;

/** Says a sentence of the catalogue. */
export type Say = (key: string, values: Values) => string;

export interface Telling {
  /** That of the cycle the entry belongs to; null outside any cycle. */
  definition: Definition | null;
  language: Language;
  say: Say;
  /** Scores and votes are told once the result is public. */
  isPublished: boolean;
}

/** What an entry says, read out of its data. What an older entry does not have is not said. */
export class Reader {
  constructor(
    private readonly entry: Entry,
    private readonly telling: Telling,
  ) {}

  text(key: string): string | null {
    const value = this.entry.data[key];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  number(key: string): number | null {
    const value = this.entry.data[key];
    return typeof value === 'number' ? value : null;
  }

  /** How many stand in a list; a number is its own count. */
  count(key: string): number | null {
    const value = this.entry.data[key];
    return Array.isArray(value) ? value.length : this.number(key);
  }

  size(key: string): number | null {
    const value = this.entry.data[key];
    return typeof value === 'object' && value !== null ? Object.keys(value).length : null;
  }

  is(key: string): boolean {
    return this.entry.data[key] === true;
  }

  get nomination(): string {
    return this.entry.subject ?? '–';
  }

  get member(): string | null {
    return this.entry.member;
  }

  get isPublished(): boolean {
    return this.telling.isPublished;
  }

  /** The name of a stage in the award's own words. */
  get stage(): string | null {
    const code = this.text('stage');
    const found = this.telling.definition?.pipeline.stages.find((stage) => stage.code === code);
    return found ? this.inLanguage(found.name) : code;
  }

  moment(key: string): string | null {
    return formatDateTime(this.text(key), this.telling.definition?.timeZone ?? DEFAULT_ZONE) || null;
  }

  day(key: string): string | null {
    return formatDate(this.text(key), this.telling.definition?.timeZone ?? DEFAULT_ZONE) || null;
  }

  /** The name of a field or an item of the dossier. */
  field(key: string): string | null {
    const code = this.text(key);
    const { definition } = this.telling;
    const label = code === null || definition === null ? undefined : labelsOf(definition).get(code);
    return label ? this.inLanguage(label) : code;
  }

  points(key: string): string | null {
    const value = this.number(key);
    return value === null ? null : formatNumber(value, this.telling.language, 2);
  }

  /** `2 ngày 3 giờ` */
  span(key: string): string | null {
    const span = spanUntil(this.number(key), new Date(0));
    if (!span) return null;
    const { days, hours, minutes } = span;
    const units: [string, number][] = [
      ['days', days],
      ['hours', hours],
      ['minutes', minutes],
    ];
    const said = units.filter(([, count]) => count > 0).map(([unit, count]) => this.telling.say(`until.${unit}`, { count }));
    return said.join(' ');
  }

  private inLanguage = (text: Text) => text[this.telling.language];
}
