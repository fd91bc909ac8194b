import { randomUUID } from 'node:crypto';
import { conventionsVersion, decodeLogExport, type OtlpSpan } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { logExportOf, sentLog, textAttribute } from '../../factories/otlp-export';
import { spanId } from '../../factories/span-export';
import { keyScopeOf } from '../../factories/tenant';
import { knownNow, type Row, unknown, useRereading } from './rereading-suite';

describe('spans that older rules read', () => {
  const suite = useRereading();

  /** A run of an agent that calls a model, which is wrapped, and a tool that fails; one moment, one root of another application. */
  const run = (prefix: string): OtlpSpan[] => {
    const named = (attributes: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(attributes).map(([key, value]) => [prefix + key, value]));
    const call = (tokens: number) =>
      named({
        ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': tokens },
        ...{ 'langfuse.observation.prompt.name': 'greeting', 'langfuse.observation.prompt.version': 3 },
        'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hello"}]}]',
      });
    return [
      suite.span(1, {
        name: 'agent',
        end: 9_000,
        attributes: named({ 'session.id': 's', 'user.id': 'u', 'langfuse.version': '7' }),
      }),
      suite.span(2, { attributes: call(20) }),
      suite.span(3, { parentSpanId: spanId(2), attributes: call(20) }),
      suite.span(4, {
        attributes: named({
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'error.type': 'timeout',
        }),
      }),
      suite.span(5, {
        attributes: named({
          'langfuse.observation.type': 'event',
          'langfuse.observation.level': 'ERROR',
          'langfuse.observation.status_message': 'no',
        }),
      }),
      suite.span(6, {
        attributes: named({
          'langfuse.trace.tags': ['a'],
          'langfuse.trace.metadata.k': 'v',
          'langfuse.internal.is_app_root': true,
        }),
      }),
    ];
  };

  it('stand as if the rules of now had stored them, with their run, and again nothing changes', async () => {
    const other = await suite.mint();
    await suite.append(run(''), other);
    await suite.append(run(unknown));
    const known = await suite.stored(other);
    expect((await suite.stored()).traces).not.toEqual(known.traces);
    await suite.age(knownNow);
    await suite.makeDue();
    expect(await suite.reread()).toBe(1);
    expect(await suite.stored()).toEqual(known);
    expect(suite.announced).toContain(suite.tenant.workspaceId);
    expect(await suite.upkeep()).toMatchObject({ finished_at: expect.any(Date), read_spans: '6', changed_spans: '6' });
    const audited = await suite.query(
      "select action, details from debrief.audit_log where workspace_id = $1 and action = 'spans.reread'",
    );
    expect(audited).toEqual([
      { action: 'spans.reread', details: { rulesVersion: conventionsVersion, read: 6, changed: 6 } },
    ]);

    const before = await suite.rows();
    await suite.query('update debrief.event set rules_version = 2 where workspace_id = $1');
    await suite.query(
      'update debrief.span_rereading set finished_at = null, after_trace_id = null, due_at = now() where workspace_id = $1',
    );
    await suite.reread();
    expect(await suite.rows()).toEqual(before);
    expect(await suite.upkeep()).toMatchObject({ read_spans: '12', changed_spans: '6' });
  });

  it('take back from their run what the rules of now do not say', async () => {
    const other = await suite.mint();
    await suite.append(run(unknown), other);
    await suite.append(run(''));
    await suite.age(`regexp_replace(raw::text, '"(gen_ai|langfuse|session|user|error)\\.', '"${unknown}\\1.', 'g')`);
    await suite.makeDue();
    await suite.reread();
    const [now, known] = [await suite.stored(), await suite.stored(other)];
    expect(now.spans).toEqual(known.spans);
    // Who gave a trace its tags, its metadata and its version is not kept: what was said of it stays said.
    const counted = [
      'input_tokens',
      'total_tokens',
      'cost_usd',
      'error_count',
      'observation_count',
      'models',
      'name',
      'session_id',
      'user_id',
      'input_preview',
      'status',
    ];
    const pick = ([row]: unknown[]) => Object.fromEntries(counted.map((column) => [column, (row as Row)[column]]));
    expect(pick(now.traces)).toEqual(pick(known.traces));
  });

  it('leave it as it was whether their run is active, given up, or due to be analysed', async () => {
    await suite.append([suite.span(2, { attributes: { [`${unknown}session.id`]: 's' } })]);
    await suite.age(knownNow);
    await suite.query(
      `update debrief.trace set status = 'abandoned', idle_at = '2026-01-02', last_event_at = '2026-01-01', last_event_minute = '2026-01-01',
              analyze_at = null where workspace_id = $1`,
    );
    await suite.makeDue();
    await suite.reread();
    const [row] = await suite.query(
      'select session_id, status, idle_at::text, last_event_at::text, last_event_minute::text, analyze_at from debrief.trace where workspace_id = $1',
    );
    expect(row).toMatchObject({ session_id: 's', status: 'abandoned', analyze_at: null });
    expect([row!['idle_at'], row!['last_event_at'], row!['last_event_minute']]).toEqual([
      expect.stringMatching(/^2026-01-02/),
      expect.stringMatching(/^2026-01-01/),
      expect.stringMatching(/^2026-01-01/),
    ]);
  });

  it('are read where they were folded of pieces, too, and where a span was exported beside these', async () => {
    const at = (ms: number) => new Date(Date.UTC(2026, 10, 20, 10) + ms).toISOString();
    const piece = (id: string, ms: number, body: JsonObject) => ({
      ...{ entity: 'observation' as const, kind: 'create' as const, id, eventId: randomUUID(), timestamp: at(ms) },
      body: { traceId: suite.traceId, startTime: at(ms), ...body },
    });
    await suite.append([suite.span(1, { attributes: { 'langfuse.trace.metadata.of': 'export', tags: ['exported'] } })]);
    const events = [
      { ...piece(suite.traceId, 0, { name: 'told', tags: ['told'] }), entity: 'trace' as const },
      piece('o-1', 1, { type: 'event', level: 'ERROR', statusMessage: 'broken', version: '9', metadata: { own: 1 } }),
      piece('o-2', 2, {
        ...{
          type: 'generation',
          name: 'call',
          parentObservationId: 'o-1',
          model: 'gpt-4o',
          usage: { input: 9, output: 1 },
        },
        ...{ promptName: 'p', promptVersion: 2, completionStartTime: at(3), endTime: at(4) },
      }),
      piece(spanId(1), 3, { output: 'late' }),
    ];
    await suite.entities.record(keyScopeOf(suite.tenant), suite.tenant.projectId, events, { surface: 'langfuse' });
    const before = await suite.stored();
    await suite.query(
      `update debrief.event set rules_version = 2, observation_kind = null, is_app_root = null, status_message = null, version = null,
              prompt_name = null, prompt_version = null, first_token_at = null where workspace_id = $1`,
    );
    expect(await suite.stored()).not.toEqual(before);
    await suite.makeDue();
    await suite.reread();
    expect(await suite.stored()).toEqual(before);
  });

  it('show what log records say of them', async () => {
    await suite.append([suite.span(1, { attributes: { [`${unknown}gen_ai.request.model`]: 'm' } })]);
    const said = sentLog({
      ...{ traceId: suite.traceId, spanId: spanId(1), eventName: 'gen_ai.user.message' },
      body: { kvlistValue: { values: [textAttribute('content', 'asked by record')] } },
    });
    const sent = decodeLogExport(Buffer.from(JSON.stringify(logExportOf(said))), 'json');
    await suite.ingestion.appendLogs(keyScopeOf(suite.tenant), suite.tenant.projectId, sent);
    await suite.age(knownNow);
    await suite.makeDue();
    await suite.reread();
    const { spans, traces } = await suite.stored();
    expect(spans).toMatchObject([{ model: 'm', input_preview: 'asked by record' }]);
    expect(traces).toMatchObject([{ models: ['m'], input_preview: 'asked by record' }]);
  });

  it('show no secret that was masked when they were stored', async () => {
    const secret = 'sk-ant-api03-' + 'a1B2'.repeat(23) + 'AA';
    const attributes = { [`${unknown}langfuse.observation.input`]: `use ${secret}`, password: 'hunter2' };
    await suite.append([suite.span(1, { attributes, status: { code: 2, message: `refused ${secret}` } })]);
    await suite.age(knownNow);
    await suite.makeDue();
    await suite.reread();
    const [row] = await suite.stored().then(({ spans }) => spans as Row[]);
    expect(row).toMatchObject({
      rules_version: conventionsVersion,
      input_preview: expect.stringMatching(/^use .*REDACTED/),
    });
    expect(JSON.stringify(await suite.rows())).not.toMatch(/a1B2a1B2|hunter2/);
  });

  it('keep what they cost at the prices of their time', async () => {
    await suite.append(run(''));
    const before = await suite.stored();
    await suite.age();
    const prices = JSON.stringify({ prices: [{ model: 'gpt-4o', input: 99, output: 99 }] });
    await suite.query('update debrief.workspace set settings = $2 where workspace_id = $1', [
      suite.tenant.workspaceId,
      prices,
    ]);
    await suite.makeDue();
    await suite.reread();
    expect(await suite.stored()).toEqual(before);
  });
});
