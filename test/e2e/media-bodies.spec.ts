import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@debrief/kernel';
import { hex } from '../factories/otel';
import { encodings, exportOf, sentSpan, textAttribute } from '../factories/otlp-export';
import { mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const MiB = 1024 * 1024;
/** As for other hostile bodies: the goal (P8) is 300, the rest is for garbage that the collector has not come to yet. */
const memoryLimitMiB = 380;

/** P8 and R7 of the goals, where the body is all media. */
describe('bodies full of media', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(async () => {
    try {
      if (canMeasureMemory) expect(peakMemoryMiB(instance.apis[0]?.pid ?? 0)).toBeLessThanOrEqual(memoryLimitMiB);
    } finally {
      await instance.stop();
    }
  });

  const send = async (body: Buffer, type: string): Promise<{ status: number; warning: string }> => {
    const response = await fetch(`${instance.url}/otel/default/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': type },
      body: new Uint8Array(body),
    });
    const text = await response.text();
    return { status: response.status, warning: type === 'application/json' ? text : '' };
  };
  const spanOf = (texts: readonly string[]): JsonObject =>
    sentSpan({
      traceId: hex(16),
      spanId: hex(8),
      attributes: texts.map((text, index) => textAttribute(`part${index}`, text)),
    });
  const encoded = (size: number): string => randomBytes(size).toString('base64');

  const bodies: readonly (readonly [string, () => JsonObject])[] = [
    ['one of 11 MiB', () => exportOf(spanOf([`data:video/mp4;base64,${encoded(11 * MiB)}`]))],
    ['a hundred of 100 KiB', () => exportOf(spanOf(Array.from({ length: 100 }, () => encoded(100 * 1024))))],
    [
      'ten thousand of 1 KiB',
      () => exportOf(...Array.from({ length: 100 }, () => spanOf(Array.from({ length: 100 }, () => encoded(1024))))),
    ],
    ['15 MiB that are none', () => exportOf(spanOf(['A'.repeat(15 * MiB)]))],
    ['15 MiB that only look so', () => exportOf(spanOf([`${encoded(1024)}-_`.repeat(11_000)]))],
  ];

  it.each(bodies)(
    '%s: stored, in either encoding, one by one and at once',
    async (_name, make) => {
      for (const [encoding, encode] of encodings) {
        const type = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
        const [first, ...others] = [0, 1, 2].map(() => encode(make()));
        expect((await send(first!, type)).status).toBe(200);
        const answers = await Promise.all(others.map((body) => send(body, type)));
        // The budget of bodies may shed one that comes beside others.
        for (const { status } of answers) expect([200, 429]).toContain(status);
      }
      expect((await fetch(`${instance.url}/health`)).status).toBe(200);
    },
    240_000,
  );

  it('keep their rest in its texts, which the sender is told of, when they hold too many', async () => {
    const spans = Array.from({ length: 30 }, () => spanOf(Array.from({ length: 20 }, () => encoded(1024))));
    const { status, warning } = await send(Buffer.from(JSON.stringify(exportOf(...spans))), 'application/json');
    expect(status).toBe(200);
    expect(warning).toContain('more media than an export may hold');
  }, 120_000);
});
