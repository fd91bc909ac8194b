import type { OtlpExport, OtlpLogRecord, OtlpSpan } from '@debrief/ingestion';
import { sql } from 'kysely';
import { RunReader } from '../../../libs/analysis/src/run/run-reader';
import type { RunEvent } from '../../../libs/analysis/src/run/run';
import { exportOf, makeSpan, newTraceId, spanId } from '../../factories/span-export';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { makeIngestion } from '../ingestion/make-ingestion';

const noSource = { attributes: {}, schemaUrl: '' };

describe('log records of severity ERROR', () => {
  const suite = useTenancy();
  let ingestion: ReturnType<typeof makeIngestion>;
  let own: WorkspaceFixture;
  const traceId = newTraceId();

  beforeAll(() => {
    ingestion = makeIngestion(suite.test);
  });
  afterAll(() => ingestion.database.close());
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
  });

  const agent = { 'gen_ai.operation.name': 'invoke_agent' };
  const spans = (): OtlpSpan[] => [
    makeSpan({ traceId, spanId: spanId(1), parentSpanId: null, end: 9_000, attributes: agent }),
    makeSpan({
      traceId,
      spanId: spanId(2),
      parentSpanId: spanId(1),
      start: 10,
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' },
    }),
  ];
  const log = (n: number, body: string, fields: Partial<OtlpLogRecord> = {}): OtlpLogRecord => ({
    timeUnixNano: 1_767_225_601_000_000_000n,
    observedTimeUnixNano: 0n,
    severityNumber: 17,
    severityText: 'ERROR',
    body,
    eventName: '',
    attributes: {},
    droppedAttributesCount: 0,
    flags: 0,
    traceId,
    spanId: spanId(n),
    resource: structuredClone(noSource),
    scope: { ...structuredClone(noSource), name: 'logger', version: '1' },
    ...fields,
  });
  const logs = (): OtlpLogRecord[] => [
    log(2, 'no such index'),
    log(2, 'gave up', { severityNumber: 21 }),
    log(1, 'no such index'),
    log(2, 'slow', { severityNumber: 13 }),
    log(1, '', { attributes: { 'exception.type': 'TypeError', 'exception.message': 'x is not a function' } }),
    log(1, 'hello?', { severityNumber: 9, eventName: 'gen_ai.user.message' }),
    log(9, 'of a span that is not there'),
  ];

  const records = (...items: OtlpLogRecord[]): OtlpExport<OtlpLogRecord> => ({ items, rejected: [], warnings: [] });
  const appendSpans = (...sent: OtlpSpan[]) => ingestion.service.appendSpans(own.scope, own.projectId, exportOf(sent));
  const appendLogs = (...sent: OtlpLogRecord[]) =>
    ingestion.service.appendLogs(own.scope, own.projectId, records(...sent));

  const trace = () =>
    suite.database.inWorkspace(own.scope, (tx) => tx.selectFrom('trace').selectAll().executeTakeFirstOrThrow());
  const steps = async (): Promise<readonly Partial<RunEvent>[]> => {
    const read = new RunReader(suite.database).withRun(await trace(), ({ run }) => run.events);
    return (await read).map(({ type, name, payload, spanId: id }) => ({ type, name, payload, spanId: id }));
  };
  const analyzeAt = async (): Promise<Date | null> => (await trace()).analyzeAt;
  const settle = () =>
    suite.database.inWorkspace(own.scope, (tx) => sql`update trace set analyze_at = null`.execute(tx));

  it('are error steps of their span, the deepest of equal ones, whatever came first', async () => {
    // Two records of the same moment have an order, but not one that a reader could foresee.
    const expected = [
      `user_message ${spanId(1)}: hello?`,
      `tool_call ${spanId(2)}: search`,
      `error ${spanId(2)}: no such index`,
      `error ${spanId(2)}: gave up`,
      `tool_result ${spanId(2)}: search`,
      `error ${spanId(1)}: x is not a function`,
    ].sort();
    const orders: (() => Promise<unknown>)[] = [
      async () => [await appendSpans(...spans()), await appendLogs(...logs())],
      async () => [await appendLogs(...logs()), await appendSpans(...spans())],
      async () => {
        for (const record of logs().toReversed()) await appendLogs(record);
        for (const span of spans().toReversed()) await appendSpans(span);
      },
    ];
    const read: string[] = [];
    for (const send of orders) {
      own = await createWorkspaceFixture(suite.database);
      await send();
      const found = await steps();
      expect(found.map(outline).sort()).toEqual(expected);
      expect(found.filter(({ type }) => type === 'error').every(({ payload }) => payload?.['handled'])).toBe(true);
      read.push(JSON.stringify(found));
    }
    expect(new Set(read).size).toBe(1);
  });

  it('have the run analysed anew, once, as a span that is late', async () => {
    await appendSpans(...spans());
    await settle();
    await appendLogs(log(2, 'no such index'));
    const asked = await analyzeAt();
    expect(asked).not.toBeNull();
    await appendLogs(log(2, 'no such index'));
    expect(await analyzeAt()).toEqual(asked);
  });

  it.each([
    ['below ERROR', { severityNumber: 16 }],
    ['of no span', { spanId: null }],
    ['of another run', { traceId: newTraceId() }],
  ])('leave the run alone when they are %s', async (_what, fields) => {
    await appendSpans(...spans());
    await settle();
    await appendLogs(log(2, 'no such index', fields));
    expect(await analyzeAt()).toBeNull();
  });

  it('of a run that goes on wait for its end', async () => {
    await appendSpans(spans()[1]!);
    await appendLogs(log(2, 'no such index'));
    expect(await analyzeAt()).toBeNull();
  });
});

const outline = ({ type, name, payload, spanId: id }: Partial<RunEvent>): string =>
  `${type} ${id}: ${String(payload?.['message'] ?? payload?.['content'] ?? name)}`;
