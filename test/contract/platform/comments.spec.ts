import type { ApiAnswer } from '../../factories/api-server';
import { useOtel } from '../../medium/otel/otel-suite';

type Body = Readonly<Record<string, unknown>>;

describe('comments of /api/public', () => {
  const suite = useOtel();
  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    suite.api.call(suite.own.secretKey, method, `/api/public${path}`, body);
  const write = (fields: Body): Promise<ApiAnswer> =>
    call('POST', '/comments', { projectId: suite.own.projectId, content: 'It asked twice.', ...fields });

  it('are of runs, observations, sessions and prompts, and read back', async () => {
    const { externalId, spanIds } = await suite.insert({ spans: [{}] }).then(async (trace) => ({
      externalId: trace.externalId,
      spanIds: (
        await suite.admin.query<{ span_id: string }>(`select span_id from debrief.event where trace_id = $1`, [
          trace.id,
        ])
      ).rows.map(({ span_id }) => span_id),
    }));
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: 'run-2', session_id: 'chat' });
    const prompt = await call('POST', '/v2/prompts', { name: 'p', prompt: 'Hello' });
    expect(prompt.status).toBe(201);
    const objects: Body[] = [
      { objectType: 'TRACE', objectId: externalId },
      { objectType: 'observation', objectId: spanIds[0] },
      { objectType: 'SESSION', objectId: 'chat' },
      { objectType: 'PROMPT', objectId: prompt.body.id },
    ];
    for (const object of objects) {
      const { status, body } = await write(object);
      expect(status).toBe(200);
      expect((await call('GET', `/comments/${String(body.id)}`)).body).toEqual({
        id: body.id,
        projectId: suite.own.projectId,
        createdAt: expect.any(String) as string,
        updatedAt: expect.any(String) as string,
        objectType: String(object.objectType).toUpperCase(),
        objectId: object.objectId,
        content: 'It asked twice.',
        authorUserId: null,
      });
    }
    expect((await call('GET', '/comments')).body).toMatchObject({ meta: { totalItems: 4 } });
    expect((await call('GET', `/comments?objectType=TRACE&objectId=${externalId}`)).body).toMatchObject({
      data: [{ objectId: externalId }],
      meta: { page: 1, limit: 50, totalItems: 1, totalPages: 1 },
    });
    await suite.remove(`/traces/${externalId}`);
    expect((await call('GET', '/comments')).body).toMatchObject({ meta: { totalItems: 2 } });
  });

  it.each<[Body, number]>([
    [{ objectType: 'TRACE', objectId: 'nowhere' }, 404],
    [{ objectType: 'OBSERVATION', objectId: 'nowhere' }, 404],
    [{ objectType: 'SESSION', objectId: 'nowhere' }, 404],
    [{ objectType: 'PROMPT', objectId: 'nowhere' }, 404],
    [{ objectType: 'DATASET', objectId: 'run' }, 400],
    [{ objectType: 'TRACE' }, 400],
    [{ objectType: 'TRACE', objectId: 'run', content: 'x'.repeat(5_001) }, 400],
    [{ objectType: 'TRACE', objectId: 'run', content: '' }, 400],
    [{ objectType: 'TRACE', objectId: 'run', authorUserId: 'nobody' }, 400],
    [{ objectType: 'TRACE', objectId: 'run', projectId: 'another' }, 404],
  ])('%j are refused', async (fields, status) => {
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: 'run' });
    expect((await write(fields)).status).toBe(status);
    expect((await call('GET', '/comments')).body).toMatchObject({ meta: { totalItems: 0 } });
  });

  it('of a person have that author, of a key the member that it names', async () => {
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id: 'run' });
    const token = await suite.api.tokenOf(suite.own.userId, suite.own.email);
    const object = { projectId: suite.own.projectId, objectType: 'TRACE', objectId: 'run', content: 'mine' };
    await suite.api.call(token, 'POST', '/api/public/comments', object);
    await write({ ...object, authorUserId: suite.own.userId });
    const { body } = await call('GET', `/comments?authorUserId=${suite.own.userId}`);
    expect(body).toMatchObject({ meta: { totalItems: 2 } });
    expect((await call('GET', '/comments?objectId=run')).status).toBe(400);
    expect((await call('GET', '/comments/nowhere')).status).toBe(404);
  });
});
