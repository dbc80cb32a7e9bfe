import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { buildMessage, getMetadataStorage, ValidateBy, type ValidationError, type ValidationOptions } from 'class-validator';
import { DomainError, parseInstant, parseLocalDate, parseLocalTime, type FieldError } from '#kernel';
import { escapePointer } from './body-guard.js';

/** Strict validation of bodies and queries: unknown fields, wrong types and wrong shapes are named by pointer. */
export function makeValidationPipe(): PipeTransform {
  const make = (kind: 'body' | 'query') =>
    new ValidationPipe({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      forbidUnknownValues: true,
      exceptionFactory: (errors) => {
        const fields = errors.flatMap((error) => fieldErrors(error, kind === 'query' ? '?' : '/'));
        return new DomainError('invalid', 'validation-failed', { detail: fields[0]?.detail, errors: fields.slice(0, 50) });
      },
    });
  const body = make('body');
  const query = make('query');
  return {
    async transform(value: unknown, metadata: ArgumentMetadata) {
      // Every parameter of an address is a string here, and what is looked up by it says whether there is such a thing.
      if (metadata.type === 'custom' || metadata.type === 'param') return value;
      if (metadata.type === 'body') {
        // An empty body is an empty object: action bodies may be left out.
        const given = value ?? {};
        if (typeof given !== 'object' || Array.isArray(given)) {
          throw new DomainError('invalid', 'validation-failed', {
            errors: [{ pointer: '', code: 'object', detail: 'The body must be an object.' }],
          });
        }
        if (takesNothing(metadata)) return refuseFields(given);
        return withoutNulls((await body.transform(given, metadata)) as object);
      }
      return query.transform(value, metadata);
    },
  };
}

/**
 * class-validator looks through every decorated class of the program for each object it validates, 10 µs a time here.
 * What a class declares does not change after its module is loaded, and nobody here uses groups.
 */
export function rememberRules(storage = getMetadataStorage()): void {
  const look = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<unknown, ReturnType<typeof look>>();
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (groups?.length) return look(target, schema, always, strictGroups, groups);
    let rules = known.get(target);
    if (!rules) known.set(target, (rules = look(target, schema, always, strictGroups, groups)));
    return rules;
  };
}

rememberRules();

/** A null is an absent field, so that nobody behind this has to ask for both. An item of a list is no field. */
function withoutNulls<T extends object>(value: T): T {
  for (const [key, one] of Object.entries(value)) {
    if (one === null && !Array.isArray(value)) delete (value as Record<string, unknown>)[key];
    else if (typeof one === 'object' && one !== null) withoutNulls(one as object);
  }
  return value;
}

function refuseFields(given: object): object {
  const errors = Object.keys(given).map((name) => unknownField(`/${escapePointer(name)}`, name));
  if (errors.length > 0) throw new DomainError('invalid', 'validation-failed', { detail: errors[0]!.detail, errors: errors.slice(0, 50) });
  return given;
}

function unknownField(pointer: string, name: string): FieldError {
  return { pointer, code: 'unknown-field', detail: `There is no field ${name}.` };
}

/** class-validator takes an object without any rule for an unknown one; an action's empty body is just that. */
function takesNothing(metadata: ArgumentMetadata): boolean {
  return (
    metadata.metatype !== undefined && getMetadataStorage().getTargetValidationMetadatas(metadata.metatype, '', true, false).length === 0
  );
}

function fieldErrors(error: ValidationError, prefix: string): FieldError[] {
  // A nested value that is no object has no property of its own: the error is its parent's.
  const at = error.property === undefined ? prefix.replace(/\/$/, '') : `${prefix}${escapePointer(error.property)}`;
  if (error.children?.length) return error.children.flatMap((child) => fieldErrors(child, `${at}/`));
  const broken = Object.entries(error.constraints ?? {});
  // One sentence for a field: what kind of thing it must be, before how long or how much.
  const [code, detail] = broken.find(([name]) => KINDS_OF_THINGS.includes(name)) ?? broken[0] ?? [];
  if (code === undefined || detail === undefined) return [];
  if (code === 'whitelistValidation') return [unknownField(at, error.property)];
  return [{ pointer: at, code: kebab(code), detail }];
}

