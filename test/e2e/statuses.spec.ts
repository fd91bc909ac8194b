import { randomUUID } from 'node:crypto';
import { makeEvent, newTraceId } from '../factories/event';
import { NativeClient } from '../factories/native-client';
import { tinyPng } from '../factories/png';
import { withAdmin } from '../factories/record-check';
import { addKey, addMember, addStrictProject, mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';

type Who = 'agent' | 'agent without scope' | 'owner' | 'viewer' | 'server' | 'nobody' | 'stranger' | 'outsider';

interface Row {
  readonly name: string;
  readonly as: Who;
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly answer: readonly [status: number, code?: string];
}

/** `:run` is a stored run of two events, `:both` an id that two projects hold, `:shot` a stored artifact, `:empty` one without bytes. */
const create = { method: 'POST', path: '/api/traces' } as const;
const append = { method: 'POST', path: '/api/traces/:run/events' } as const;
const upload = { method: 'POST', path: '/api/traces/:run/artifacts' } as const;
const patchIncident = { method: 'PATCH', path: `/api/incidents/${randomUUID()}` } as const;
const png = { 'content-type': 'image/png' };

/** Every status of native.md §2 for endpoints 1–5 and 9, apart from 429 and 503, which need an instance in trouble. */
const rows: readonly Row[] = [
  { name: 'create: a new id', as: 'agent', ...create, body: { id: randomUUID() }, answer: [201] },
  { name: 'create: an id that exists', as: 'agent', ...create, body: { id: ':run' }, answer: [200] },
  { name: 'create: nothing said', as: 'agent', ...create, body: {}, answer: [201] },
  {
    name: 'create: nulls',
    as: 'agent',
    ...create,
    body: {
      id: randomUUID(),
      agent: null,
      user_goal: null,
      project_id: null,
      environment: null,
      metadata: {},
      tags: [],
    },
    answer: [201],
  },
  { name: 'create: no body', as: 'agent', ...create, answer: [201] },
  { name: 'create: bad JSON', as: 'agent', ...create, body: '{', answer: [400, 'malformed_body'] },
  { name: 'create: an array', as: 'agent', ...create, body: [], answer: [400, 'malformed_body'] },
  {
    name: 'create: a wrong encoding',
    as: 'agent',
    ...create,
    body: '{}',
    headers: { 'content-encoding': 'lzma' },
    answer: [400, 'malformed_encoding'],
  },
  { name: 'create: no credential', as: 'nobody', ...create, body: {}, answer: [401, 'unauthorized'] },
  { name: 'create: an unknown credential', as: 'outsider', ...create, body: {}, answer: [401, 'unauthorized'] },
  {
    name: 'create: a key without ingest',
    as: 'agent without scope',
    ...create,
    body: {},
    answer: [403, 'missing_scope'],
  },
  {
    name: 'create: a viewer',
    as: 'viewer',
    ...create,
    body: { project_id: ':project' },
    answer: [403, 'missing_role'],
  },
  { name: 'create: the server token', as: 'server', ...create, body: {}, answer: [403, 'wrong_principal'] },
  {
    name: 'create: a foreign project',
    as: 'agent',
    ...create,
    body: { project_id: randomUUID() },
    answer: [404, 'not_found'],
  },
  {
    name: 'create: a person of several projects names none',
    as: 'owner',
    ...create,
    body: {},
    answer: [422, 'project_required'],
  },
  { name: 'create: a person names one', as: 'owner', ...create, body: { project_id: ':project' }, answer: [201] },
  {
    name: 'create: an id of 257 characters',
    as: 'agent',
    ...create,
    body: { id: 'x'.repeat(257) },
    answer: [422, 'validation_error'],
  },
  {
    name: 'create: a control character in the id',
    as: 'agent',
    ...create,
    body: { id: 'a\nb' },
    answer: [422, 'validation_error'],
  },
  {
    name: 'create: metadata over 64 KiB',
    as: 'agent',
    ...create,
    body: { metadata: { a: 'x'.repeat(65_536) } },
    answer: [422, 'validation_error'],
  },
  {
    name: 'create: 51 tags',
    as: 'agent',
    ...create,
    body: { tags: Array(51).fill('t') },
    answer: [422, 'validation_error'],
  },
  {
    name: 'create: a body over 4.5 MB',
    as: 'agent',
    ...create,
    body: { pad: 'x'.repeat(4_800_000) },
    answer: [413, 'payload_too_large'],
  },

  { name: 'append: a batch', as: 'agent', ...append, body: { events: [] }, answer: [200] },
  { name: 'append: a person', as: 'owner', ...append, body: { events: [] }, answer: [200] },
  { name: 'append: bad JSON', as: 'agent', ...append, body: '{"events":', answer: [400, 'malformed_body'] },
  { name: 'append: no credential', as: 'nobody', ...append, body: { events: [] }, answer: [401, 'unauthorized'] },
  {
    name: 'append: a key without ingest',
    as: 'agent without scope',
    ...append,
    body: { events: [] },
    answer: [403, 'missing_scope'],
  },
  { name: 'append: a viewer', as: 'viewer', ...append, body: { events: [] }, answer: [403, 'missing_role'] },
  { name: 'append: the server token', as: 'server', ...append, body: { events: [] }, answer: [403, 'wrong_principal'] },
  { name: "append: another tenant's run", as: 'stranger', ...append, body: { events: [] }, answer: [404, 'not_found'] },
  {
    name: 'append: a bare event of a taken seq',
    as: 'agent',
    ...append,
    body: makeEvent('x', 0, { idempotency_key: 'other' }),
    answer: [409, 'seq_conflict'],
  },
  {
    name: 'append: a person, an id in two projects',
    as: 'owner',
    method: 'POST',
    path: '/api/traces/:both/events',
    body: { events: [] },
    answer: [409, 'ambiguous_id'],
  },
  {
    name: 'append: the same, with the project named',
    as: 'owner',
    method: 'POST',
    path: '/api/traces/:both/events?project_id=:project',
    body: { events: [] },
    answer: [200],
  },
  {
    name: 'append: a body over 16 MiB',
    as: 'agent',
    ...append,
    body: { pad: 'x'.repeat(17_000_000) },
    answer: [413, 'payload_too_large'],
  },
  { name: 'append: neither events nor an event', as: 'agent', ...append, body: {}, answer: [422, 'validation_error'] },

  { name: 'artifact: a PNG', as: 'agent', ...upload, body: tinyPng, headers: png, answer: [201] },
  {
    name: 'artifact: no credential',
    as: 'nobody',
    ...upload,
    body: tinyPng,
    headers: png,
    answer: [401, 'unauthorized'],
  },
  { name: 'artifact: a viewer', as: 'viewer', ...upload, body: tinyPng, headers: png, answer: [403, 'missing_role'] },
  {
    name: 'artifact: an unknown run',
    as: 'agent',
    method: 'POST',
    path: '/api/traces/none/artifacts',
    body: tinyPng,
    headers: png,
    answer: [404, 'not_found'],
  },
  {
    name: 'artifact: an id with other bytes',
    as: 'agent',
    ...upload,
    body: Buffer.concat([tinyPng, Buffer.from('more')]),
    headers: { ...png, 'x-promptetheus-artifact-id': ':shot' },
    answer: [409],
  },
  {
    name: 'artifact: bytes of no allowed type',
    as: 'agent',
    ...upload,
    body: Buffer.from('hello'),
    headers: png,
    answer: [415, 'unsupported_media_type'],
  },
  {
    name: "artifact: a size that is not the body's",
    as: 'agent',
    ...upload,
    body: tinyPng,
    headers: { ...png, 'x-promptetheus-size-bytes': '1' },
    answer: [422, 'validation_error'],
  },
  {
    name: 'artifact: 60 MiB declared',
    as: 'agent',
    ...upload,
    body: { content_type: 'image/png', size_bytes: 60 * 1024 * 1024 },
    answer: [413, 'payload_too_large'],
  },
  {
    name: 'artifact: registered',
    as: 'agent',
    ...upload,
    body: { content_type: 'image/png', size_bytes: 5 },
    answer: [201],
  },

  { name: 'list', as: 'viewer', path: '/api/sessions', answer: [200] },
  { name: 'list: no match', as: 'owner', path: '/api/sessions?agent=nobody', answer: [200] },
  { name: 'list: no credential', as: 'nobody', path: '/api/sessions', answer: [401, 'unauthorized'] },
  { name: 'list: an API key', as: 'agent', path: '/api/sessions', answer: [403, 'wrong_principal'] },
  {
    name: 'list: a foreign project',
    as: 'owner',
    path: `/api/sessions?project_id=${randomUUID()}`,
    answer: [403, 'scope_mismatch'],
  },
  {
    name: 'list: a foreign workspace',
    as: 'owner',
    path: '/api/sessions',
    headers: { 'x-workspace-id': randomUUID() },
    answer: [403, 'scope_mismatch'],
  },
  { name: 'list: a tampered cursor', as: 'owner', path: '/api/sessions?cursor=abc', answer: [400, 'invalid_cursor'] },
  { name: 'list: limit 0', as: 'owner', path: '/api/sessions?limit=0', answer: [422, 'validation_error'] },
  { name: 'list: limit 5000 reads as 200', as: 'owner', path: '/api/sessions?limit=5000', answer: [200] },
  {
    name: 'list: a time that is none',
    as: 'owner',
    path: '/api/sessions?from=yesterday',
    answer: [422, 'validation_error'],
  },
  { name: 'list: an unknown status', as: 'owner', path: '/api/sessions?status=odd', answer: [422, 'validation_error'] },

  { name: 'timeline', as: 'viewer', path: '/api/traces/:run/events', answer: [200] },
  { name: 'timeline: no credential', as: 'nobody', path: '/api/traces/:run/events', answer: [401, 'unauthorized'] },
  { name: 'timeline: an API key', as: 'agent', path: '/api/traces/:run/events', answer: [403, 'wrong_principal'] },
  { name: 'timeline: an unknown run', as: 'owner', path: '/api/traces/none/events', answer: [404, 'not_found'] },
  {
    name: 'timeline: an id in two projects',
    as: 'owner',
    path: '/api/traces/:both/events',
    answer: [409, 'ambiguous_id'],
  },
  {
    name: 'timeline: after_seq that is no number',
    as: 'owner',
    path: '/api/traces/:run/events?after_seq=x',
    answer: [422, 'validation_error'],
  },
  {
    name: 'timeline: a tampered cursor',
    as: 'owner',
    path: '/api/traces/:run/events?cursor=abc',
    answer: [400, 'invalid_cursor'],
  },
  { name: 'timeline: a percent sign that encodes nothing', as: 'owner', path: '/api/traces/%zz/events', answer: [400] },

  { name: 'incidents', as: 'viewer', path: '/api/incidents', answer: [200] },
  { name: 'incidents: no credential', as: 'nobody', path: '/api/incidents', answer: [401, 'unauthorized'] },
  { name: 'incidents: an API key', as: 'agent', path: '/api/incidents', answer: [403, 'wrong_principal'] },
  {
    name: 'incidents: an unknown severity',
    as: 'owner',
    path: '/api/incidents?severity=odd',
    answer: [422, 'validation_error'],
  },
  {
    name: 'incidents: a tampered cursor',
    as: 'owner',
    path: '/api/incidents?cursor=abc',
    answer: [400, 'invalid_cursor'],
  },
  { name: 'incident: bad JSON', as: 'owner', ...patchIncident, body: '{', answer: [400, 'malformed_body'] },
  { name: 'incident: no credential', as: 'nobody', ...patchIncident, body: {}, answer: [401, 'unauthorized'] },
  { name: 'incident: an API key', as: 'agent', ...patchIncident, body: {}, answer: [403, 'wrong_principal'] },
  { name: 'incident: a viewer', as: 'viewer', ...patchIncident, body: {}, answer: [403, 'missing_role'] },
  { name: 'incident: unknown', as: 'owner', ...patchIncident, body: { status: 'new' }, answer: [404, 'not_found'] },
  {
    name: 'incident: a body over 4.5 MB',
    as: 'owner',
    ...patchIncident,
    body: { pad: 'x'.repeat(4_800_000) },
    answer: [413, 'payload_too_large'],
  },
  {
    name: 'incident: an unknown status',
    as: 'owner',
    ...patchIncident,
    body: { status: 'odd' },
    answer: [422, 'validation_error'],
  },

  { name: 'download: redirects', as: 'viewer', path: '/artifacts/:shot', headers: { accept: '*/*' }, answer: [302] },
  { name: 'download: as JSON', as: 'viewer', path: '/artifacts/:shot?format=json', answer: [200] },
  { name: 'download: an API key', as: 'agent', path: '/artifacts/:shot', answer: [403, 'wrong_principal'] },
  { name: 'download: no credential', as: 'nobody', path: '/artifacts/:shot', answer: [401, 'unauthorized'] },
  { name: 'download: registered without bytes', as: 'owner', path: '/artifacts/:empty', answer: [404, 'not_found'] },
  { name: 'download: unknown', as: 'owner', path: '/artifacts/none', answer: [404, 'not_found'] },
];

describe('the statuses of the native surface', () => {
  let instance: Instance;
  let tenant: Tenant;
  let clients: Record<Who, NativeClient>;
  let names: Record<string, string>;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
    const other = await mintTenant(instance);
    const strict = await addStrictProject(instance, tenant);
    const client = (credential: string | null, headers = {}): NativeClient =>
      new NativeClient(instance.url, credential, headers);
    clients = {
      agent: client(tenant.apiKey),
      'agent without scope': client(await addKey(instance, tenant, ['read'])),
      owner: client(tenant.owner.token),
      viewer: client((await addMember(instance, tenant, 'viewer')).token),
      server: client(instance.secrets.serverToken, { 'x-workspace-id': tenant.workspaceId }),
      nobody: client(null),
      outsider: client('dbf_sk_nonsense'),
      stranger: client(other.apiKey),
    };
    names = {
      run: newTraceId(),
      both: newTraceId(),
      shot: `shot-${randomUUID()}`,
      empty: `empty-${randomUUID()}`,
      project: tenant.projectId,
    };
    for (const id of [names.run, names.both]) await clients.agent.post('/api/traces', { id });
    await client(strict.apiKey).post('/api/traces', { id: names.both });
    await clients.agent.append(names.run ?? '', [makeEvent('x', 0), makeEvent('x', 1)]);
    await clients.agent.post(`/api/traces/${names.run}/artifacts`, tinyPng, {
      ...png,
      'x-promptetheus-artifact-id': names.shot ?? '',
    });
    await clients.agent.post(`/api/traces/${names.run}/artifacts`, {
      content_type: 'image/png',
      size_bytes: 5,
      artifact_id: names.empty,
    });
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const named = <T>(value: T): T => {
    if (typeof value === 'string')
      return value.replace(/:(run|both|shot|empty|project)/g, (_, name: string) => names[name] ?? '') as T;
    if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, named(inner)])) as T;
  };

  it.each(rows)(
    '$name as $as: $answer',
    async ({ as, method = 'GET', path, body, headers = {}, answer: [status, code] }) => {
      const got = await clients[as].send<Record<string, unknown>>(method, named(path), named(body), named(headers));
      expect({ status: got.status, code: got.body.code }).toEqual({
        status,
        code: code ?? (status < 400 ? undefined : expect.any(String)),
      });
      expect(got.headers.get('x-request-id')).toBeTruthy();
      if (status >= 400) {
        expect(got.body).toEqual({
          detail: expect.any(String),
          code: expect.any(String),
          request_id: got.headers.get('x-request-id'),
          retry: status === 409 ? 'conditional' : 'after_fix',
        });
      }
    },
  );

  it('409 for an Idempotency-Key with another body, the stored answer for the same', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const id = newTraceId();
    const first = await clients.agent.post('/api/traces', { id, agent: 'a' }, headers);
    const again = await clients.agent.post('/api/traces', { id, agent: 'a' }, headers);
    expect([first.status, again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
    expect(again.body).toEqual(first.body);
    expect(await clients.agent.post('/api/traces', { id, agent: 'b' }, headers)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
  });

  it('503 and never 401 while the database is away, and all is well when it is back', async () => {
    const name = new URL(instance.database.adminUrl).pathname.slice(1);
    const elsewhere = new URL(instance.database.adminUrl);
    elsewhere.pathname = 'postgres';
    await withAdmin(elsewhere.href, async (admin) => {
      await admin.query(`alter database ${name} with allow_connections false`);
      await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [name]);
      try {
        for (const answer of [
          await clients.agent.append(names.run ?? '', [makeEvent('x', 50)]),
          await clients.agent.post('/api/traces', {}),
          await clients.owner.get('/api/sessions'),
          await clients.owner.get(`/api/traces/${names.run}/events`),
        ]) {
          expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable', retry: 'backoff' } });
          expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
        }
        expect((await fetch(`${instance.url}/health`)).status).toBe(200);
      } finally {
        await admin.query(`alter database ${name} with allow_connections true`);
      }
    });
    expect(await clients.agent.append(names.run ?? '', [makeEvent('x', 50)])).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
  });

  it(
    '429 with Retry-After on a hosted instance, before anything is stored, and events have a bucket of their own',
    async () => {
      const hosted = await startInstance({ env: { DEBRIEF_EDITION: 'hosted' } });
      try {
        const limited = await mintTenant(hosted);
        const [agent, owner] = [
          new NativeClient(hosted.url, limited.apiKey),
          new NativeClient(hosted.url, limited.owner.token),
        ];
        const id = newTraceId();
        // More than the bucket of 700 and what flows into it meanwhile, ten a second.
        const sent = 1_300;
        await agent.post('/api/traces', { id });
        const answers = await Promise.all(
          Array.from({ length: sent }, (_, seq) => agent.append(id, [makeEvent(id, seq)])),
        );
        const refused = answers.filter(({ status }) => status === 429);
        expect(refused.length).toBeGreaterThan(0);
        expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(sent);
        expect(refused[0]).toMatchObject({ body: { code: 'rate_limited', retry: 'backoff' } });
        expect(refused[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
        expect(await owner.readEvents(id)).toHaveLength(sent - refused.length);
      } finally {
        await hosted.stop();
      }
    },
    startTimeoutMs,
  );
});
