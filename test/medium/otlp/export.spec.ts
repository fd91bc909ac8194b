import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { encodings, exportOf, messageType, sentSpan, toJson, toProtobuf } from '../../factories/otlp-export';
import { newTraceId, spanId } from '../../factories/span-export';
import { useTenancyApi, type World } from '../../tenancy/tenancy-world';

type Headers = Record<string, string>;

const media = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

describe('exporting spans over HTTP', () => {
  const suite = useTenancyApi(() => ({ MAX_EVENT_BATCH_BYTES: '100000' }));
  let world: World;
  let key: string;
  beforeAll(async () => {
    world = await suite.mintWorld();
    key = (await keyWith(['ingest'])).secretKey;
  });

  const keyWith = (scopes: ('ingest' | 'read' | 'write')[]) =>
    suite.services.apiKeys.create(world.own.scope, world.own.projectId, { name: 'exporter', scopes });
  const post = async (path: string, body: Buffer | string, headers: Headers = {}, credential = key) => {
    const authorization = credential === '' ? {} : { authorization: `Bearer ${credential}` };
    const init = { method: 'POST', headers: { 'content-type': media.json, ...authorization, ...headers }, body };
    const response = await fetch(suite.api.url + path, init as RequestInit);
    return { response, status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const traces = '/otel/default/v1/traces';
  const spans = (traceId: string, n = 1) =>
    exportOf(...Array.from({ length: n }, (_, index) => sentSpan({ traceId, spanId: spanId(index + 1) })));
  const countOf = async (traceId: string): Promise<number> => {
    const { rows } = await suite.admin.query<{ n: string }>(
      'select coalesce(sum(event_count), 0) as n from debrief.trace where external_id = $1',
      [traceId],
    );
    return Number(rows[0]?.n);
  };

  describe.each(encodings)('in %s', (encoding, write) => {
    const type = { 'content-type': media[encoding] };
    const readStatus = (bytes: Buffer): { code: number; message: string; details?: unknown[] } => {
      if (encoding === 'json') return JSON.parse(bytes.toString()) as ReturnType<typeof readStatus>;
      const schema = messageType('RpcStatus');
      return schema.toObject(schema.decode(bytes)) as ReturnType<typeof readStatus>;
    };

    it('is answered by an empty message of the same type once it is stored', async () => {
      const traceId = newTraceId();
      const { response, bytes, status } = await post(traces, write(spans(traceId, 3)), type);
      expect([status, bytes.toString()]).toEqual([200, encoding === 'json' ? '{}' : '']);
      expect(response.headers.get('content-type')).toBe(media[encoding]);
      for (const name of ['x-request-id', 'x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'])
        expect(response.headers.get(name)).not.toBeNull();
      expect(await countOf(traceId)).toBe(3);
    });

    it('with a bad span stores the others and says how many it rejected', async () => {
      const traceId = newTraceId();
      const good = Array.from({ length: 99 }, (_, index) => sentSpan({ traceId, spanId: spanId(index + 1) }));
      const { status, bytes } = await post(
        traces,
        write(exportOf(...good, sentSpan({ traceId, spanId: '0000' }))),
        type,
      );
      expect(status).toBe(200);
      const schema = messageType('ExportTraceServiceResponse');
      const answer = encoding === 'json' ? JSON.parse(bytes.toString()) : schema.decode(bytes).toJSON();
      expect(answer).toMatchObject({
        partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('span id is not 8 bytes') },
      });
      expect(await countOf(traceId)).toBe(99);
    });

    it('that was stored with other content is rejected by its first id', async () => {
      const traceId = newTraceId();
      await post(traces, write(spans(traceId)), type);
      const other = exportOf(sentSpan({ traceId, spanId: spanId(1), name: 'other' }));
      expect((await post(traces, write(other), type)).bytes.toString()).toContain(
        `span id already used for another span (1, first id ${spanId(1)})`,
      );
    });

    it.each<[string, string, () => Promise<string>, number, number]>([
      ['without a credential', traces, async () => '', 401, 16],
      ['with a key that is none', traces, async () => 'junk', 401, 16],
      ['by a key without ingest', traces, async () => (await keyWith(['read'])).secretKey, 403, 7],
      ['to an unknown project', '/otel/nowhere/v1/traces', async () => key, 404, 5],
    ])('%s is refused', async (_name, path, credential, status, code) => {
      const answer = await post(path, write(spans(newTraceId())), type, await credential());
      expect(answer.status).toBe(status);
      expect(answer.response.headers.get('content-type')).toBe(media[encoding]);
      expect(readStatus(answer.bytes)).toMatchObject({ code, message: expect.any(String) });
    });

    it("to another tenant's project is refused as one to none", async () => {
      const body = write(spans(newTraceId()));
      const [foreign, none] = await Promise.all(
        [world.other.projectId, '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f'].map((id) =>
          post(`/otel/${id}/v1/traces`, body, type),
        ),
      );
      expect([foreign?.status, none?.status]).toEqual([404, 404]);
    });

    it.each([
      ['does not decode', Buffer.from([0xff, 0xff, 0xff, 0x7b]), {}, 400, 3],
      ['is not what its coding says', Buffer.from('plain'), { 'content-encoding': 'gzip' }, 400, 3],
      ['is larger than the limit', Buffer.alloc(100_001), {}, 413, 8],
      ['is larger once inflated', gzipSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'gzip' }, 413, 8],
      ['has a coding that nobody knows', Buffer.from('x'), { 'content-encoding': 'rot13' }, 415, 3],
    ])('that %s is refused', async (_name, body, headers: Headers, status, code) => {
      const answer = await post(traces, body, { ...type, ...headers });
      expect([answer.status, readStatus(answer.bytes).code]).toEqual([status, code]);
    });

    it('that breaks off behind many good spans is refused as a whole', async () => {
      const traceId = newTraceId();
      const good = Array.from({ length: 250 }, (_, index) => sentSpan({ traceId, spanId: spanId(index + 1) }));
      const body = write(exportOf(...good, sentSpan({ traceId, spanId: spanId(300), name: 'last of all' })));
      const at = body.lastIndexOf('last of all');
      // A field of a wire type that does not exist, and a name that is no text.
      if (encoding === 'protobuf') body[at - 2] = 0x2f;
      else body.write('["st of all"]', at - 1);
      const { status, bytes } = await post(traces, body, type);
      expect([status, readStatus(bytes).code]).toEqual([400, 3]);
      expect(await countOf(traceId)).toBe(0);
    });

    it('that cannot be stored for whatever reason is to be sent again', async () => {
      const body = write(spans(newTraceId()));
      await suite.admin.query('alter table debrief.append_ledger rename to away');
      const { status, response, bytes } = await post(traces, body, type);
      await suite.admin.query('alter table debrief.away rename to append_ledger');
      expect([status, response.headers.get('retry-after'), readStatus(bytes).code]).toEqual([503, '1', 14]);
      expect(readStatus(bytes).details).toHaveLength(1);
      expect((await post(traces, body, type)).status).toBe(200);
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Buffer) => body],
    ['gzip, br', (body: Buffer) => brotliCompressSync(gzipSync(body))],
  ])('takes bodies in %s', async (coding, compress) => {
    const traceId = newTraceId();
    const body = compress(toProtobuf(spans(traceId, 20)));
    const headers = { 'content-type': media.protobuf, 'content-encoding': coding };
    expect((await post(traces, body, headers)).status).toBe(200);
    expect(await countOf(traceId)).toBe(20);
  });

  it.each([
    ['application/x-protobuf', toProtobuf],
    ['application/protobuf', toProtobuf],
    ['application/octet-stream', toProtobuf],
    ['application/json; charset=utf-8', toJson],
  ])('reads %s, and answers in it', async (type, write) => {
    const traceId = newTraceId();
    const own = type.split(';')[0];
    const { status, response } = await post(traces, write(spans(traceId)), { 'content-type': type });
    expect([status, response.headers.get('content-type')]).toEqual([200, own]);
    expect(await countOf(traceId)).toBe(1);
    const broken = await post(traces, Buffer.from([0xff, 0xff]), { 'content-type': type });
    expect([broken.status, broken.response.headers.get('content-type')]).toEqual([400, own]);
  });

  it('answers an unknown type in JSON', async () => {
    const { status, response, bytes } = await post(traces, 'x', { 'content-type': 'text/csv' });
    expect([status, response.headers.get('content-type')]).toEqual([415, media.json]);
    expect(JSON.parse(bytes.toString())).toMatchObject({ code: 3 });
  });

  it('says which codings it knows', async () => {
    const { response } = await post(traces, 'x', { 'content-encoding': 'rot13' });
    expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br, zstd');
  });

  it('compresses its answer when asked', async () => {
    const init = { method: 'POST', headers: { authorization: `Bearer ${key}`, 'accept-encoding': 'gzip' } };
    const response = await fetch(suite.api.url + traces, { ...init, body: Buffer.from('{') });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.status).toBe(400);
  });

  it.each(['/otel/v1/traces', '/api/public/otel/v1/traces'])('takes spans at %s, too', async (path) => {
    const traceId = newTraceId();
    expect((await post(path, toJson(spans(traceId)))).status).toBe(200);
    expect(await countOf(traceId)).toBe(1);
  });

  it.each(['GET', 'PUT', 'DELETE'])('allows no %s', async (method) => {
    const response = await fetch(suite.api.url + traces, { method, headers: { 'content-type': media.json } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ code: 12 });
  });

  it('knows the project by id and by slug, and as default for a member who sees one or one of that name', async () => {
    const { own } = await suite.mintWorld();
    const token = await suite.api.tokenOf(own.userId, own.email);
    const send = async (project: string) =>
      (await post(`/otel/${project}/v1/traces`, toJson(spans(newTraceId())), {}, token)).status;
    const { slug } = await suite.services.projects.get(own.scope, own.projectId);
    expect([await send(own.projectId), await send(slug), await send('default')]).toEqual([200, 200, 200]);
    const second = await suite.services.projects.create(own.scope, { name: 'second' });
    expect([await send(second.slug), await send('default')]).toEqual([200, slug === 'default' ? 200 : 409]);
  });
});
