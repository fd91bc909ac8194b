import type { JsonObject } from '@debrief/kernel';
import { hex } from '../../factories/otel';
import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { usePlatform } from './platform-suite';

const texts = (attributes: Readonly<Record<string, string>>): JsonObject => ({
  attributes: Object.entries(attributes).map(([key, value]) => textAttribute(key, value)),
});
const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
const exception = {
  name: 'exception',
  timeUnixNano: '1764112345223456789',
  attributes: [textAttribute('exception.message', 'try again')],
};

describe('what says that a run failed', () => {
  const suite = usePlatform();

  const statusOf = async (traceId: string): Promise<unknown> => (await suite.read(`/v1/traces/${traceId}`)).status;

  describe.each(['/otel/default/v1/traces', '/api/public/otel/v1/traces'])('is, of a root by %s,', (route) => {
    it.each<[string, JsonObject, string]>([
      ['its status', { status: { code: 2 } }, 'failed'],
      ['its level, which SDKs tell without a status', texts({ 'langfuse.observation.level': 'ERROR' }), 'failed'],
      ['no other level', { ...texts({ 'langfuse.observation.level': 'WARNING' }), status: { code: 1 } }, 'completed'],
      ['no exception that it handled', { ...texts(tool), events: [exception] }, 'completed'],
      ['no answer of a tool', texts({ ...tool, 'gen_ai.tool.call.result': '{"is_error":true}' }), 'completed'],
    ])('%s', async (_what, fields, status) => {
      const traceId = hex(16);
      await suite.call('POST', route, exportOf(sentSpan({ traceId, name: 'run', kind: 1, ...fields })));
      expect(await statusOf(traceId)).toBe(status);
    });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['the level of the trace', { level: 'ERROR' }, {}, 'failed'],
    ['the level of a root observation', {}, { level: 'ERROR' }, 'failed'],
    ['no level of one below', {}, { level: 'ERROR', parentObservationId: 'above' }, 'completed'],
    ['no other level', { level: 'WARNING' }, { level: 'WARNING' }, 'completed'],
  ])('is, in a batch, %s', async (_what, ofTrace, ofObservation, status) => {
    const traceId = hex(16);
    const timestamp = '2026-01-05T10:00:00.000Z';
    const ended = { startTime: timestamp, endTime: timestamp };
    const item = (type: string, body: JsonObject) => ({ id: hex(8), type, timestamp, body });
    const batch = [
      item('trace-create', { id: traceId, ...ofTrace }),
      item('span-create', { id: hex(8), traceId, ...ended, ...ofObservation }),
    ];
    await suite.call('POST', '/api/public/ingestion', { batch });
    expect(await statusOf(traceId)).toBe(status);
  });

  it('is the status that trace explorers show of the root, also where its level alone says it', async () => {
    const traceId = hex(16);
    const told = texts({ 'langfuse.observation.level': 'ERROR' });
    await suite.call('POST', '/otel/default/v1/traces', exportOf(sentSpan({ traceId, ...told })));
    expect(await suite.read(`/api/v1/project/default/otel/traces/${traceId}`)).toMatchObject({
      spans: [{ status_code: 'ERROR' }],
    });
  });
});
