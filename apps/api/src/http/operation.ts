import type { ErrorCode } from '@debrief/kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';

export interface Answer {
  readonly description: string;
  /** Shown in the document; where `schema` is absent the schema is read off it. */
  readonly example?: unknown;
  /** An OpenAPI schema object. */
  readonly schema?: object;
  /** Default `application/json`. */
  readonly mediaType?: string;
}

export interface OperationOptions {
  /** One line, imperative. */
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /** Status → what is answered with it. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Errors of this route's own. Those that follow from policy and body are added by themselves. */
  readonly refuses?: readonly ErrorCode[];
}

export const refusesExtension = 'x-refuses';

/** The route's entry in the API document. */
export const Operation = ({ summary, description, tag, answers, refuses = [] }: OperationOptions): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, description, tags: [tag] }),
    ApiExtension(refusesExtension, refuses),
    ...Object.entries(answers).map(([status, answer]) => ApiResponse(toResponse(Number(status), answer))),
  );

const toResponse = (
  status: number,
  { description, example, schema, mediaType = 'application/json' }: Answer,
): ApiResponseOptions => {
  if (example === undefined && schema === undefined) return { status, description };
  return {
    status,
    description,
    content: { [mediaType]: { schema: schema ?? schemaOf(example), ...(example !== undefined && { example }) } },
  };
};

/** A loose schema of an example: enough for a reader and a client generator, and it cannot drift from the example. */
export const schemaOf = (example: unknown): object => {
  // OpenAPI 3.0 cannot say "null, or something else some day"; the empty schema admits both.
  if (example === null) return {};
  if (Array.isArray(example)) return { type: 'array', items: example.length > 0 ? schemaOf(example[0]) : {} };
  switch (typeof example) {
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(Object.entries(example).map(([name, value]) => [name, schemaOf(value)])),
      };
    case 'number':
      return { type: Number.isInteger(example) ? 'integer' : 'number' };
    case 'boolean':
      return { type: 'boolean' };
    default:
      return { type: 'string' };
  }
};
