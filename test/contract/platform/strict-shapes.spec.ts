import { newTraceId } from '../../factories/event';
import { hex } from '../../factories/otel';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { usePlatform } from './platform-suite';

type Item = Record<string, unknown>;

/** What old SDKs parse strictly: never null, and of this type (platform.md D). */
const traceShape = {
  ...{ id: 'string', timestamp: 'string', tags: 'list', public: 'boolean', environment: 'string', htmlPath: 'string' },
  ...{ latency: 'number', totalCost: 'number', observations: 'list', scores: 'list' },
};
const sessionShape = { id: 'string', createdAt: 'string', projectId: 'string', environment: 'string' };

const typesOf = (item: Item, shape: Item): Item =>
  Object.fromEntries(
    Object.keys(shape).map((name) => {
      const value = item[name];
      return [name, Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value];
    }),
  );

describe('what Langfuse clients parse strictly', () => {
  const suite = usePlatform();

  /** Runs of each surface of which their clients say as little as they may. */
  const recordBarest = async (): Promise<Readonly<Record<string, string>>> => {
    const [native, exported] = [newTraceId(), hex(16)];
    await suite.call('POST', '/api/traces', { id: native });
    await suite.call('POST', '/otel/default/v1/traces', exportOf(sentSpan({ traceId: exported })));
    const { body } = await suite.call('POST', '/v1/traces', { sessionId: 'bare' });
    const opened = { id: hex(8), traceId: hex(16) };
    await suite.call('POST', '/v1/observations', { ...opened, name: 'alone' });
    const langfuse = hex(16);
    const timestamp = new Date().toISOString();
    const batch = [{ id: hex(8), type: 'trace-create', timestamp, body: { id: langfuse } }];
    expect((await suite.call('POST', '/api/public/ingestion', { batch })).status).toBe(207);
    return { native, exported, platform: String(body.id), opened: opened.traceId, langfuse };
  };

  it('is there for the barest run of every surface, in lists, alone and in its session', async () => {
    const ids = await recordBarest();
    const { data } = (await suite.read('/api/public/traces')) as { data: Item[] };
    expect(data.map(({ id }) => id).sort()).toEqual(Object.values(ids).sort());
    const alone = await Promise.all(Object.values(ids).map((id) => suite.read(`/api/public/traces/${id}`)));
    const sessions = ((await suite.read('/api/public/sessions')) as { data: Item[] }).data;
    expect(sessions.map(({ id }) => id).sort()).toEqual(['bare', ids.native].sort());
    const bare = await suite.read('/api/public/sessions/bare');
    const traces = [...data, ...alone, ...(bare.traces as Item[])];
    expect(traces.map((trace) => typesOf(trace, traceShape))).toEqual(traces.map(() => traceShape));
    expect([...sessions, bare].map((session) => typesOf(session, sessionShape))).toEqual(
      [...sessions, bare].map(() => sessionShape),
    );
  });

  it('is the same at /v1, where a run that goes on has no end', async () => {
    const { platform } = await recordBarest();
    expect(await suite.read(`/v1/traces/${platform!}`)).toMatchObject({
      ...{ status: 'running', endTime: null, environment: 'default', tags: [], metadata: {}, totalCost: 0 },
    });
    const { data } = (await suite.read('/v1/traces?limit=1000')) as { data: Item[] };
    expect(data).toHaveLength(5);
    for (const trace of data) expect(typeof trace.metadata).toBe('object');
  });
});
