import type { OpenAPIObject } from '@nestjs/swagger';
import { schemaOf } from '../operation';
import { completeDocument, operationsOf } from './complete-document';

const documentWith = (operation: object): OpenAPIObject =>
  ({
    openapi: '3.0.0',
    info: { title: 'x', version: '1' },
    paths: { '/x': { post: { responses: { 200: { description: 'ok' } }, ...operation } } },
  }) as unknown as OpenAPIObject;

const complete = (operation: object) => operationsOf(completeDocument(documentWith(operation)).paths)[0]!.operation;

describe('completeDocument', () => {
  it.each([
    ['a public route', {}, ['200', '400', '500'], []],
    [
      'a route for keys and members',
      { 'x-requires': ['key:ingest', 'member'] },
      ['200', '400', '401', '403', '429', '500', '503'],
      ['apiKey', 'apiKeyBasic', 'apiKeyHeader', 'consoleToken'],
    ],
    [
      'a route for servers',
      { 'x-requires': ['server'] },
      ['200', '400', '401', '403', '404', '422', '429', '500', '503'],
      ['serverToken'],
    ],
    ['a route with a body', { requestBody: {} }, ['200', '400', '413', '500'], []],
    ['a route with errors of its own', { 'x-refuses': ['CONFLICT'] }, ['200', '400', '409', '500'], []],
  ])('adds what follows from the policy: %s', (_name, given, statuses, schemes) => {
    const operation = complete(given);
    expect(Object.keys(operation.responses)).toEqual(statuses);
    expect(operation.security?.flatMap((one) => Object.keys(one))).toEqual(schemes);
    expect(operation['x-refuses']).toBeUndefined();
  });

  it('names the parameters of the path that the route does not name itself', () => {
    const document = documentWith({});
    const named = { name: 'id', in: 'path', required: true, description: 'mine', schema: { type: 'string' } };
    const item = { get: { responses: {}, parameters: [named, { name: 'limit', in: 'query' }] } };
    document.paths = { '/x/{id}/y/{other}': item } as unknown as OpenAPIObject['paths'];
    const [{ operation } = { operation: undefined }] = operationsOf(completeDocument(document).paths);
    const other = { name: 'other', in: 'path', required: true, schema: { type: 'string' } };
    expect(operation?.parameters).toEqual([other, named, { name: 'limit', in: 'query' }]);
  });

  it('leaves a response that the route describes itself', () => {
    const operation = complete({ responses: { 400: { description: 'mine' } } });
    expect(operation.responses[400]).toMatchObject({ description: 'mine' });
  });
});

describe('schemaOf', () => {
  it.each([
    [
      { a: [1], b: null, c: true, d: 'x', e: 0.5 },
      {
        type: 'object',
        properties: {
          a: { type: 'array', items: { type: 'integer' } },
          b: {},
          c: { type: 'boolean' },
          d: { type: 'string' },
          e: { type: 'number' },
        },
      },
    ],
    [[], { type: 'array', items: {} }],
  ])('reads the schema off %j', (example, expected) => {
    expect(schemaOf(example)).toEqual(expected);
  });
});
