import { sql } from 'kysely';
import { type ApiServer, startApi } from '../../factories/api-server';
import { makeEvent, newTraceId } from '../../factories/event';
import { useTenancy } from '../../factories/tenancy-suite';
import { startWorker, type TestWorker } from '../../factories/worker';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { environmentWith } from '../jobs/config-with';

describe('the analysis of a run', () => {
  const suite = useTenancy();
  let api: ApiServer;
  let worker: TestWorker;
  let own: WorkspaceFixture;
  let owner: string;

  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
    worker = await startWorker(environmentWith(suite.test));
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    owner = await api.tokenOf(own.userId, own.email);
  });

  const send = async (id: string, ...events: object[]): Promise<void> => {
    await api.call(own.secretKey, 'POST', '/api/traces', { id });
    const answer = await api.call(own.secretKey, 'POST', `/api/traces/${id}/events`, { events });
    expect(answer.body).toMatchObject({ accepted: events.length });
  };
  const failed = (id: string, seq: number) =>
    makeEvent(id, seq, { type: 'session_end', payload: { status: 'failed', error: null } });
  /** Lets the moments pass for which runs wait. */
  const pass = (seconds: number) =>
    suite.database.inWorkspace(own.scope, (tx) =>
      sql`update trace set analyze_at = analyze_at - make_interval(secs => ${seconds})`.execute(tx),
    );
  const analysisOf = async (id: string) =>
    (await api.call(owner, 'GET', `/api/traces/${id}/analysis`)).body['analysis'];
  const waits = async (id: string): Promise<number | null> => {
    const { rows } = await suite.database.inWorkspace(own.scope, (tx) =>
      sql<{
        seconds: number | null;
      }>`select extract(epoch from analyze_at - now())::float8 as seconds from trace where external_id = ${id}`.execute(
        tx,
      ),
    );
    return rows[0]?.seconds ?? null;
  };

  it('comes by itself half a second after it ended', async () => {
    const id = newTraceId();
    await send(id, makeEvent(id, 0));
    expect(await waits(id)).toBeNull();
    await send(id, failed(id, 1));
    expect(await waits(id)).toBeLessThanOrEqual(0.5);
    expect(await analysisOf(id)).toBeNull();
    await pass(1);
    await worker.work();
    expect(await analysisOf(id)).toMatchObject({ trace_id: id, event_count: 2, max_seq: 1, fallback: false });
    expect(await waits(id)).toBeNull();
  });

  it('comes again 30 s after the last event that came later', async () => {
    const id = newTraceId();
    await send(id, failed(id, 1));
    await pass(1);
    await worker.work();
    await send(id, makeEvent(id, 0));
    expect(await waits(id)).toBeGreaterThan(28);
    await pass(31);
    await worker.work();
    expect(await analysisOf(id)).toMatchObject({ event_count: 2 });
  });

  it('is not put off by events that come before it was made', async () => {
    const id = newTraceId();
    await send(id, failed(id, 1));
    await send(id, makeEvent(id, 0));
    expect(await waits(id)).toBeLessThanOrEqual(0.5);
  });

  it('comes when the run goes silent', async () => {
    const id = newTraceId();
    await send(id, makeEvent(id, 0));
    await suite.database.inWorkspace(own.scope, (tx) =>
      sql`update trace set last_event_at = now() - interval '11 min', last_event_minute = date_trunc('minute', now() - interval '11 min')`.execute(
        tx,
      ),
    );
    await worker.work();
    await worker.work();
    expect(await analysisOf(id)).toMatchObject({ event_count: 1 });
  });

  it('is given out again when its job was lost', async () => {
    const id = newTraceId();
    await send(id, failed(id, 1));
    // As it is after a worker took it and the queue lost it.
    await suite.database.inWorkspace(own.scope, (tx) =>
      sql`update trace set analyze_at = now() + interval '120 s'`.execute(tx),
    );
    await worker.work();
    expect(await analysisOf(id)).toBeNull();
    await pass(121);
    await worker.work();
    expect(await analysisOf(id)).toMatchObject({ event_count: 1 });
  });

  it('is made at once when a member asks, and the same again', async () => {
    const id = newTraceId();
    await send(id, makeEvent(id, 0));
    const first = await api.call(owner, 'POST', `/api/traces/${id}/analyze`);
    const second = await api.call(owner, 'POST', `/api/traces/${id}/analyze`);
    expect(first).toMatchObject({ status: 200, body: { fallback: false, incidents: [] } });
    const { created_at: _first, ...same } = first.body['analysis'] as Record<string, unknown>;
    expect(second.body['analysis']).toMatchObject(same);
  });

  describe('of the server', () => {
    const put = (id: string, body: object) =>
      api.call(api.config.auth.serverToken ?? '', 'PUT', `/api/traces/${id}/analysis`, body, {
        'x-workspace-id': own.workspaceId,
      });
    const found = {
      labels: ['wrong_tool'],
      confidence: 0.8,
      critical_step_seq: 1,
      root_cause: 'Step 1 used another tool.',
    };

    it('stands on the trace until events change', async () => {
      const id = newTraceId();
      await send(id, failed(id, 1));
      expect(await put(id, found)).toMatchObject({ status: 200, body: { analysis: found } });
      await pass(1);
      await worker.work();
      expect(await analysisOf(id)).toMatchObject(found);
      expect(await waits(id)).toBeNull();
      expect((await api.call(owner, 'GET', `/api/traces/${id}`)).body).toMatchObject({
        trace: { labels: ['wrong_tool'] },
        analysis: found,
      });
      await send(id, makeEvent(id, 0));
      await pass(31);
      await worker.work();
      expect(await analysisOf(id)).toMatchObject({ labels: [], event_count: 2 });
    });

    it('stands until somebody analyses', async () => {
      const id = newTraceId();
      await send(id, failed(id, 1));
      await put(id, found);
      await api.call(owner, 'POST', `/api/traces/${id}/analyze`);
      expect(await analysisOf(id)).toMatchObject({ critical_step_seq: null });
    });

    it.each([
      ['a confidence above 1', { confidence: 2 }, 'confidence'],
      ['a seq that the trace has not', { critical_step_seq: 77 }, 'seq 77'],
    ])('is refused with %s', async (_name, body, named) => {
      const id = newTraceId();
      await send(id, failed(id, 1));
      expect(await put(id, body)).toMatchObject({ status: 422, body: { detail: expect.stringContaining(named) } });
      expect(await analysisOf(id)).toBeNull();
    });
  });
});
