import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { NativeClient } from '../../factories/native-client';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { dumpWorkspace } from '../../setup/dump-workspace';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';

/** Beside the repository, where the product is developed. */
const recordings = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'langfuse');
const hasData = existsSync(recordings);
if (!hasData) console.warn('The recorded exports of Langfuse are absent: they are not imported.');
const fixtures = join(__dirname, '..', '..', 'fixtures', 'langfuse');
const main = join(__dirname, '..', '..', '..', 'dist', 'apps', 'import', 'src', 'main.js');

/** Read off the exports by a person and a program that has nothing of ours. */
interface Golden {
  readonly trace_id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly tags: readonly string[];
  /** In the order of their start, indented by their depth. */
  readonly tree: readonly string[];
  /** Of each model call: input, output, total. */
  readonly tokens: Readonly<Record<string, readonly [number, number, number]>>;
  readonly totalTokens: number;
  readonly totalCost: number;
  readonly scores: readonly string[];
  /** Role and beginning of each message of the run. */
  readonly messages: readonly string[];
}

interface ReadObservation {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly parentObservationId: string | null;
  readonly startTime: string;
  readonly usage: { readonly input: number; readonly output: number; readonly total: number };
}

interface ReadTrace {
  readonly name: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly tags: readonly string[];
  readonly totalCost: number;
  readonly observations: readonly ReadObservation[];
  readonly scores: readonly {
    readonly name: string;
    readonly dataType: string;
    readonly value: number;
    readonly stringValue?: string;
  }[];
}

const goldenOf = JSON.parse(readFileSync(join(fixtures, 'golden.json'), 'utf8')) as Record<string, Golden>;
const isOurs = (file: string): boolean => existsSync(join(fixtures, file));

const treeOf = (observations: readonly ReadObservation[], parent: string | null = null, depth = 0): string[] =>
  observations
    .filter(({ parentObservationId }) => parentObservationId === parent)
    .sort((a, b) => (a.startTime < b.startTime ? -1 : a.startTime > b.startTime ? 1 : a.id < b.id ? -1 : 1))
    .flatMap(({ id, type, name }) => [`${'  '.repeat(depth)}${type} ${name}`, ...treeOf(observations, id, depth + 1)]);

