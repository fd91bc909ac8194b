import { DomainError, type ErrorCode } from '@debrief/kernel';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Request } from 'express';
import { rendererFor } from '../error-renderers';
import { refusesExtension } from '../operation';
import type { Grant } from '../requires';

type Paths = OpenAPIObject['paths'];
export type DocumentedOperation = NonNullable<Paths[string]['get']> & { readonly [extension: `x-${string}`]: unknown };

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

export const operationsOf = (
  paths: Paths,
): { readonly path: string; readonly method: string; readonly operation: DocumentedOperation }[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) =>
      item[method] ? [{ path, method, operation: item[method] as DocumentedOperation }] : [],
    ),
  );

/** Adds to each operation what follows from its policy and body: who may call it, and with what it may be refused. */
export const completeDocument = (document: OpenAPIObject): OpenAPIObject => {
  const refusals: Responses = {};
  for (const { path, operation } of operationsOf(document.paths)) {
    const grants = operation['x-requires'] as readonly Grant[] | undefined;
    operation.security = grants ? securityOf(grants) : [];
    operation.parameters = [...unnamedParameters(path, operation), ...(operation.parameters ?? [])];
    for (const code of refusalsOf(operation, grants)) addRefusal(refusals, path, operation, code);
    for (const response of Object.values(operation.responses)) {
      if (response && !('$ref' in response)) response.headers = { ...response.headers, ...sharedHeaders };
    }
    Reflect.deleteProperty(operation, refusesExtension);
  }
  document.components = { ...document.components, responses: refusals };
  return document;
};

type Responses = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>;

const sharedHeaders = {
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  'X-RateLimit-Limit': { $ref: '#/components/headers/X-RateLimit-Limit' },
  'X-RateLimit-Remaining': { $ref: '#/components/headers/X-RateLimit-Remaining' },
  'X-RateLimit-Reset': { $ref: '#/components/headers/X-RateLimit-Reset' },
};

/** Of a handler that takes the parameters of its path as one: a route with two paths names in each what is in that. */
const unnamedParameters = (path: string, { parameters = [] }: DocumentedOperation) => {
  const named = new Set(parameters.flatMap((one) => ('name' in one && one.in === 'path' ? one.name : [])));
  return [...path.matchAll(/\{([^}]+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !named.has(name))
    .map((name) => ({ name, in: 'path' as const, required: true, schema: { type: 'string' as const } }));
};

const securityOf = (grants: readonly Grant[]): Record<string, string[]>[] => {
  const schemes = grants.flatMap((grant) => {
    if (grant === 'server') return ['serverToken'];
    return grant.startsWith('key:') ? ['apiKey', 'apiKeyBasic', 'apiKeyHeader'] : ['consoleToken'];
  });
  return [...new Set(schemes)].map((scheme) => ({ [scheme]: [] }));
};

const refusalsOf = (operation: DocumentedOperation, grants: readonly Grant[] | undefined): Set<ErrorCode> => {
  const codes = new Set<ErrorCode>([
    ...((operation[refusesExtension] as readonly ErrorCode[] | undefined) ?? []),
    'MALFORMED',
    'INTERNAL',
  ]);
  if (grants) for (const code of ['UNAUTHENTICATED', 'FORBIDDEN', 'LIMITED', 'UNAVAILABLE'] as const) codes.add(code);
  if (grants?.includes('server')) codes.add('INVALID').add('NOT_FOUND');
  if (operation.requestBody) codes.add('TOO_LARGE');
  return codes;
};

/** Each error of a surface is described once, and named by the routes that may answer with it. */
const addRefusal = (refusals: Responses, path: string, operation: DocumentedOperation, code: ErrorCode): void => {
  const { status, example } = render(path, code);
  if (operation.responses[status]) return;
  const schema = schemaNameOf(example);
  const name = `${schema}.${code}`;
  refusals[name] ??= {
    description: descriptions[code],
    headers: sharedHeaders,
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` }, example } },
  };
  operation.responses[status] = { $ref: `#/components/responses/${name}` };
};

const exampleRequestId = '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f';
const exampleRequest = { headers: { 'content-type': 'application/json' }, originalUrl: '/' } as Request;

/** What the surface of the path answers with an error: the very renderer says it. */
const render = (path: string, code: ErrorCode): { status: number; example: object } => {
  const rendered = rendererFor(path)(new DomainError(code, descriptions[code]), exampleRequestId, exampleRequest);
  const example = 'body' in rendered ? rendered.body : (JSON.parse(rendered.bytes.toString()) as object);
  return { status: rendered.status, example: 'meta' in example ? atExampleTime(example) : example };
};

/** The document is the same whenever it is made. */
const atExampleTime = (example: object): object => ({
  ...example,
  meta: { requestId: exampleRequestId, timestamp: '2026-03-31T12:00:00.000Z' },
});

const schemaNameOf = (example: object): string => {
  if ('detail' in example) return 'Error';
  if ('meta' in example) return 'TelemetryError';
  if ('success' in example) return 'SessionsError';
  if (!('error' in example)) return 'Status';
  if (typeof example.error === 'object') return 'PlatformError';
  return 'code' in example ? 'OtelError' : 'LangfuseError';
};

const descriptions: Readonly<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'The credential is missing or wrong',
  FORBIDDEN: 'The credential does not allow this',
  NOT_FOUND: 'Not found, or not visible to the caller',
  CONFLICT: 'Conflicts with what is there',
  MALFORMED: 'The request cannot be read',
  INVALID: 'A field is wrong',
  TOO_LARGE: 'The body is too large',
  UNSUPPORTED: 'The media type is not supported',
  LIMITED: 'Too many requests; see Retry-After',
  UNAVAILABLE: 'A part that is needed does not answer now',
  NOT_IMPLEMENTED: 'This server does not serve it yet',
  INTERNAL: 'Something went wrong on our side',
};
