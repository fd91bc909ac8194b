import { randomUUID } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { JsonObject, KeyScope } from '@debrief/kernel';
import { sentBatch, sentRequest } from '../../factories/http-request';
import { createWorkspaceFixture } from '../../factories/workspace';
import { ingestRoute, queryRoute, useTelemetry } from '../../medium/telemetry/telemetry-suite';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

describe('reporting HTTP requests', () => {
  const suite = useTelemetry();
  const batch = (...requests: JsonObject[]): JsonObject =>
    sentBatch(suite.own.projectId, ...(requests.length > 0 ? requests : [sentRequest()]));

  const send = async (init: RequestInit & { path?: string } = {}) => {
    const { path = ingestRoute, headers, body = JSON.stringify(batch()) } = init;
    const response = await fetch(suite.api.url + path, {
      method: 'POST',
      // As bytes: fetch says of a string that it is plain text.
      body: typeof body === 'string' ? new Uint8Array(Buffer.from(body)) : body,
      headers: { 'x-seestack-key': suite.own.secretKey, ...(headers as Record<string, string>) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as JsonObject };
  };
  const keyOf = async (scopes: KeyScope[]): Promise<string> => {
    const { own, services } = suite;
    return (await services.apiKeys.create(own.scope, own.projectId, { name: 'k', scopes })).secretKey;
  };

  it('is answered with exactly the body that clients know', async () => {
    const { status, text, headers } = await send({ body: JSON.stringify(batch(sentRequest(), sentRequest())) });
    expect({ status, text }).toEqual({ status: 202, text: '{"ok":true,"accepted":2}' });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(await suite.count()).toBe(2);
  });

  it.each([
    ['X-SeeStack-Key', () => ({ 'x-seestack-key': suite.own.secretKey })],
    ['X-API-Key', () => ({ 'x-seestack-key': '', 'x-api-key': suite.own.secretKey })],
    ['a bearer', () => ({ 'x-seestack-key': '', authorization: `Bearer ${suite.own.secretKey}` })],
    [
      'Basic',
      () => ({
        'x-seestack-key': '',
        authorization: `Basic ${Buffer.from(`${suite.own.publicKey}:${suite.own.secretKey}`).toString('base64')}`,
      }),
    ],
  ])('takes the key as %s', async (_, headers) => {
    expect(await send({ headers: headers() })).toMatchObject({ status: 202 });
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('takes a body in %s', async (encoding, compress) => {
    const body = new Uint8Array(compress(JSON.stringify(batch())));
    expect(await send({ body, headers: { 'content-encoding': encoding } })).toMatchObject({ status: 202 });
  });

  it('takes a body that names no type, or JSON in UTF-8', async () => {
    expect(await send()).toMatchObject({ status: 202 });
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect(await send({ headers })).toMatchObject({ status: 202 });
  });

  it('knows the project by its slug, too', async () => {
    const { slug } = await suite.services.projects.get(suite.own.scope, suite.own.projectId);
    const body = JSON.stringify({ projectId: slug, requests: [sentRequest()] });
    expect(await send({ body })).toMatchObject({ status: 202 });
  });

  const badKey = { code: 'INVALID_API_KEY', message: 'Invalid or missing API key' };
  const malformed = { code: 'MALFORMED_REQUEST', message: 'Malformed request body' };
  it.each<[string, number, JsonObject, () => Promise<RequestInit & { path?: string }>]>([
    ['without a key', 401, badKey, async () => ({ headers: { 'x-seestack-key': '' } })],
    ['with a key that nobody has', 401, badKey, async () => ({ headers: { 'x-seestack-key': 'seestack_live_abc' } })],
    [
      'with a revoked key',
      401,
      badKey,
      async () => {
        const { own, services } = suite;
        const { apiKey, secretKey } = await services.apiKeys.create(own.scope, own.projectId, { name: 'old' });
        await services.apiKeys.revoke(own.scope, own.projectId, apiKey.id);
        return { headers: { 'x-seestack-key': secretKey } };
      },
    ],
    [
      'with a key that may only read',
      403,
      { code: 'INSUFFICIENT_SCOPE', message: 'Credential may not ingest' },
      async () => ({ headers: { 'x-seestack-key': await keyOf(['read', 'write']) } }),
    ],
    [
      'as a console user',
      403,
      { code: 'FORBIDDEN', message: 'Credential may not ingest' },
      async () => ({
        headers: {
          'x-seestack-key': '',
          authorization: `Bearer ${await suite.api.tokenOf(suite.own.userId, suite.own.email)}`,
        },
      }),
    ],
    ['that is no JSON', 400, malformed, async () => ({ body: '{"projectId":' })],
    ['that is no object', 400, malformed, async () => ({ body: '[]' })],
    ['that is empty', 400, malformed, async () => ({ body: '' })],
    ['in a wrong encoding', 400, malformed, async () => ({ headers: { 'content-encoding': 'gzip' } })],
    [
      'of another type',
      415,
      { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The Content-Type must be application/json' },
      async () => ({ headers: { 'content-type': 'text/plain' } }),
    ],
    [
      'that is too large when unpacked',
      413,
      { code: 'PAYLOAD_TOO_LARGE', message: expect.any(String) as string },
      async () => ({
        body: new Uint8Array(gzipSync(JSON.stringify(batch(sentRequest({ path: 'x'.repeat(5_000_000) }))))),
        headers: { 'content-encoding': 'gzip' },
      }),
    ],
    [
      'with what is wrong',
      422,
      {
        code: 'VALIDATION_ERROR',
        message: 'Validation failed',
        details: { projectId: 'must not be null', 'requests[0].direction': 'must match "inbound|outbound"' },
      },
      async () => ({ body: JSON.stringify({ requests: [sentRequest({ direction: 'INBOUND' })] }) }),
    ],
    [
      'to a path that is not served',
      404,
      { code: 'NOT_FOUND', message: 'Not found' },
      async () => ({ path: '/ingest/v1/errors' }),
    ],
  ])('is refused in form %s', async (_, status, error, request) => {
    const answer = await send(await request());
    expect({ status: answer.status, body: answer.body }).toEqual({
      status,
      body: {
        success: false,
        error,
        meta: { requestId: answer.headers.get('x-request-id'), timestamp: expect.any(String) as string },
      },
    });
    expect(answer.headers.get('x-request-id')).toMatch(uuid);
    expect(await suite.count()).toBe(0);
  });

  it('keeps the id of the request that a client chose, if it is a UUID', async () => {
    const id = randomUUID();
    expect((await send({ headers: { 'x-request-id': id } })).headers.get('x-request-id')).toBe(id);
    expect((await send({ headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id')).toMatch(uuid);
  });

  it('tells nothing about the projects of others', async () => {
    const other = await createWorkspaceFixture(suite.database);
    const answers = [other.projectId, randomUUID(), 'nowhere'].map((projectId) =>
      send({ body: JSON.stringify({ projectId, requests: [sentRequest()] }) }),
    );
    for (const { status, body } of await Promise.all(answers))
      expect({ status, error: body['error'] }).toMatchObject({
        status: 422,
        error: { details: { projectId: 'must be the project of the API key' } },
      });
  });

  it('checks fields before the project, and the scope before the body', async () => {
    const body = JSON.stringify({ projectId: randomUUID(), requests: [] });
    expect((await send({ body })).body['error']).toMatchObject({
      details: { requests: 'size must be between 1 and 1000' },
    });
    const headers = { 'x-seestack-key': await keyOf(['read']) };
    expect(await send({ body: '{', headers })).toMatchObject({ status: 403 });
  });

  describe('from a page', () => {
    const origin = 'https://app.example.com';
    const allow = (...allowed_origins: string[]) =>
      suite.services.projects.update(suite.own.scope, suite.own.projectId, { settings: { allowed_origins } });

    it('is announced by a request without a key', async () => {
      const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-seestack-key' };
      const response = await fetch(suite.api.url + ingestRoute, { method: 'OPTIONS', headers: { origin, ...asked } });
      expect(response.status).toBe(204);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Content-Type,Content-Encoding,X-SeeStack-Key,Idempotency-Key',
      });
    });

    it.each([[['https://app.example.com']], [['*']]])('is taken where the project allows %j', async (origins) => {
      await allow(...origins);
      const good = await send({ headers: { origin } });
      expect(good.status).toBe(202);
      expect(good.headers.get('access-control-allow-origin')).toBe(origin);
      const bad = await send({ headers: { origin }, body: '{' });
      expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([400, origin]);
    });

    it('reads why it is refused, and when to come again', async () => {
      const { status, headers } = await send({ headers: { origin, 'x-seestack-key': 'dbf_sk_wrong' } });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([401, origin]);
      expect(headers.get('access-control-expose-headers')?.split(',')).toEqual(
        expect.arrayContaining(['Retry-After', 'X-Request-Id']),
      );
    });

    it('is refused where it allows others, or none', async () => {
      for (const origins of [[], ['https://other.example.com']]) {
        await allow(...origins);
        const { status, body, headers } = await send({ headers: { origin } });
        expect({ status, body }).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
        expect(headers.get('access-control-allow-origin')).toBeNull();
      }
      expect(await suite.count()).toBe(0);
    });
  });

  describe('of which one is bad', () => {
    it('stores nothing and names the field', async () => {
      const requests = Array.from({ length: 100 }, (_, at) => sentRequest({ durationMs: at }));
      requests[57] = sentRequest({ statusCode: 99 });
      expect(await send({ body: JSON.stringify(batch(...requests)) })).toMatchObject({
        status: 422,
        body: { error: { details: { 'requests[57].statusCode': 'must be 0 or between 100 and 599' } } },
      });
      expect(await suite.count()).toBe(0);
    });

    it('names a hundred fields at most', async () => {
      const requests = Array.from({ length: 200 }, () => sentRequest({ method: null, host: '' }));
      const { body } = await send({ body: JSON.stringify(batch(...requests)) });
      expect(Object.keys((body['error'] as { details: object }).details)).toHaveLength(100);
    });
  });

  describe('again', () => {
    const twenty = Array.from({ length: 20 }, (_, at) => sentRequest({ durationMs: at % 5 }));

    it('stores nothing more, also at once, and keeps equal items of a batch', async () => {
      const body = JSON.stringify(batch(...twenty));
      const answers = await Promise.all(Array.from({ length: 6 }, () => send({ body })));
      expect(answers.map(({ text }) => text)).toEqual(Array(6).fill('{"ok":true,"accepted":20}'));
      expect(await suite.count()).toBe(20);
    });

    it('stores what of it is new', async () => {
      await send({ body: JSON.stringify(batch(...twenty)) });
      await send({ body: JSON.stringify(batch(...twenty, sentRequest({ durationMs: 77 }))) });
      expect(await suite.count()).toBe(21);
    });

    it('under a key of idempotency is the same answer, and a conflict with another body', async () => {
      const headers = { 'idempotency-key': 'batch-1', 'content-type': 'application/json' };
      for (let times = 0; times < 2; times += 1)
        expect(await send({ headers })).toMatchObject({ status: 202, body: { ok: true, accepted: 1 } });
      const other = JSON.stringify(batch(sentRequest({ path: '/other' })));
      expect(await send({ headers, body: other })).toMatchObject({
        status: 409,
        body: { error: { code: 'IDEMPOTENCY_CONFLICT' } },
      });
      expect(await suite.count()).toBe(1);
    });
  });

  it('answers in the same form where requests are read', async () => {
    const answer = await suite.api.call('', 'GET', queryRoute);
    expect(answer).toMatchObject({ status: 401, body: { success: false, error: badKey } });
  });
});
