import { randomUUID } from 'node:crypto';
import { sentRequest } from '../../factories/http-request';
import { createWorkspaceFixture } from '../../factories/workspace';
import { queryRoute, useTelemetry } from './telemetry-suite';

interface Item {
  readonly id: string;
  readonly path: string;
}
interface Page {
  readonly items: readonly Item[];
  readonly pagination: { readonly total: number; readonly nextCursor: string | null };
}

const second = (at: number): string => new Date(Date.UTC(2026, 2, 31, 12, 0, at)).toISOString();

describe('reported requests', () => {
  const suite = useTelemetry();
  const pathsOf = async (query = ''): Promise<string[]> =>
    (await suite.data<Page>(query)).items.map(({ path }) => path);

  it('are read back as they were kept', async () => {
    await suite.report(
      sentRequest({
        method: 'post',
        host: 'https://user:pw@Payments.Stripe.com/v1',
        path: '/v1/charges?secret=1',
        errorFingerprint: 'fp-1',
      }),
    );
    const [item] = (await suite.data<{ items: object[] }>()).items;
    expect(item).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      traceId: 'trace-001',
      direction: 'outbound',
      method: 'POST',
      host: 'payments.stripe.com',
      path: '/v1/charges',
      pathTruncated: false,
      statusCode: 200,
      statusGroup: '2xx',
      failed: false,
      durationMs: 320,
      isSlow: false,
      requestSize: 256,
      responseSize: 1024,
      userId: 'usr_99',
      errorFingerprint: 'fp-1',
      timestamp: '2026-03-31T12:00:00.000Z',
      occurredAt: '2026-03-31T12:00:00.000Z',
      clockSkew: false,
      receivedAt: expect.any(String) as string,
    });
  });

  it('hold no secrets, and of long paths the beginning', async () => {
    const card = '/cards/4111 1111 1111 1111/charge';
    await suite.report(
      sentRequest({ path: card }),
      sentRequest({ path: `/${'x'.repeat(3_000)}`, timestamp: second(1) }),
    );
    const { items } = await suite.data<{ items: { path: string; pathTruncated: boolean }[] }>();
    expect(items[0]).toMatchObject({ pathTruncated: true, path: `/${'x'.repeat(2_047)}` });
    expect(items[1]!.path).not.toContain('4111');
    const { rows } = await suite.admin.query<{ text: string }>('select r::text as text from debrief.http_request r');
    expect(JSON.stringify(rows)).not.toContain('4111 1111');
  });

  it('whose clock is ahead are placed no more than five minutes after they came', async () => {
    await suite.report(sentRequest({ timestamp: '2099-01-01T00:00:00Z' }));
    const [item] = (await suite.data<{ items: Record<string, string>[] }>()).items;
    expect(item).toMatchObject({ timestamp: '2099-01-01T00:00:00.000Z', clockSkew: true });
    expect(Date.parse(item!['occurredAt']!) - Date.parse(item!['receivedAt']!)).toBeLessThanOrEqual(301_000);
  });

  it('count as slow from what the project says', async () => {
    await suite.report(sentRequest({ durationMs: 300 }), sentRequest({ durationMs: 301, path: '/slow' }));
    expect(await pathsOf('?isSlow=true')).toEqual([]);
    await suite.services.projects.update(suite.own.scope, suite.own.projectId, { settings: { http_slow_ms: 300 } });
    expect(await pathsOf('?isSlow=true')).toEqual(['/slow']);
  });

  describe('are narrowed', () => {
    beforeEach(() =>
      suite.report(
        sentRequest({ path: '/a', direction: 'inbound', method: 'GET', host: 'api.example.com', timestamp: second(1) }),
        sentRequest({ path: '/b', statusCode: 0, host: 'example.com', userId: 'u-2', timestamp: second(2) }),
        sentRequest({ path: '/c', statusCode: 404, durationMs: 2_000, traceId: 't-2', timestamp: second(3) }),
        sentRequest({ path: '/D%25', statusCode: 503, errorFingerprint: 'fp', timestamp: second(4) }),
      ),
    );

    it.each([
      ['', ['/D%25', '/c', '/b', '/a']],
      ['direction=inbound', ['/a']],
      ['method=get', ['/a']],
      ['statusGroup=none', ['/b']],
      ['statusGroup=4xx', ['/c']],
      ['statusCode=503', ['/D%25']],
      ['host=Example.com', ['/b']],
      ['host=*.example.com', ['/a']],
      ['path=d', ['/D%25']],
      ['path=%25', ['/D%25']],
      ['traceId=t-2', ['/c']],
      ['userId=u-2', ['/b']],
      ['errorFingerprint=fp', ['/D%25']],
      ['failed=true', ['/D%25', '/c', '/b']],
      ['failed=false', ['/a']],
      ['isSlow=true', ['/c']],
      ['minDurationMs=2000', ['/c']],
      [`from=${second(2)}&to=${second(4)}`, ['/c', '/b']],
      ['failed=true&direction=outbound&statusGroup=5xx', ['/D%25']],
      ['failed=true&direction=inbound', []],
    ])('by ?%s', async (query, paths) => {
      expect(await pathsOf(`?${query}`)).toEqual(paths);
      expect((await suite.data<Page>(`?${query}`)).pagination.total).toBe(paths.length);
    });
  });

  it('are paged by number and by cursor without gap or repeat, also where times are equal', async () => {
    await suite.report(...Array.from({ length: 7 }, (_, at) => sentRequest({ path: `/${at}` })));
    const whole = (await suite.data<Page>()).items.map(({ id }) => id);
    const byNumber: string[] = [];
    for (const page of [1, 2, 3, 4])
      byNumber.push(...(await suite.data<Page>(`?perPage=2&page=${page}`)).items.map(({ id }) => id));
    expect(byNumber).toEqual(whole);
    const byCursor: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = await suite.data<Page>(`?perPage=3${cursor && `&cursor=${cursor}`}`);
      byCursor.push(...page.items.map(({ id }) => id));
      cursor = page.pagination.nextCursor;
    }
    expect(byCursor).toEqual(whole);
    expect(await suite.data<Page>('?perPage=500&page=9')).toMatchObject({
      items: [],
      pagination: { page: 9, perPage: 200, total: 7, nextCursor: null },
    });
  });

  it.each([
    ['page=3&perPage=5000', 202],
    ['page=51&perPage=200', 'page'],
    ['page=0', 'page'],
    ['statusGroup=6xx', 'statusGroup'],
    ['direction=up', 'direction'],
    ['from=soon', 'from'],
    ['failed=maybe', 'failed'],
    ['cursor=x', 'cursor'],
    ['/by-trace?', 'traceId'],
    ['/stats/series?bucket=2m', 'bucket'],
    ['/stats/series?bucket=1m&from=2026-01-01&to=2026-02-01', 'bucket'],
    ['/top-hosts?limit=101', 'limit'],
  ])('are asked for in vain by %s', async (query, field) => {
    const { status, body } = await suite.read(query.startsWith('/') ? query : `?${query}`);
    if (typeof field === 'number') return expect(status).toBe(200);
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { success: false, error: { code: 'VALIDATION_ERROR', details: { [field]: expect.any(String) as string } } },
    });
  });

  describe('with their run', () => {
    const makeTrace = async (id: string, metadata: object = {}) =>
      void (await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id, metadata }));
    const linkOf = (id: string) => ({ id, projectId: suite.own.projectId, status: 'running', incidentIds: [] });

    it('are got one by one', async () => {
      await suite.report(sentRequest());
      const [{ id } = { id: '' }] = (await suite.data<Page>()).items;
      expect(await suite.data(`/${id}`)).toMatchObject({ id, trace: null });
      await makeTrace('trace-001');
      expect(await suite.data(`/${id}`)).toMatchObject({ id, trace: linkOf('trace-001') });
    });

    it.each(['unknown', randomUUID()])('are not found as %s', async (id) => {
      expect(await suite.read(`/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    });

    it('are listed oldest first, with those that carry what its SDK propagates', async () => {
      await makeTrace('run', { trace_id: 'wire' });
      await suite.report(
        sentRequest({ traceId: 'wire', path: '/2', timestamp: second(2) }),
        sentRequest({ traceId: 'run', path: '/1', timestamp: second(1) }),
      );
      expect(await suite.data('/by-trace?traceId=run')).toMatchObject({
        items: [{ path: '/1' }, { path: '/2' }],
        trace: linkOf('run'),
        nextCursor: null,
      });
      expect(await suite.data('/by-trace?traceId=wire')).toMatchObject({
        items: [{ path: '/2' }],
        trace: linkOf('run'),
      });
      expect(await suite.data('/by-trace?traceId=none')).toEqual({ items: [], trace: null, nextCursor: null });
    });

    it('are listed on behind a thousand', async () => {
      const many = Array.from({ length: 1_000 }, (_, at) => sentRequest({ durationMs: at }));
      await suite.report(...many);
      await suite.report(sentRequest({ path: '/last', timestamp: second(9) }));
      const first = await suite.data<{ items: Item[]; nextCursor: string }>('/by-trace?traceId=trace-001');
      expect(first.items).toHaveLength(1_000);
      expect(await suite.data(`/by-trace?traceId=trace-001&cursor=${first.nextCursor}`)).toMatchObject({
        items: [{ path: '/last' }],
        nextCursor: null,
      });
    });

    it('are counted by the run itself', async () => {
      await makeTrace('run', { trace_id: 'wire' });
      await suite.report(
        sentRequest({ traceId: 'run', statusCode: 500 }),
        sentRequest({ traceId: 'wire', durationMs: 1_001 }),
        sentRequest({ traceId: 'other', statusCode: 500 }),
      );
      const { body } = await suite.api.call(suite.own.secretKey, 'GET', '/api/traces/run');
      expect(body['http']).toEqual({ count: 2, failed: 1, slow: 1 });
    });
  });

  describe('of projects', () => {
    const readAs = async (query = '') => {
      const token = await suite.api.tokenOf(suite.own.userId, suite.own.email);
      return suite.api.call(token, 'GET', `${queryRoute}${query}`);
    };

    it('are read by a console user of one without naming it, of several by name', async () => {
      await suite.report(sentRequest());
      expect(await readAs()).toMatchObject({ status: 200, body: { data: { pagination: { total: 1 } } } });
      const { slug } = await suite.services.projects.create(suite.own.scope, { name: 'Second' });
      expect(await readAs()).toMatchObject({
        status: 422,
        body: { error: { details: { projectId: expect.any(String) } } },
      });
      expect(await readAs(`?projectId=${slug}`)).toMatchObject({ body: { data: { pagination: { total: 0 } } } });
      expect(await readAs(`?projectId=${suite.own.projectId}`)).toMatchObject({
        body: { data: { pagination: { total: 1 } } },
      });
    });

    it('of others are refused, whether or not they are there', async () => {
      const other = await createWorkspaceFixture(suite.database);
      for (const projectId of [other.projectId, randomUUID(), 'nowhere']) {
        for (const answer of [await readAs(`?projectId=${projectId}`), await suite.read(`?projectId=${projectId}`)])
          expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
      }
    });

    it('of others are not found one by one', async () => {
      await suite.report(sentRequest());
      const [item] = (await suite.data<Page>()).items;
      const other = await createWorkspaceFixture(suite.database);
      expect(await suite.api.call(other.secretKey, 'GET', `${queryRoute}/${item?.id}`)).toMatchObject({ status: 404 });
    });
  });
});
