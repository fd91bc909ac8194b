import { isUtf8 } from 'node:buffer';
import { DomainError, isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import { createParamDecorator, type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import { ApiBody, ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import type { BodyKind } from './bodies/body-reader';
import { checkDto } from './check-dto';
import { contextOf, requestOf } from './request-context';

const bodyKindKey = 'debrief:body-kind';

/** The limit of a route's body where it is not the one of JSON. */
export const BodyLimit = (kind: BodyKind): MethodDecorator => SetMetadata(bodyKindKey, kind);

const bodyKindOf = (context: ExecutionContext): BodyKind =>
  (Reflect.getMetadata(bodyKindKey, context.getHandler()) as BodyKind | undefined) ?? 'json';

/** The body's bytes, content encodings undone. */
export const readBytes = (context: ExecutionContext): Promise<Buffer> =>
  contextOf(requestOf(context)).body.read(bodyKindOf(context));

export const RawBody = createParamDecorator((_: unknown, context: ExecutionContext): Promise<Buffer> =>
  readBytes(context),
);

const jsonBody = createParamDecorator(async (dto: Type | undefined, context: ExecutionContext): Promise<unknown> => {
  const object = toJsonObject(await contextOf(requestOf(context)).body.readJson(bodyKindOf(context)));
  return dto ? checkDto(dto, object) : object;
});

const query = createParamDecorator((dto: Type, context: ExecutionContext): unknown =>
  checkDto(dto, requestOf(context).query, 'text'),
);

/** As a parameter's documentation: Swagger's decorators are for methods. */
const document = (target: object, method: string | symbol | undefined, decorator: MethodDecorator): void => {
  if (method !== undefined) decorator(target, method, Object.getOwnPropertyDescriptor(target, method)!);
};

/**
 * The body as a JSON object; an empty one reads as `{}`. With a DTO class the object is checked and becomes an instance of it:
 * `@JsonBody(CreateTrace) body: CreateTrace`; without, it is handed over as parsed: `@JsonBody() body: JsonObject`.
 */
export const JsonBody =
  (dto?: Type): ParameterDecorator =>
  (target, method, index) => {
    jsonBody(dto)(target, method, index);
    if (dto) document(target, method, ApiBody({ type: dto }));
  };

/** The query string as an instance of a DTO class: `@QueryDto(ListTraces) query: ListTraces`. Numbers are read from their text. */
export const QueryDto =
  (dto: Type): ParameterDecorator =>
  (target, method, index) => {
    query(dto)(target, method, index);
    document(target, method, ApiQuery({ type: dto } as ApiQueryOptions));
  };

/** @throws DomainError MALFORMED when the bytes are not a JSON object in UTF-8 */
export const toJsonObject = (bytes: Buffer): JsonObject => {
  const value = toJsonObjectOrList(bytes);
  if (Array.isArray(value)) throw new DomainError('MALFORMED', 'The body must be a JSON object');
  return value;
};

/**
 * For a route that takes one thing or a list of them; what is in a list is not looked at.
 * @throws DomainError MALFORMED when the bytes are neither, or not UTF-8
 */
export const toJsonObjectOrList = (bytes: Buffer): JsonObject | JsonValue[] => {
  if (bytes.length === 0) return {};
  if (!isUtf8(bytes)) throw new DomainError('MALFORMED', 'The body is not UTF-8');
  const value = parseJson(bytes.toString('utf8'));
  if (!Array.isArray(value) && !isJsonObject(value))
    throw new DomainError('MALFORMED', 'The body must be a JSON object');
  return value;
};
