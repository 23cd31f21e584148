import {
  type ArgumentMetadata,
  BadRequestException,
  Injectable,
  NotFoundException,
  StandardSchemaValidationPipe,
  type StandardSchemaValidationPipeOptions,
} from '@nestjs/common';
import { z } from 'zod';
import { Invalid } from '#awards';
import type { Language } from '#workflow';
import type { Words } from './i18n.js';

type Schema = NonNullable<ArgumentMetadata['schema']>;
/** What a schema says of a value, as the standard has it. */
type Checked<T> = { value: T; issues?: undefined } | { issues: readonly Issue[] };
type Issue = Parameters<NonNullable<StandardSchemaValidationPipeOptions['exceptionFactory']>>[0][number];

/** What was sent does not fit its schema. Carries every issue; a message is a key of the catalogue or a sentence of the schema's own. */
export class Unfit extends BadRequestException {
  constructor(readonly issues: readonly Issue[]) {
    super('The input does not fit its schema');
  }
}

/** One thing wrong with what was sent, in the person's language. */
export interface FieldFault {
  /** The name of the form's field: the path joined by dots. */
  field: string;
  /** The field's id in the page, for links. */
  id: string;
  label: string;
  /** RFC 6901, as a fragment. */
  pointer: string;
  message: string;
}

/** Checks what handlers declare with `{ schema }`. A malformed part of the address is an address there is not. */
@Injectable()
export class FormPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new Unfit(issues) });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (metadata.type === 'param' && error instanceof Unfit) throw new NotFoundException();
      throw error;
    }
  }

  /** A schema's own message wins; without one, zod would say something mechanical in English. */
  protected override async validate<T>(value: unknown, schema: Schema): Promise<Checked<T>> {
    if (!(schema instanceof z.ZodType)) return super.validate<T>(value, schema);
    const result = await schema.safeParseAsync(value, { error: keyOf });
    return result.success ? { value: result.data as T } : { issues: result.error.issues };
  }
}

/** The faults an error stands for; null when it is another kind of error. */
export function faultsOf(error: unknown, words: Words, language: Language): FieldFault[] | null {
  if (error instanceof Unfit)
    return error.issues.map((issue) => faultAt(stepsOf(issue), messageOf(issue, words, language), words, language));
  if (error instanceof Invalid)
    return error.faults.map(({ place, message }) => faultAt(place.split(/[.[\]/]+/).filter(Boolean), message[language], words, language));
  return null;
}

const stepsOf = ({ path = [] }: Issue) => path.map((step) => String(typeof step === 'object' ? step.key : step));

function faultAt(steps: string[], message: string, words: Words, language: Language): FieldFault {
  const field = steps.join('.');
  // One of many of a kind has the name of the kind: `rank.<id>`.
  const key = [`fields.${field}`, `fields.${steps[0]}`].find((one) => words.knows(language, one));
  return {
    field,
    id: `f-${field}`,
    label: key ? words.say(language, key) : field,
    pointer: `#${steps.map((step) => `/${encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`,
    message,
  };
}

/** Short words of schemas (`empty`), keys of the catalogue (`invalid.empty`), or a sentence. */
function messageOf(issue: Issue, words: Words, language: Language): string {
  const values = { ...issue };
  for (const key of [issue.message, `invalid.${issue.message}`])
    if (/^[\w.-]+$/.test(key) && words.knows(language, key)) return words.say(language, key, values);
  return issue.message;
}

const EMPTY: unknown[] = [undefined, null, ''];

const BY_CODE: Record<string, (issue: z.core.$ZodRawIssue) => string> = {
  invalid_type: () => 'invalid.type',
  too_small: ({ origin, minimum }) =>
    origin === 'string' && Number(minimum) <= 1 ? 'invalid.required' : `invalid.tooSmall.${sizeOf(origin)}`,
  too_big: ({ origin }) => `invalid.tooBig.${sizeOf(origin)}`,
  invalid_format: ({ format }) =>
    `invalid.format.${['email', 'url', 'date', 'datetime'].includes(String(format)) ? String(format) : 'other'}`,
  invalid_value: () => 'invalid.choice',
  invalid_union: () => 'invalid.choice',
  not_multiple_of: () => 'invalid.step',
  unrecognized_keys: () => 'invalid.unknown',
};

const sizeOf = (origin: unknown) => (origin === 'string' ? 'text' : origin === 'array' || origin === 'set' ? 'list' : 'number');

function keyOf(issue: z.core.$ZodRawIssue): string {
  if (EMPTY.includes(issue.input) && issue.code !== 'unrecognized_keys') return 'invalid.required';
  return BY_CODE[issue.code]?.(issue) ?? 'invalid.other';
}