describe('the import of exported runs', () => {
  let instance: Instance;
  let tenant: Tenant;
  let client: NativeClient;
  let folder: string;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
    client = new NativeClient(instance.url, tenant.apiKey);
    folder = mkdtempSync(join(tmpdir(), 'debrief-import-'));
  }, startTimeoutMs);
  afterAll(async () => {
    if (folder) rmSync(folder, { recursive: true });
    await instance?.stop();
  });

  const runImport = async (...args: string[]): Promise<{ code: number | null; output: string }> => {
    const env = { PATH: process.env.PATH, DEBRIEF_URL: instance.url, DEBRIEF_API_KEY: tenant.apiKey };
    const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  };
  const place = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  /** Every row but those that note when a key was used. */
  const dumpRecords = async (): Promise<string[]> => {
    const admin = new Client({ connectionString: instance.database.adminUrl });
    await admin.connect();
    try {
      return (await dumpWorkspace(admin, tenant.workspaceId)).filter((row) => !row.startsWith('api_key: ')).sort();
    } finally {
      await admin.end();
    }
  };
  const fixture = (): string => readFileSync(join(fixtures, 'support-run.json'), 'utf8');

  describe.each(Object.keys(goldenOf))('of %s', (file) => {
    const golden = goldenOf[file]!;
    const test = isOurs(file) || hasData ? it : it.skip;
    const source = join(isOurs(file) ? fixtures : recordings, file);

    test('brings its tree, tokens, cost and scores', async () => {
      const copy = join(folder, file);
      copyFileSync(source, copy);
      expect(await runImport('langfuse', copy)).toMatchObject({ code: 0 });
      const { body: trace } = await client.get<ReadTrace>(`/api/public/traces/${golden.trace_id}`);
      expect(trace).toMatchObject({ name: golden.name, userId: golden.userId, sessionId: golden.sessionId });
      expect([...trace.tags].sort()).toEqual(golden.tags);
      expect(treeOf(trace.observations)).toEqual(golden.tree);
      const calls = trace.observations.filter(({ usage }) => usage.total > 0);
      expect(
        Object.fromEntries(calls.map(({ id, usage: { input, output, total } }) => [id, [input, output, total]])),
      ).toEqual(golden.tokens);
      expect(trace.totalCost).toBeCloseTo(golden.totalCost, 12);
      expect(
        trace.scores
          .map(({ name, dataType, value, stringValue }) => `${name} ${dataType} ${stringValue ?? value}`)
          .sort(),
      ).toEqual([...golden.scores].sort());
      const { body: v1 } = await client.get<{ totalTokens: number; totalCost: number }>(
        `/v1/traces/${golden.trace_id}`,
      );
      expect(v1.totalTokens).toBe(golden.totalTokens);
      expect(v1.totalCost).toBeCloseTo(golden.totalCost, 12);
    });

    test('brings what was said', async () => {
      const { body } = await client.get<{
        messages: { role: string; content: { type: string; text?: string; name?: string } }[];
      }>(`/api/v1/project/default/otel/traces/${golden.trace_id}/messages`);
      const said = body.messages.map(
        ({ role, content }) => `${role} ${content.type}: ${(content.text ?? content.name ?? '').slice(0, 60)}`,
      );
      expect(said).toEqual(golden.messages);
    });
  });

  it('changes nothing when it is done again', async () => {
    const file = place('again.json', fixture());
    expect((await runImport('langfuse', file)).code).toBe(0);
    const before = await dumpRecords();
    const again = await runImport('langfuse', file, '--anew');
    expect(again).toMatchObject({ code: 0 });
    expect(again.output).toContain('5 event(s)');
    expect(await dumpRecords()).toEqual(before);
  });

  it('goes on where it was interrupted', async () => {
    const line = (n: number): string =>
      JSON.stringify({
        id: `many-${n}`,
        timestamp: '2026-03-01T10:00:00.000Z',
        name: `run ${n}`,
        input: 'x'.repeat(2_000),
      });
    const lines = Array.from({ length: 1_300 }, (_, n) => line(n));
    // The 1,200th line is broken: what is before it is stored in requests of 500.
    const broken = place('many.jsonl', [...lines.slice(0, 1_199), '{"id":', ...lines.slice(1_200)].join('\n'));
    const first = await runImport('jsonl', broken);
    expect(first).toMatchObject({ code: 1 });
    expect(first.output).toContain(`many.jsonl, line 1200 is not JSON`);
    const stored = (await client.get<{ meta: { totalCount: number } }>('/v1/traces?name=run%20999&limit=1')).body.meta;
    expect(stored.totalCount).toBe(1);
    const second = await runImport('jsonl', broken);
    expect(second.output).not.toContain('500 record(s), 500 event(s) stored');
    const mended = place('many.jsonl', lines.join('\n'));
    const third = await runImport('jsonl', mended);
    expect(third).toMatchObject({ code: 0 });
    expect(third.output).toContain('done: 1300 record(s)');
    expect(
      (await client.get<{ meta: { totalCount: number } }>('/v1/traces?name=run%201299')).body.meta.totalCount,
    ).toBe(1);
  });

  it('says what it cannot take, and takes the rest', async () => {
    const records = [{ id: 'fine', timestamp: '2026-03-01T10:00:00Z', name: 'fine' }, { nothing: 1 }];
    const event = { id: 'e', type: 'no-such-type', timestamp: '2026-03-01T10:00:00Z', body: {} };
    const { code, output } = await runImport(
      'jsonl',
      place('mixed.jsonl', [...records, event].map((one) => JSON.stringify(one)).join('\n')),
    );
    expect(code).toBe(1);
    expect(output).toContain('left out, no trace, observation, score or event: record(s) 2');
    expect(output).toContain('refused: e (400');
    expect((await client.get('/v1/traces/fine')).status).toBe(200);
  });

  it.each([
    ['no form', [], 2],
    ['an unknown form', ['csv', 'x'], 2],
    ['no file', ['langfuse'], 2],
    ['a file that is not there', ['langfuse', '/nonexistent.json'], 1],
  ])('refuses %s', async (_what, args, code) => {
    expect((await runImport(...args)).code).toBe(code);
  });
});
