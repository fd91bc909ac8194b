import { createHash, randomBytes } from 'node:crypto';
import { ArtifactsService } from '@debrief/artifacts';
import { newId } from '@debrief/kernel';
import { tinyPng } from '../../factories/png';
import { keyScopeOf, type Tenant, userScopeOf } from '../../factories/tenant';
import { type ArtifactsApp, startArtifactsApp } from './artifacts-app';

const jpeg = Buffer.from('ffd8ffe000104a46494600', 'hex');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const maxBytes = 4096;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & {
    artifact: Record<string, unknown>;
    upload: { method: string; url: string; expires_in: number } | null;
  };
}

describe.each(['local', 'supabase'] as const)('artifacts in a %s store', (kind) => {
  let api: ArtifactsApp;
  let tenant: Tenant;
  let trace: string;

  beforeAll(async () => {
    api = await startArtifactsApp(kind, { MAX_ARTIFACT_BYTES: String(maxBytes) });
    tenant = await api.mintTenant();
  });
  afterAll(() => api?.stop());
  beforeEach(async () => {
    trace = await newTrace(tenant);
  });

  const call = async (
    method: string,
    path: string,
    options: { as?: string; headers?: Record<string, string>; body?: string | Buffer | FormData } = {},
  ): Promise<Answer> => {
    const { as = tenant.apiKey, headers, body } = options;
    const response = await fetch(api.url + path, {
      method,
      headers: { authorization: `Bearer ${as}`, ...headers },
      body: body as RequestInit['body'],
      redirect: 'manual',
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : ({} as Answer['body']),
    };
  };
  const newTrace = async (of: Tenant): Promise<string> => {
    const id = `sess_${newId()}`;
    expect((await call('POST', '/api/traces', { as: of.apiKey, body: JSON.stringify({ id }) })).status).toBe(201);
    return id;
  };
  const upload = (bytes: Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', `/api/traces/${trace}/artifacts`, {
      headers: { 'content-type': 'image/png', ...headers },
      body: bytes,
    });
  const register = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', `/api/traces/${trace}/artifacts`, {
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const open = (id: unknown, as = tenant.owner.token): Promise<Answer> =>
    call('GET', `/artifacts/${String(id)}?format=json`, { as });
  const putBytes = async (url: string | undefined, bytes: Buffer, type = 'image/png'): Promise<number> =>
    (
      await fetch(url ?? '', {
        method: 'PUT',
        headers: { 'content-type': type },
        body: bytes as Uint8Array<ArrayBuffer>,
      })
    ).status;

  describe('sent as raw bytes', () => {
    it('are stored as the SDK sends them, and come back through a signed URL', async () => {
      const { status, body } = await upload(tinyPng, {
        'x-promptetheus-filename': '/tmp/shot 1.png',
        'x-promptetheus-size-bytes': String(tinyPng.length),
        'x-promptetheus-artifact-type': 'screenshot',
      });
      expect(status).toBe(201);
      expect(body.artifact).toEqual({
        artifact_id: expect.stringMatching(/^art_[0-9A-HJKMNP-TV-Z]{26}$/),
        session_id: trace,
        workspace_id: tenant.workspaceId,
        project_id: tenant.projectId,
        content_type: 'image/png',
        size_bytes: tinyPng.length,
        filename: 'shot_1.png',
        artifact_type: 'screenshot',
        storage_path: expect.stringMatching(
          new RegExp(`^artifacts/${tenant.workspaceId}/${trace}/[0-9a-f-]{36}/shot_1.png$`),
        ),
        event_time_map: null,
        sha256: sha256(tinyPng),
        status: 'stored',
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      const opened = await open(body.artifact.artifact_id);
      expect(opened.body).toEqual({
        artifact_id: body.artifact.artifact_id,
        signed_url: expect.any(String),
        expires_in: 300,
      });
      const bytes = await fetch(String(opened.body.signed_url));
      expect(bytes.headers.get('content-type')).toBe('image/png');
      expect(Buffer.from(await bytes.arrayBuffer())).toEqual(tinyPng);
    });

    it('are stored as the type that their bytes have', async () => {
      const { body } = await upload(jpeg);
      expect(body.artifact.content_type).toBe('image/jpeg');
      const opened = await open(body.artifact.artifact_id);
      expect((await fetch(String(opened.body.signed_url))).headers.get('content-type')).toBe('image/jpeg');
    });

    it.each([
      ['a media type that is not stored', tinyPng, { 'content-type': 'text/html' }, 415, 'unsupported_media_type'],
      ['bytes that are no image', Buffer.from('<script>'), {}, 415, 'unsupported_media_type'],
      ['a size that the body has not', tinyPng, { 'x-promptetheus-size-bytes': '3' }, 422, 'validation_error'],
      ['a size that is no number', tinyPng, { 'x-promptetheus-size-bytes': 'many' }, 422, 'validation_error'],
      [
        'an artifact id that is too long',
        tinyPng,
        { 'x-promptetheus-artifact-id': 'x'.repeat(257) },
        422,
        'validation_error',
      ],
      ['more bytes than are allowed', Buffer.concat([tinyPng, Buffer.alloc(maxBytes)]), {}, 413, 'payload_too_large'],
    ])('are refused with %s', async (_case, bytes, headers, status, code) => {
      expect(await upload(bytes, headers as Record<string, string>)).toMatchObject({ status, body: { code } });
    });

    it('are not found a trace of another workspace', async () => {
      trace = await newTrace(await api.mintTenant());
      expect(await upload(tinyPng)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    });
  });

  describe('under an artifact_id of the client', () => {
    const withId = (id: string) => ({ 'x-promptetheus-artifact-id': id });

    it('give the row again for the same bytes and 409 for others', async () => {
      const id = `shot-${trace}`;
      const first = await upload(tinyPng, withId(id));
      const again = await upload(tinyPng, withId(id));
      expect([again.status, again.body.artifact]).toEqual([201, first.body.artifact]);
      expect(await upload(jpeg, withId(id))).toMatchObject({ status: 409 });
      trace = await newTrace(tenant);
      expect(await upload(tinyPng, withId(id))).toMatchObject({ status: 409 });
    });

    it('are one artifact however many send the same bytes at once', async () => {
      const answers = await Promise.all(Array.from({ length: 6 }, () => upload(tinyPng, withId(`shot-${trace}`))));
      expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
      expect(new Set(answers.map(({ body }) => body.artifact.storage_path)).size).toBe(1);
    });

    it('are the bytes of exactly one of those who send different ones at once', async () => {
      const variants = Array.from({ length: 5 }, () => Buffer.concat([tinyPng, randomBytes(8)]));
      const answers = await Promise.all(variants.map((bytes) => upload(bytes, withId(`shot-${trace}`))));
      const won = answers.filter(({ status }) => status === 201);
      expect([won.length, answers.filter(({ status }) => status === 409).length]).toEqual([1, 4]);
      const opened = await open(`shot-${trace}`);
      const bytes = Buffer.from(await (await fetch(String(opened.body.signed_url))).arrayBuffer());
      expect(sha256(bytes)).toBe(won[0]?.body.artifact.sha256);
    });
  });

  describe('sent as a form', () => {
    const send = (
      fields: Record<string, string>,
      file: Blob | null = new Blob([tinyPng], { type: 'image/png' }),
    ): Promise<Answer> => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      if (file) form.set('file', file, 'recording.png');
      return call('POST', `/api/traces/${trace}/artifacts`, { body: form });
    };

    it('are stored with their fields', async () => {
      const fields = {
        artifact_type: 'screen_recording',
        artifact_id: `rec-${trace}`,
        event_time_map: '{"7": 1500, "9007199254740993": 1}',
      };
      const { status, body } = await send(fields);
      expect(status).toBe(201);
      expect(body.artifact).toMatchObject({
        artifact_id: fields.artifact_id,
        artifact_type: 'screen_recording',
        filename: 'recording.png',
        status: 'stored',
        event_time_map: { 7: 1500 },
      });
    });

    it.each([
      ['no file', {}, null, 422, 'validation_error'],
      ['an event_time_map that is no object', { event_time_map: '[1]' }, undefined, 422, 'validation_error'],
      ['an event_time_map that is no JSON', { event_time_map: '{' }, undefined, 422, 'validation_error'],
      ['a file of another type', {}, new Blob(['a'], { type: 'text/plain' }), 415, 'unsupported_media_type'],
    ])('are refused with %s', async (_case, fields, file, status, code) => {
      expect(await send(fields as Record<string, string>, file)).toMatchObject({ status, body: { code } });
    });

    it.each([
      ['curl', 'Content-Disposition: form-data; name="file"; filename="a b.png"\r\nContent-Type: image/png', 'a_b.png'],
      [
        'a client that names files in UTF-8',
        'Content-Disposition: form-data; name="file"; filename="naïve.png"\r\nContent-Type: image/png',
        'na_ve.png',
      ],
      [
        'a client that encodes names',
        'Content-Disposition: form-data; name="file"; filename*=utf-8\'\'na%C3%AFve.png\r\nContent-Type: image/png',
        'na_ve.png',
      ],
    ])('are read as %s writes them', async (_client, head, filename) => {
      const body = Buffer.concat([Buffer.from(`--b\r\n${head}\r\n\r\n`), tinyPng, Buffer.from('\r\n--b--\r\n')]);
      const answer = await call('POST', `/api/traces/${trace}/artifacts`, {
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
        body,
      });
      expect(answer).toMatchObject({ status: 201, body: { artifact: { filename, sha256: sha256(tinyPng) } } });
    });

    it('are refused when the form is broken', async () => {
      const broken = call('POST', `/api/traces/${trace}/artifacts`, {
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: 'nonsense',
      });
      expect(await broken).toMatchObject({ status: 400, body: { code: 'malformed_body' } });
    });
  });

  describe('that are registered', () => {
    const declared = (bytes = tinyPng, more: object = {}) => ({
      content_type: 'image/png',
      size_bytes: bytes.length,
      filename: 'shot.png',
      ...more,
    });

    it('are not found before their bytes are there, and then are', async () => {
      const { status, body } = await register(declared());
      expect([status, body.artifact.status, body.artifact.sha256]).toEqual([201, 'registered', null]);
      expect(body.upload).toEqual({
        method: 'PUT',
        url: expect.stringContaining(String(body.artifact.storage_path)),
        expires_in: 300,
      });
      expect((await open(body.artifact.artifact_id)).status).toBe(404);
      expect(await putBytes(body.upload?.url, tinyPng)).toBe(200);
      const opened = await open(body.artifact.artifact_id);
      expect(opened.status).toBe(200);
      expect(Buffer.from(await (await fetch(String(opened.body.signed_url))).arrayBuffer())).toEqual(tinyPng);
    });

    it.each([
      ['of another size', declared(tinyPng), tinyPng.subarray(0, 20)],
      ['of another hash', declared(tinyPng, { sha256: 'A'.repeat(64) }), tinyPng],
      ['that are no image', declared(Buffer.from('<script>')), Buffer.from('<script>')],
    ])('stay so with bytes %s, until they are registered anew and the right ones come', async (_case, body, wrong) => {
      const artifactId = `reg-${trace}`;
      const first = await register({ ...body, artifact_id: artifactId });
      expect(first.status).toBe(201);
      expect(await putBytes(first.body.upload?.url, wrong)).toBeLessThan(500);
      expect((await open(artifactId)).status).toBe(404);
      const second = await register({ ...body, artifact_id: artifactId });
      expect(second).toMatchObject({
        status: 201,
        body: { artifact: { status: 'registered' }, upload: { method: 'PUT' } },
      });
      expect(await api.store.stat(String(second.body.artifact.storage_path))).toBeUndefined();
    });

    it('are served as what their bytes are, though put as something else', async () => {
      const { body } = await register(declared(jpeg));
      expect(await putBytes(body.upload?.url, jpeg)).toBe(200);
      const opened = await open(body.artifact.artifact_id);
      expect((await fetch(String(opened.body.signed_url))).headers.get('content-type')).toBe('image/jpeg');
    });

    it('need no upload when the bytes are there', async () => {
      const sent = await upload(tinyPng, { 'x-promptetheus-artifact-id': `both-${trace}` });
      const { body } = await register(declared(tinyPng, { artifact_id: `both-${trace}`, sha256: sha256(tinyPng) }));
      expect([body.artifact, body.upload]).toEqual([sent.body.artifact, null]);
    });

    it('take the bytes as an upload, too', async () => {
      await register(declared(tinyPng, { artifact_id: `raw-${trace}` }));
      expect(await upload(tinyPng, { 'x-promptetheus-artifact-id': `raw-${trace}` })).toMatchObject({
        status: 201,
        body: { artifact: { status: 'stored' } },
      });
    });

    it.each([
      ['no size', { content_type: 'image/png' }, 422, 'validation_error'],
      ['no type', { size_bytes: 1 }, 422, 'validation_error'],
      ['a broken size', { content_type: 'image/png', size_bytes: 1.5 }, 422, 'validation_error'],
      ['a broken hash', { content_type: 'image/png', size_bytes: 1, sha256: 'z'.repeat(64) }, 422, 'validation_error'],
      ['another type', { content_type: 'image/svg+xml', size_bytes: 1 }, 415, 'unsupported_media_type'],
      ['too large a size', { content_type: 'image/png', size_bytes: maxBytes + 1 }, 413, 'payload_too_large'],
    ])('are refused with %s', async (_case, body, status, code) => {
      expect(await register(body)).toMatchObject({ status, body: { code } });
    });

    it('answer an Idempotency-Key with the stored answer, and 409 to another body', async () => {
      const key = { 'idempotency-key': `once-${trace}` };
      const first = await register(declared(), key);
      const again = await register(declared(), key);
      expect([again.body, again.headers.get('idempotent-replayed')]).toEqual([first.body, 'true']);
      expect(await register(declared(jpeg), key)).toMatchObject({
        status: 409,
        body: { code: 'idempotency_conflict' },
      });
    });
  });

  describe('opened', () => {
    it('are a redirect that nobody keeps', async () => {
      const { body } = await upload(tinyPng);
      const { status, headers } = await call('GET', `/artifacts/${String(body.artifact.artifact_id)}`, {
        as: tenant.owner.token,
        headers: { accept: '*/*' },
      });
      expect([status, headers.get('cache-control')]).toEqual([302, 'private, no-store']);
      expect((await fetch(headers.get('location') ?? '')).status).toBe(200);
    });

    it('are JSON for who accepts that alone', async () => {
      const { body } = await upload(tinyPng);
      const answer = await call('GET', `/artifacts/${String(body.artifact.artifact_id)}`, {
        as: tenant.owner.token,
        headers: { accept: 'application/json' },
      });
      expect([answer.status, answer.body.expires_in]).toEqual([200, 300]);
    });

    it.each([
      ['an API key', async () => tenant.apiKey, 403],
      ['a user of another workspace', async () => (await api.mintTenant()).owner.token, 404],
    ])('are refused to %s', async (_who, credential, status) => {
      const { body } = await upload(tinyPng);
      expect((await open(body.artifact.artifact_id, await credential())).status).toBe(status);
    });

    it.each(['nothing', 'a%2Fb', '..%2F..%2Fetc'])('are not found as %s', async (id) => {
      expect(await open(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    });
  });

  it('go with their traces: the objects first, then the rows', async () => {
    const service = api.app.get(ArtifactsService, { strict: false });
    const scope = userScopeOf(tenant.workspaceId);
    const row = await service.upload(keyScopeOf(tenant), trace, {
      artifactId: null,
      artifactType: null,
      filename: null,
      eventTimeMap: null,
      bytes: tinyPng,
      declaredType: 'image/png',
      declaredSize: null,
    });
    await register({ content_type: 'image/png', size_bytes: 1 });
    expect(await service.listOfTrace(scope, row.traceId)).toHaveLength(2);
    expect(await service.removeOfTraces(scope, [row.traceId, newId()])).toEqual({ removed: 2, failedTraceIds: [] });
    expect(await service.listOfTrace(scope, row.traceId)).toEqual([]);
    expect(await api.store.stat(row.storagePath)).toBeUndefined();
  });

  it('are part of what /ready tells', async () => {
    expect(await call('GET', '/ready')).toMatchObject({ body: { checks: { object_store: 'ok' } } });
  });
});
