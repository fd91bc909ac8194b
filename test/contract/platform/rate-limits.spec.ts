import { usePlatform } from './platform-suite';

describe('the rate limits of the Platform surface', () => {
  const suite = usePlatform({ DEBRIEF_EDITION: 'hosted' });

  const rateOf = ({ headers }: { readonly headers: Headers }): number[] =>
    ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

  afterEach(() => void jest.restoreAllMocks());

  it('let 70 of 71 requests of a Free key pass that come at once', async () => {
    await suite.admin.query(`update debrief.workspace set plan = 'free' where workspace_id = $1`, [
      suite.own.workspaceId,
    ]);
    // "At once" on any machine: buckets fill by the second.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    const answers = await Promise.all(Array.from({ length: 71 }, () => suite.call('GET', '/v1/traces')));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused).toHaveLength(1);
    const [{ status, headers, body }] = refused as [(typeof refused)[number]];
    expect([status, headers.get('retry-after'), body]).toMatchObject([429, '1', { error: { code: 'rate_limited' } }]);
    const langfuse = await suite.call('GET', '/api/public/projects');
    expect([langfuse.status, langfuse.body]).toMatchObject([429, { error: 'RateLimitError' }]);
  });

  it('say 600 and 599 to the first request of a Pro key, and when all are there again', async () => {
    await suite.admin.query(`update debrief.workspace set plan = 'pro' where workspace_id = $1`, [
      suite.own.workspaceId,
    ]);
    const now = Date.now() / 1000;
    const [limit, remaining, reset] = rateOf(await suite.call('GET', '/v1/traces'));
    expect([limit, remaining]).toEqual([600, 599]);
    expect(Math.abs(reset! - now)).toBeLessThan(3);
  });

  it('count writes of /v1 with its reads, and bulk ingest apart', async () => {
    await suite.admin.query(`update debrief.workspace set plan = 'pro' where workspace_id = $1`, [
      suite.own.workspaceId,
    ]);
    const [first] = rateOf(await suite.call('GET', '/v1/sessions'));
    const [bulk] = rateOf(await suite.call('POST', '/api/public/otel/v1/traces', { resourceSpans: [] }));
    expect([first, bulk]).toEqual([600, 6000]);
  });
});
