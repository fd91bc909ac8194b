import { hex } from '../../factories/otel';
import { exportOf, sentSpan, textAttribute } from '../../factories/otlp-export';
import { usePlatform } from './platform-suite';

describe("the metadata of a run that Langfuse's SDKs export", () => {
  const suite = usePlatform();
  const said = (key: string) => ({
    attributes: [
      textAttribute(`langfuse.observation.metadata.${key}`, 'own'),
      textAttribute(`langfuse.trace.metadata.told by ${key}`, 'told'),
    ],
  });

  it.each(['/api/public/otel/v1/traces', '/otel/default/v1/traces'])(
    'by %s is what all spans say of it, and what its root says of itself',
    async (route) => {
      const traceId = hex(16);
      const root = sentSpan({ traceId, ...said('root') });
      const below = sentSpan({ traceId, spanId: hex(8), parentSpanId: '00f067aa0ba902b7', ...said('below') });
      for (const span of [below, root]) await suite.call('POST', route, exportOf(span));
      const metadata = { root: 'own', 'told by root': 'told', 'told by below': 'told' };
      expect((await suite.read(`/api/public/traces/${traceId}`)).metadata).toEqual(metadata);
      expect((await suite.read(`/api/v1/project/default/otel/traces/${traceId}`)).metadata).toEqual(metadata);
      const { data } = (await suite.read(`/api/public/observations?traceId=${traceId}`)) as {
        data: { metadata: unknown }[];
      };
      expect(data.map((one) => one.metadata)).toEqual(expect.arrayContaining([{ root: 'own' }, { below: 'own' }]));
    },
  );
});
