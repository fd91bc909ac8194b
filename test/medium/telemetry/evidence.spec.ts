import type { JsonObject } from '@debrief/kernel';
import { sql } from 'kysely';
import { sentRequest } from '../../factories/http-request';
import { startWorker, type TestWorker } from '../../factories/worker';
import { environmentWith } from '../jobs/config-with';
import { useTelemetry } from './telemetry-suite';

interface Verdict {
  readonly labels: string[];
  readonly detections: { readonly label: string; readonly evidence: JsonObject[] }[];
}

const moment = (second: number): string => new Date(Date.UTC(2026, 2, 31, 12, 0, second)).toISOString();

describe('HTTP requests as evidence', () => {
  const suite = useTelemetry();
  let worker: TestWorker;
  beforeAll(async () => {
    worker = await startWorker(environmentWith(suite.test));
  });
  afterAll(() => worker.close());

  const events: readonly [type: string, payload: JsonObject][] = [
    ['user_message', { content: 'Charge the card' }],
    ['tool_call', { tool_name: 'charge_card', call_id: 'c1', arguments: { amount: 5 } }],
    ['tool_result', { call_id: 'c1', error: 'upstream failed' }],
    ['agent_message', { content: 'I could not charge the card.' }],
    ['session_end', { status: 'failed' }],
  ];
  const claimsAll = events.map(([type, payload]): [string, JsonObject] => {
    if (type === 'tool_result') return [type, { call_id: 'c1', result: { queued: true } }];
    return type === 'agent_message' ? [type, { content: 'Done: the card is charged.' }] : [type, payload];
  });
  const record = async (some: typeof events): Promise<void> => {
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: 'run' });
    const sent = some.map(([type, payload], seq) => ({
      ...{ type, payload, seq, session_id: 'run', idempotency_key: `run:${seq}`, timestamp: moment(seq * 2) },
    }));
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces/run/events', { events: sent });
  };
  const failing = (changes: JsonObject = {}): JsonObject =>
    sentRequest({ traceId: 'run', statusCode: 502, durationMs: 400, timestamp: moment(3), ...changes });

  /** What waits in the run's row, in seconds from now; null for nothing. */
  const waits = async (): Promise<number | null> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ s: number | null }>`select extract(epoch from analyze_at - now())::float8 as s from trace`.execute(tx),
    );
    return rows[0]?.s ?? null;
  };
  /** The verdict after all that is due, or will be. */
  const settle = async (): Promise<Verdict> => {
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`update trace set analyze_at = now() where analyze_at is not null`.execute(tx),
    );
    await worker.work();
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ verdict: string }>`select verdict from analysis`.execute(tx),
    );
    return JSON.parse(rows[0]!.verdict) as Verdict;
  };
  const evidenceOf = (verdict: Verdict, label: string): JsonObject[] =>
    verdict.detections.find((one) => one.label === label)?.evidence.filter(({ kind }) => kind === 'http_request') ?? [];

  it('reaches the detections, the incident and what the fix agent is shown', async () => {
    await suite.report(failing(), failing({ direction: 'inbound', path: '/inbound' }));
    await record(events);
    const verdict = await settle();
    expect(evidenceOf(verdict, 'tool_error')).toEqual([
      expect.objectContaining({
        ...{ method: 'POST', host: 'payments.stripe.com', path: '/v1/charges', statusCode: 502, durationMs: 400 },
        ...{ nearestSeq: 1, approximate: true, recovered: false },
      }),
    ]);
    const { body } = await suite.api.call(suite.own.secretKey, 'GET', '/api/traces/run');
    const [incidentId] = (body['trace'] as { incident_ids: string[] }).incident_ids;
    const context = await suite.api.call(suite.own.secretKey, 'GET', `/api/incidents/${incidentId}/context`);
    expect(JSON.stringify(context.body)).toContain('"kind":"http_request"');
    expect(JSON.stringify(verdict)).not.toContain('/inbound');
  });

  it.each([
    ['tool_error', events],
    ['success_claim_after_failed_request', claimsAll],
  ] as const)('gives %s in whatever order runs and requests come', async (label, some) => {
    const requests = [failing(), failing({ timestamp: moment(4), statusCode: 409, path: '/v1/other' })];
    await suite.report(...requests);
    await record(some);
    const before = await settle();
    await suite.database.inWorkspace(suite.own.scope, async (tx) => {
      await sql`delete from http_request`.execute(tx);
      await sql`delete from event`.execute(tx);
      await sql`delete from trace`.execute(tx);
    });
    await record(some);
    const without = await settle();
    expect(evidenceOf(without, label)).toEqual([]);
    for (const request of requests.toReversed()) await suite.report(request);
    expect(await settle()).toEqual(before);
    expect(evidenceOf(before, label).length).toBeGreaterThan(0);
  });

  it('is taken back when a request that makes good comes late', async () => {
    await suite.report(failing());
    await record(claimsAll);
    expect((await settle()).labels).toContain('success_claim_after_failed_request');
    await suite.report(failing({ statusCode: 200, timestamp: moment(5) }));
    expect((await settle()).labels).toEqual([]);
  });

  it('has a run analysed again half a minute after the last request that came late', async () => {
    await record(events);
    await settle();
    expect(await waits()).toBeNull();
    await suite.report(failing());
    expect(await waits()).toBeGreaterThan(25);
    expect(await waits()).toBeLessThanOrEqual(30);
    await settle();
    expect(await waits()).toBeNull();
  });

  it.each<[string, JsonObject]>([
    ['a success that was received', { direction: 'inbound', statusCode: 200 }],
    ['one of another run', { traceId: 'other' }],
  ])('leaves a run alone for %s', async (_, changes) => {
    await record(events);
    await settle();
    await suite.report(failing(changes));
    expect(await waits()).toBeNull();
  });

  it('leaves a run alone that still goes on', async () => {
    await record(events.slice(0, 3));
    await suite.report(failing());
    expect(await waits()).toBeNull();
  });

  it('is noted with the run, as long as its analysis names it', async () => {
    await suite.report(failing());
    await record(claimsAll);
    await settle();
    const noted = async () =>
      (await suite.database.inWorkspace(suite.own.scope, (tx) => sql`select from http_evidence`.execute(tx))).rows
        .length;
    expect(await noted()).toBe(1);
    await suite.report(failing({ statusCode: 200, timestamp: moment(5) }));
    await settle();
    expect(await noted()).toBe(0);
  });
});
