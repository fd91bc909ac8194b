import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Config } from '@debrief/infra';
import { BodyBudget } from './body-budget';
import { BodyReader } from './body-reader';
import { Turns } from './turns';

const limits = { jsonBytes: 1_000, eventBatchBytes: 1_000, artifactBytes: 1_000 } as Config['limits'];

const readerOf = (body: string): BodyReader => {
  const request = Object.assign(new PassThrough(), { headers: {} }) as unknown as IncomingMessage;
  (request as unknown as PassThrough).end(body);
  return new BodyReader(request, limits, new BodyBudget(10_000), new Turns());
};

describe('BodyReader', () => {
  it('reads a body once for all who ask before it is parsed', async () => {
    const reader = readerOf('{"a":1}');
    const bytes = await reader.read('json');
    expect(await reader.read('json')).toBe(bytes);
    expect(await reader.readJson('json')).toBe(bytes);
    expect(bytes.toString()).toBe('{"a":1}');
  });

  it.each(['readJson', 'readToDecode'] as const)('does not keep a body that %s gave away', async (take) => {
    const reader = readerOf('{"a":1}');
    await reader[take]('json');
    await expect(reader[take]('json')).rejects.toThrow('is not kept');
  });
});
