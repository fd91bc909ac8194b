import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { NestedWithin } from './is-nested-within';

/** How a declared field is read; each decorator below sets its validators, its place in the API document and this. */
export interface Field {
  readonly kind: 'text' | 'whole' | 'number' | 'flag' | 'list' | 'object' | 'json';
  readonly required: boolean;
  /** `null` is a value of its own (it clears), not "absent". */
  readonly nullable: boolean;
}

interface FieldOptions {
  /** Fields are optional unless they say so. */
  readonly required?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

const fieldsKey = Symbol('fields');

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The declared fields of a DTO class, those of its parents included. */
export const fieldsOf = (dto: Type): ReadonlyMap<string, Field> =>
  (Reflect.getMetadata(fieldsKey, dto) as ReadonlyMap<string, Field> | undefined) ?? new Map();

const declareField =
  (field: Field): PropertyDecorator =>
  (target, name) => {
    Reflect.defineMetadata(
      fieldsKey,
      new Map([...fieldsOf(target.constructor as Type), [String(name), field]]),
      target.constructor,
    );
  };

const field = (
  kind: Field['kind'],
  options: FieldOptions,
  schema: ApiPropertyOptions,
  validators: PropertyDecorator[],
): PropertyDecorator => {
  const { required = false, nullable = false, description, example, default: standard } = options;
  return applyDecorators(
    declareField({ kind, required, nullable }),
    ApiProperty({
      ...schema,
      required,
      // Beside `oneOf` it may not stand.
      ...(nullable && kind !== 'json' && { nullable }),
      description,
      example,
      default: standard,
    } as ApiPropertyOptions),
    ...(required ? [] : [IsOptional()]),
    ...validators,
  );
};

const isText = (): PropertyDecorator => IsString({ message: 'must be a string' });

/** A string of `min` (1) to `max` characters, without control characters unless `multiline`. */
export const Text = (
  options: FieldOptions & { readonly max: number; readonly min?: number; readonly multiline?: boolean },
): PropertyDecorator => {
  const { max, min = 1, multiline = false } = options;
  return field('text', options, { type: 'string', minLength: min, maxLength: max }, [
    isText(),
    MinLength(min, { message: `must have at least ${min} character(s)` }),
    MaxLength(max, { message: `must have at most ${max} characters` }),
    // eslint-disable-next-line no-control-regex
    ...(multiline ? [] : [Matches(/^[^\u0000-\u001f\u007f]*$/, { message: 'must not hold control characters' })]),
  ]);
};

export const Uuid = (options: FieldOptions = {}): PropertyDecorator =>
  field('text', options, { type: 'string', format: 'uuid' }, [Matches(uuidPattern, { message: 'must be a UUID' })]);

export const Email = (options: FieldOptions = {}): PropertyDecorator =>
  field('text', options, { type: 'string', format: 'email', maxLength: 320 }, [
    IsEmail({}, { message: 'must be an e-mail address' }),
  ]);

/** An instant, ISO 8601 with a date at least. */
export const Instant = (options: FieldOptions = {}): PropertyDecorator =>
  field('text', options, { type: 'string', format: 'date-time' }, [
    IsISO8601({ strict: true }, { message: 'must be an ISO 8601 time' }),
  ]);

/** An integer from `min` to `max`. */
export const Whole = (options: FieldOptions & { readonly min: number; readonly max: number }): PropertyDecorator => {
  const { min, max } = options;
  const message = `must be a whole number from ${min} to ${max}`;
  return field('whole', options, { type: 'integer', minimum: min, maximum: max }, [
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
};

export const Flag = (options: FieldOptions = {}): PropertyDecorator =>
  field('flag', options, { type: 'boolean' }, [IsBoolean({ message: 'must be true or false' })]);

export const OneOf = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field('text', options, { type: 'string', enum: [...values] }, [
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
  ]);

/** A list of strings, each of at most `max` characters. */
export const Texts = (
  options: FieldOptions & { readonly max: number; readonly maxItems: number },
): PropertyDecorator => {
  const { max, maxItems } = options;
  return field('list', options, { type: 'array', items: { type: 'string', maxLength: max }, maxItems }, [
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} items` }),
    IsString({ each: true, message: 'must hold strings only' }),
    MaxLength(max, { each: true, message: `must hold strings of at most ${max} characters` }),
  ]);
};

/** A list whose items are all of `values`. */
export const SomeOf = (values: readonly string[], options: FieldOptions = {}): PropertyDecorator =>
  field('list', options, { type: 'array', items: { type: 'string', enum: [...values] } }, [
    IsArray({ message: 'must be a list' }),
    IsIn(values, { each: true, message: `must hold only ${values.join(', ')}` }),
  ]);

/** A list of JSON objects whose insides are not declared: who reads them looks at them. */
export const Objects = (
  options: FieldOptions & { readonly maxItems: number; readonly item: object },
): PropertyDecorator => {
  const { maxItems, item } = options;
  return field('list', options, { type: 'array', items: item as { type: 'object' }, maxItems }, [
    IsArray({ message: 'must be a list' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} items` }),
    IsObject({ each: true, message: 'must hold objects only' }),
  ]);
};

/** A JSON object whose inside is not declared: the service looks at it. */
export const JsonField = (options: FieldOptions = {}): PropertyDecorator =>
  field('object', options, { type: 'object', additionalProperties: true }, [
    IsObject({ message: 'must be an object' }),
    NestedWithin(64),
  ]);

/** Every kind of JSON value: without a list of them the document says that it is an object. */
const anyJson = (nullable = false): object[] => [
  { type: 'object', additionalProperties: true, ...(nullable && { nullable }) },
  { type: 'array', items: {} },
  { type: 'string' },
  { type: 'number' },
  { type: 'boolean' },
];

/** Any JSON value, of which nothing is declared: the service looks at it. */
export const AnyJson = (options: FieldOptions = {}): PropertyDecorator =>
  field('json', options, { oneOf: anyJson(options.nullable) } as ApiPropertyOptions, [NestedWithin(64)]);

/** A finite number. */
export const Decimal = (
  options: FieldOptions & { readonly min?: number; readonly max?: number } = {},
): PropertyDecorator => {
  const { min, max } = options;
  return field('number', options, { type: 'number', minimum: min, maximum: max }, [
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number' }),
    ...(min === undefined ? [] : [Min(min, { message: `must be at least ${min}` })]),
    ...(max === undefined ? [] : [Max(max, { message: `must be at most ${max}` })]),
  ]);
};