const KINDS_OF_THINGS = ['isDefined', 'isArray', 'isObject', 'isString', 'isBoolean', 'isInt', 'isNumber'];

function kebab(name: string): string {
  return name.replace(/^is([A-Z])/, '$1').replace(/[A-Z]/g, (letter, at: number) => (at ? '-' : '') + letter.toLowerCase());
}

/** A rule for one text, with what the API description says of it. */
export interface TextRule {
  name: string;
  /** Completes "x must be". */
  text: string;
  holds: (value: string) => boolean;
  /** What the API description says of it. */
  shape: { format?: string; pattern?: string; minLength?: number; maxLength?: number };
}

export function textRule({ name, text, holds, shape }: TextRule, options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && holds(value);
  const check = ValidateBy(
    { name, validator: { validate, defaultMessage: buildMessage((each) => `${each}$property must be ${text}`, options) } },
    options,
  );
  const describe = ApiProperty({ ...shape, type: options?.each ? [String] : String });
  return (target, property) => {
    check(target, property);
    describe(target, property);
  };
}

/** For `@IsEmail`, whose own words are "email must be an email". */
export const MAIL_ADDRESS: ValidationOptions = { message: 'Write an e-mail address like name@example.org.' };

/** RFC 3339 with an offset, a real date, 2000–2100. `@IsISO8601` lets Feb 30 and `2026` through. */
export const IsInstant = (options?: ValidationOptions) =>
  textRule(
    {
      name: 'instant',
      text: 'an RFC 3339 time with offset, like 2026-11-23T13:00:00-07:00',
      holds: (text) => parseInstant(text) !== undefined,
      shape: { format: 'date-time' },
    },
    options,
  );

export const IsLocalDate = (options?: ValidationOptions) =>
  textRule(
    {
      name: 'local-date',
      text: 'a date like 2026-11-23',
      holds: (text) => parseLocalDate(text) !== undefined,
      shape: { format: 'date' },
    },
    options,
  );

export const IsLocalTime = (options?: ValidationOptions) =>
  textRule(
    {
      name: 'local-time',
      text: 'a time like 08:30',
      holds: (text) => parseLocalTime(text) !== undefined,
      shape: { pattern: '^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$' },
    },
    options,
  );

const ID = /^[A-Za-z0-9_.:-]{1,100}$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const MAX_CODE = 60;

/** An id or code from outside: short, printable, no spaces. */
export const IsId = (options?: ValidationOptions) =>
  textRule({ name: 'id', text: 'an id', holds: (text) => ID.test(text), shape: { pattern: ID.source } }, options);

export const IsCode = (options?: ValidationOptions) =>
  textRule(
    {
      name: 'code',
      text: 'a code like low-back',
      holds: (text) => text.length <= MAX_CODE && CODE.test(text),
      shape: { pattern: CODE.source, maxLength: MAX_CODE },
    },
    options,
  );

/** One line of text for people: 1 to `max` characters, no control characters. */
export const IsLine = (max: number, options?: ValidationOptions) =>
  textRule(
    {
      name: 'line',
      text: `1 to ${max} characters on one line`,
      holds: (text) => text.trim().length > 0 && text.length <= max && !CONTROL.test(text),
      shape: { minLength: 1, maxLength: max },
    },
    options,
  );

/** Several lines of text, up to `max` characters. */
export const IsNote = (max: number, options?: ValidationOptions) =>
  textRule(
    {
      name: 'note',
      text: `at most ${max} characters`,
      holds: (text) => text.length <= max && !CONTROL_BUT_NEWLINE.test(text),
      shape: { maxLength: max },
    },
    options,
  );

// eslint-disable-next-line no-control-regex -- refusing control characters is the purpose
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;
// eslint-disable-next-line no-control-regex -- refusing control characters is the purpose
const CONTROL_BUT_NEWLINE = /[\u0000-\u0008\u000b-\u001f\u007f]/;
