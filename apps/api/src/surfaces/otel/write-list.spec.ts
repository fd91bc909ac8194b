import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { writeList } from './write-list';

describe('writeList', () => {
  const items = (count: number): object[] =>
    Array.from({ length: count }, (_, at) => ({ at, name: 'é "x"\n', gone: undefined }));
  let lists: object[];
  const server = createServer(
    express().get('/', (_, response) =>
      writeList(response, { name: 'ü' }, { field: 'spans', items: lists, toItem: (item) => ({ ...item, made: true }) }),
    ),
  );
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it.each([0, 1, 32, 33, 200])('answers with an object and %i items, and says how long it is', async (count) => {
    lists = items(count);
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    const text = await answer.text();
    expect(text).toBe(JSON.stringify({ name: 'ü', spans: lists.map((item) => ({ ...item, made: true })) }));
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  });
});
