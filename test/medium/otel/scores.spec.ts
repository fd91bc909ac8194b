import type { JsonObject } from '@debrief/kernel';
import { RetentionService } from '@debrief/retention';
import { sql } from 'kysely';
import { hex } from '../../factories/otel';
import { exportOf, logExportOf, sentLog, sentSpan, textAttribute } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

interface Score {
  readonly traceId: string;
  readonly observationId: string | null;
  readonly name: string;
  readonly value: number | null;
  readonly source: string;
}

describe('evaluations in spans and log records', () => {
  const suite = useOtel();
  const result = (name: string, value: number): JsonObject[] => [
    textAttribute('gen_ai.evaluation.name', name),
    { key: 'gen_ai.evaluation.score.value', value: { doubleValue: value } },
  ];
  const event = (name: string, value: number): JsonObject => ({
    name: 'gen_ai.evaluation.result',
    timeUnixNano: '1764112345123456789',
    attributes: result(name, value),
  });
  const log = (traceId: string, spanId: string, name: string, value: number): JsonObject =>
    sentLog({ traceId, spanId, eventName: 'gen_ai.evaluation.result', attributes: result(name, value) });
  const send = async (signal: 'traces' | 'logs', body: JsonObject): Promise<void> => {
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', `/otel/default/v1/${signal}`, body);
    if (status !== 200) throw new Error(`not exported: ${status}`);
  };
  const scores = async (): Promise<readonly Score[]> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<Score>`select trace_external_id as trace_id, observation_id, name, value, source from score order by name`.execute(
        tx,
      ),
    );
    return rows;
  };

  it('are scores of their span, once however often and however they come', async () => {
    const [traceId, spanId] = [hex(16), hex(8)];
    const span = exportOf(sentSpan({ traceId, spanId, events: [event('relevance', 0.5)] }));
    const logs = logExportOf(log(traceId, spanId, 'relevance', 0.5), log(traceId, spanId, 'tone', 1));
    await Promise.all([send('traces', span), send('logs', logs), send('traces', span)]);
    await send('logs', logs);
    const common = { traceId, observationId: spanId, source: 'EVAL' };
    expect(await scores()).toEqual([
      { ...common, name: 'relevance', value: 0.5 },
      { ...common, name: 'tone', value: 1 },
    ]);
  });

  it('of a span that is refused are none', async () => {
    const [traceId, spanId] = [hex(16), hex(8)];
    await send('traces', exportOf(sentSpan({ traceId, spanId })));
    await send('traces', exportOf(sentSpan({ traceId, spanId, events: [event('relevance', 1)] })));
    expect(await scores()).toEqual([]);
  });

  it('go with their run, and do not come back with a record that is late', async () => {
    const [traceId, spanId] = [hex(16), hex(8)];
    await send('traces', exportOf(sentSpan({ traceId, spanId, events: [event('relevance', 1)] })));
    await suite.remove(`/traces/${traceId}`);
    await send('logs', logExportOf(log(traceId, spanId, 'tone', 1)));
    expect(await scores()).toEqual([]);
  });

  it('of a run that never came go with its last record', async () => {
    await send('logs', logExportOf(log(hex(16), hex(8), 'tone', 1)));
    expect(await scores()).toHaveLength(1);
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`update otel_log set received_at = now() - interval '4000 days'`.execute(tx),
    );
    const retention = suite.api.app.get(RetentionService, { strict: false });
    await retention.expireTraces(suite.own.scope, { projectId: suite.own.projectId });
    expect(await scores()).toEqual([]);
  });
});
