import { makeEvent, newTraceId, type SentEvent } from '../factories/event';
import { NativeClient } from '../factories/native-client';
import { mintTenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const runs = 45;
const eventsOfRun = 1_000;
const events = runs * eventsOfRun;
/** As of a run of 50,000 spans (large-trace.spec.ts): memory must not grow with the session. */
const limitMiB = 400;

interface Page {
  readonly traces: readonly { readonly position: number; readonly data: { readonly result?: string } }[];
  readonly metrics?: { readonly toolCallCount: number };
  readonly pagination: { readonly total: number; readonly nextCursor: string | null };
}

describe('a session of 45,000 events', () => {
  let instance: Instance;
  let client: NativeClient;
  beforeAll(async () => {
    instance = await startInstance();
    client = new NativeClient(instance.url, (await mintTenant(instance)).apiKey);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const said = 'The customer asks where the order is. '.repeat(60);
  const eventAt = (id: string, seq: number): SentEvent =>
    makeEvent(
      id,
      seq,
      seq % 2 === 0
        ? { type: 'tool_call', payload: { tool_name: 'find', call_id: String(seq) } }
        : { type: 'tool_result', payload: { call_id: String(seq - 1), result: said } },
    );

  it('is read in parts of 10,000, each event once, within bounded memory', async () => {
    for (let run = 0; run < runs; run += 1) {
      const id = newTraceId();
      await client.post('/api/traces', { id, session_id: 'large' });
      await client.append(
        id,
        Array.from({ length: eventsOfRun }, (_, seq) => eventAt(id, seq)),
      );
    }
    const peakMiB = (): number => (canMeasureMemory ? peakMemoryMiB(instance.apis[0]?.pid ?? 0) : 0);
    const written = peakMiB();
    let [position, parts] = [0, 0];
    const startedAt = performance.now();
    for (let cursor = ''; ; parts += 1) {
      const { status, headers, body } = await client.get<Page>(`/api/projects/agents/sessions/large/traces${cursor}`);
      expect([status, headers.get('x-total-estimated')]).toEqual([200, 'true']);
      const first = position + 1;
      position += body.traces.length;
      expect([body.traces[0]?.position, body.traces.at(-1)?.position]).toEqual([first, position]);
      expect(body.pagination.total).toBeGreaterThanOrEqual(Math.min(position, events));
      if (body.pagination.nextCursor === null) break;
      cursor = `?cursor=${body.pagination.nextCursor}`;
    }
    expect([position, parts]).toEqual([events, 4]);
    const readMs = performance.now() - startedAt;
    const { body } = await client.get<Page>('/api/projects/agents/sessions/large/traces?include=metrics&limit=1');
    expect(body.metrics?.toolCallCount).toBe(events / 2);
    console.info(
      `${events} events: ${Math.round(written)} MiB to write, ${Math.round(peakMiB())} MiB with reading in ${Math.round(readMs)} ms`,
    );
    expect(peakMiB()).toBeLessThanOrEqual(limitMiB);
  }, 300_000);
});
