import type { OtlpSpan } from '@debrief/ingestion';
import { sql } from 'kysely';
import { exportOf, makeSpan, newTraceId, spanId, type SpanChanges } from '../../factories/span-export';
import { useTenancy } from '../../factories/tenancy-suite';
import { startWorker, type TestWorker } from '../../factories/worker';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { makeIngestion } from '../ingestion/make-ingestion';
import { environmentWith } from '../jobs/config-with';

interface Row {
  readonly verdict: {
    readonly labels: string[];
    readonly criticalStepSeq: number;
    readonly detections: { readonly label: string; readonly evidenceRefs: number[] }[];
  };
  readonly eventCount: number;
}

describe('the analysis of an imported run', () => {
  const suite = useTenancy();
  let worker: TestWorker;
  let ingestion: ReturnType<typeof makeIngestion>;
  let own: WorkspaceFixture;
  let traceId: string;

  beforeAll(async () => {
    worker = await startWorker(environmentWith(suite.test));
    ingestion = makeIngestion(suite.test);
  });
  afterAll(async () => {
    await worker.close();
    await ingestion.database.close();
  });
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    traceId = newTraceId();
  });

  const span = (n: number, changes: SpanChanges = {}): OtlpSpan =>
    makeSpan({ traceId, spanId: spanId(n), parentSpanId: n === 1 ? null : spanId(1), start: n, ...changes });
  const tool = (n: number, error: string | null): OtlpSpan =>
    span(n, {
      name: 'execute_tool search',
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'search',
        'gen_ai.tool.call.id': `c${n}`,
      },
      ...(error !== null && { status: { code: 2, message: error } }),
    });
  const root = (changes: SpanChanges = {}): OtlpSpan =>
    span(1, { name: 'invoke_agent', end: 90, attributes: { 'gen_ai.operation.name': 'invoke_agent' }, ...changes });
  const append = (...spans: OtlpSpan[]) => ingestion.service.appendSpans(own.scope, own.projectId, exportOf(spans));
  const query = async <T>(text: ReturnType<typeof sql<T>>): Promise<T | undefined> =>
    (await suite.database.inWorkspace(own.scope, (tx) => text.execute(tx))).rows[0];
  const waits = async () =>
    (await query(sql<{ s: number | null }>`select extract(epoch from analyze_at - now())::float8 as s from trace`))?.s;
  const settle = async (): Promise<Row | undefined> => {
    await query(sql`update trace set analyze_at = analyze_at - interval '11 s'`);
    await worker.work();
    const row = await query(sql<{ verdict: string; eventCount: number }>`select verdict, event_count from analysis`);
    return row && { verdict: JSON.parse(row.verdict) as Row['verdict'], eventCount: row.eventCount };
  };

  it('comes 10 s after its root span has ended and nothing more has come', async () => {
    await append(tool(2, 'no such page'));
    expect(await waits()).toBeNull();
    await append(root());
    expect(await waits()).toBeGreaterThan(8);
    expect(await waits()).toBeLessThanOrEqual(10);
    expect(await settle()).toMatchObject({ eventCount: 2 });
    expect(await waits()).toBeNull();
  });

  it('points at spans by their seqs, though they came children first', async () => {
    await append(tool(3, null), tool(2, 'no such page'), root());
    const verdict = (await settle())?.verdict;
    const found = verdict?.detections.find(({ label }) => label === 'tool_error');
    expect(found?.evidenceRefs).toEqual([1]);
    expect(verdict?.criticalStepSeq).toBe(1);
  });

  it('is the same for every order of arrival, but for the seqs', async () => {
    const spans = () => [root(), tool(2, 'no such page'), tool(3, 'no such page'), tool(4, null)];
    const orders = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ];
    const verdicts: string[] = [];
    for (const order of orders) {
      own = await createWorkspaceFixture(suite.database);
      for (const index of order) await append(spans()[index]!);
      const { verdict } = (await settle())!;
      verdicts.push(JSON.stringify(verdict.labels.map((label) => [label, verdict.detections.length])));
      expect(order[verdict.criticalStepSeq]).toBe(1);
    }
    expect(new Set(verdicts).size).toBe(1);
  });

  it('comes again after a span that is late', async () => {
    await append(root());
    expect((await settle())?.verdict.labels).toEqual([]);
    await append(tool(2, 'no such page'));
    expect(await waits()).toBeGreaterThan(8);
    expect((await settle())?.verdict.labels).toContain('tool_error');
  });
});
