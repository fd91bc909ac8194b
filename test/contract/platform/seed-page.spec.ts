import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { usePlatform } from './platform-suite';

/** Beside the repository, where the product is developed. */
const pages = join(__dirname, '..', '..', '..', '..', 'shared', 'seeds');
const recorded = readFileSync(join(__dirname, 'seed-page.sh'), 'utf8').trim();
const firstLine = recorded.split('\n')[0]!;

/** The example of the page that documents the surface. */
const published = (existsSync(pages) ? readdirSync(pages) : [])
  .map((name) => readFileSync(join(pages, name), 'utf8'))
  .flatMap((page) => page.split('```').map((block) => block.replace(/^bash\n/, '').trim()))
  .find((block) => block.startsWith(firstLine));

const hasTools = ['curl', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);
if (!hasTools) console.warn('The examples of the page are not run: they need curl and jq.');

describe('the page of the Platform surface', () => {
  const suite = usePlatform();

  /** The shell runs it as it stands, but for the host and the key. */
  const run = async (script: string): Promise<string> => {
    const own = script.replaceAll('https://api.agenttrace.io', suite.api.url);
    const env = { ...process.env, AGENTTRACE_API_KEY: suite.own.secretKey };
    const { stdout } = await promisify(execFile)('sh', ['-c', `${own}\necho "\n$TRACE_ID"`], { env });
    return stdout;
  };

  (hasTools ? it : it.skip)(
    'promises a trace with a generation and a score, which are told back with their cost',
    async () => {
      const id = (await run(recorded)).trim().split('\n').at(-1)!;
      expect(await suite.read(`/v1/traces/${id}?includeObservations=true&includeScores=true`)).toMatchObject({
        ...{ id, name: 'code-review', input: { file: 'main.py' }, metadata: { repository: 'my-app' } },
        ...{ totalTokens: 350, totalCost: 0.00345 },
        observations: [
          {
            ...{ traceId: id, type: 'GENERATION', name: 'analyze-code', model: 'claude-3-sonnet' },
            input: [{ role: 'user', content: 'Review this code...' }],
            output: 'The code looks good...',
            usage: { inputTokens: 150, outputTokens: 200, totalTokens: 350 },
          },
        ],
        scores: [{ traceId: id, name: 'quality', value: 0.95, dataType: 'NUMERIC', comment: 'High-quality review' }],
      });
      // The same through Langfuse's door, as objects and in lists as ids.
      const asLangfuse = await suite.read(`/api/public/traces/${id}`);
      expect(asLangfuse).toMatchObject({
        totalCost: 0.00345,
        observations: [{ type: 'GENERATION', usage: { input: 150, output: 200, total: 350 } }],
        scores: [{ name: 'quality', value: 0.95 }],
      });
      const [listed] = (await suite.read('/api/public/traces')).data as Record<string, unknown>[];
      const idsOf = (field: string): unknown[] => (asLangfuse[field] as { id: string }[]).map((one) => one.id);
      expect(listed).toMatchObject({ id, observations: idsOf('observations'), scores: idsOf('scores') });
    },
  );

  it('promises lists with a cursor and headers of the rate', async () => {
    for (const name of ['a', 'b']) await suite.call('POST', '/v1/traces', { name });
    const first = await suite.call('GET', '/v1/traces?limit=1');
    expect([first.status, first.body]).toMatchObject([
      200,
      { data: [{ name: 'b' }], meta: { totalCount: 2, hasMore: true, nextCursor: expect.any(String) } },
    ]);
    for (const name of ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset'])
      expect(first.headers.get(name)).toMatch(/^\d+$/);
    const { nextCursor } = first.body.meta as { nextCursor: string };
    expect(await suite.read(`/v1/traces?limit=1&cursor=${nextCursor}`)).toMatchObject({
      data: [{ name: 'a' }],
      meta: { totalCount: 2, hasMore: false, nextCursor: null },
    });
  });

  const title = 'has the example that is run here';
  if (!published) console.warn('The page of the surface is absent.');
  (published ? it : it.skip)(published ? title : `${title} (skipped: no pages beside the repository)`, () =>
    expect(recorded).toBe(published),
  );
});
