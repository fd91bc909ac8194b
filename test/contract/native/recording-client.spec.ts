import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { NativeClient } from '../../factories/native-client';
import { tinyPng } from '../../factories/png';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { RecordingClient } from './recording-client';
import { SpoolFolder } from './spool-file';

describe('a client that records as the Python SDK does', () => {
  let instance: Instance;
  let tenant: Tenant;
  let reader: NativeClient;
  let folder: string;
  let spool: SpoolFolder;

  beforeAll(async () => {
    instance = await startInstance({ env: { MAX_EVENT_BATCH_BYTES: String(1024 * 1024) } });
    tenant = await mintTenant(instance);
    reader = new NativeClient(instance.url, tenant.owner.token);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'debrief-spool-'));
    spool = new SpoolFolder(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const client = (apiKey = tenant.apiKey): RecordingClient =>
    new RecordingClient({ url: instance.url, apiKey, spool, retries: 1 });
  const run = { agent: 'booker', user_goal: 'Book Tuesday', tags: ['demo'] };
  const seqs = (count: number): number[] => Array.from({ length: count }, (_, seq) => seq);

  it('finds its live batches stored in order, each event once', async () => {
    const recorder = client();
    expect((await recorder.start(run)).status).toBe(201);
    const sent = seqs(120).map((value) => recorder.event('metric', { name: 'step', value, note: 'n'.repeat(value) }));
    recorder.event('session_end', { status: 'completed', error: null });
    await recorder.flush();

    const stored = await reader.readEvents(recorder.traceId);
    expect(stored.map(({ seq }) => seq)).toEqual(seqs(122));
    expect(stored.slice(1, 121).map(({ payload }) => payload)).toEqual(sent.map(({ payload }) => payload));
    const { body } = await reader.get<{ sessions: Record<string, unknown>[] }>(
      `/api/sessions?session_id=${recorder.traceId}`,
    );
    expect(body.sessions).toEqual([
      expect.objectContaining({
        id: recorder.traceId,
        status: 'completed',
        end_status: 'completed',
        event_count: 122,
        ...run,
      }),
    ]);
    expect(spool.traceIds()).toEqual([]);
    expect(spool.readBuried(recorder.traceId)).toEqual([]);
  });

  it('uploads a screenshot before the first events and reads the same bytes back', async () => {
    const recorder = client();
    await recorder.start(run);
    const { answer, event } = await recorder.screenshot(tinyPng);
    expect(answer.status).toBe(201);
    await recorder.flush();

    const { body } = await reader.get<{ signed_url: string }>(
      `/artifacts/${String(event.payload.artifact_id)}?format=json`,
    );
    const download = await fetch(body.signed_url);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(tinyPng);
    expect(download.headers.get('content-type')).toBe('image/png');
  });

  it('empties a spool of 2,500 events over answers that defer the rest', async () => {
    const recorder = client();
    await recorder.start(run, false);
    for (const value of seqs(2499)) recorder.event('metric', { name: 'step', value });
    spool.append(recorder.traceId, recorder.takeWaiting());

    const left: number[] = [];
    for (let tries = 0; tries < 10 && (left.at(-1) ?? 1) > 0; tries += 1) left.push(await recorder.replaySpool());
    // The SDK keeps all that it was not told of by name, so a file shrinks only with its last answer.
    expect(left.at(-1)).toBe(0);
    expect(left.length).toBeLessThanOrEqual(3);
    const stored = await reader.readEvents(recorder.traceId);
    expect(stored.map(({ seq }) => seq)).toEqual(seqs(2500));
  });

  it('needs no create: a replayed spool brings its trace into being by session_started', async () => {
    const recorder = client();
    await recorder.start(run, false);
    recorder.event('agent_message', { content: 'hello' });
    spool.append(recorder.traceId, recorder.takeWaiting());
    expect(await recorder.replaySpool()).toBe(0);

    const { body } = await reader.get<{ sessions: unknown[] }>(`/api/sessions?session_id=${recorder.traceId}`);
    expect(body.sessions).toEqual([
      expect.objectContaining({ id: recorder.traceId, project_id: tenant.projectId, ...run }),
    ]);
  });

  it('sends nothing twice into the count when an answer was lost', async () => {
    const recorder = client();
    await recorder.start(run);
    recorder.event('llm_call', { model: 'm', input_tokens: 7, output_tokens: 5, cost_usd: 0.1 });
    const events = recorder.takeWaiting();
    for (const batch of [events, events, [...events].reverse()]) spool.append(recorder.traceId, batch);
    expect(await recorder.replaySpool()).toBe(0);

    const { body } = await reader.get<{ sessions: unknown[] }>(`/api/sessions?session_id=${recorder.traceId}`);
    expect(body.sessions).toEqual([
      expect.objectContaining({ event_count: 2, input_tokens: 7, output_tokens: 5, cost_usd: 0.1 }),
    ]);
  });

  it.each<[string, () => RecordingClient, Record<string, unknown>, 'buried' | 'kept']>([
    ['a wrong key buries the batch', () => client(`${tenant.apiKey}x`), {}, 'buried'],
    ['an unknown trace without session_started buries the batch', () => client(), { name: 'nothing' }, 'buried'],
    ['a body over the limit buries a live batch', () => client(), { blob: 'x'.repeat(1024 * 1024) }, 'buried'],
  ])('%s', async (_name, make, payload, fate) => {
    const recorder = make();
    recorder.event('metric', payload);
    await recorder.flush();
    expect(spool.readBuried(recorder.traceId)).toHaveLength(fate === 'buried' ? 1 : 0);
    expect(spool.read(recorder.traceId)).toHaveLength(0);
  });

  it('spools while the server is down and delivers everything, once, after it is back', async () => {
    const recorder = client();
    await recorder.start(run);
    await recorder.flush();
    await instance.apis[0]?.kill();
    for (const value of seqs(130)) recorder.event('metric', { name: 'step', value });
    await recorder.flush();
    expect(spool.read(recorder.traceId)).toHaveLength(130);

    await instance.apis[0]?.start();
    recorder.event('session_end', { status: 'completed' });
    await recorder.flush();
    expect(await recorder.replaySpool()).toBe(0);
    const stored = await reader.readEvents(recorder.traceId);
    expect(stored.map(({ seq }) => seq)).toEqual(seqs(132));
  });
});
