import { makeEvent, newTraceId, type SentEvent } from '../factories/event';
import { NativeClient } from '../factories/native-client';
import { mintTenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const MiB = 1024 * 1024;
/** Above the goal of 300 (P8): one such batch takes 230, and two are let in at a time. */
const memoryLimitMiB = 450;

describe('batches as large as they may be', () => {
  let instance: Instance;
  let agent: NativeClient;
  let reader: NativeClient;

  beforeAll(async () => {
    instance = await startInstance();
    const tenant = await mintTenant(instance);
    agent = new NativeClient(instance.url, tenant.apiKey);
    reader = new NativeClient(instance.url, tenant.owner.token);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  it('six at once are stored whole or shed whole, before acceptance', async () => {
    const batch = (trace: string): SentEvent[] =>
      Array.from({ length: 15 }, (_, seq) => makeEvent(trace, seq, { payload: { text: 'y'.repeat(MiB - 200) } }));
    const traces = Array.from({ length: 6 }, newTraceId);
    await Promise.all(traces.map((trace) => agent.post('/api/traces', { id: trace })));
    const answers = await Promise.all(traces.map((trace) => agent.append(trace, batch(trace))));
    for (const [index, { status, body, headers }] of answers.entries()) {
      if (status === 429) expect(headers.get('retry-after')).toMatch(/^\d+$/);
      else expect({ status, body }).toEqual({ status: 200, body: { accepted: 15, rejected: [] } });
      const { body: listed } = await reader.get<{ sessions: { event_count: number }[] }>(
        `/api/sessions?session_id=${traces[index]}`,
      );
      expect(listed.sessions[0]?.event_count).toBe(status === 200 ? 15 : 0);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    if (canMeasureMemory) {
      const peak = peakMemoryMiB(instance.apis[0]?.pid ?? 0);
      console.info(`six batches of 15 MiB at once: ${Math.round(peak)} MiB at most`);
      expect(peak).toBeLessThanOrEqual(memoryLimitMiB);
    }
  }, 60_000);
});
