import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SentEvent } from '../../factories/event';
import { NativeClient } from '../../factories/native-client';
import { tinyPng } from '../../factories/png';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { providePromptetheus } from './promptetheus-python';

interface RecordedRun {
  readonly session_id: string;
  readonly recorded: readonly SentEvent[];
  readonly spans: Readonly<Record<string, string>>;
}

const sdk = providePromptetheus();
if ('skipped' in sdk) console.warn(`The promptetheus SDK's tests are skipped: ${sdk.skipped}.`);
const title =
  'skipped' in sdk
    ? `the Python SDK promptetheus (skipped: ${sdk.skipped})`
    : `the Python SDK promptetheus ${sdk.version}`;

('skipped' in sdk ? describe.skip : describe)(title, () => {
  let instance: Instance;
  let tenant: Tenant;
  let reader: NativeClient;
  let folder: string;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
    reader = new NativeClient(instance.url, tenant.owner.token);
    folder = mkdtempSync(join(tmpdir(), 'debrief-sdk-'));
    writeFileSync(join(folder, 'screen.png'), tinyPng);
  }, startTimeoutMs);
  afterAll(async () => {
    await instance?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const runPython = (...args: string[]): ChildProcessWithoutNullStreams =>
    spawn('python' in sdk ? sdk.python : '', args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        PROMPTETHEUS_API_URL: instance.url,
        PROMPTETHEUS_API_KEY: tenant.apiKey,
      },
    });
  const record = (...args: string[]): ChildProcessWithoutNullStreams =>
    runPython(join(__dirname, 'record_runs.py'), ...args);
  const spool = (): string[] => {
    const path = join(folder, '.promptetheus', 'spool');
    if (!existsSync(path)) return [];
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
    return files.flatMap((name) => readFileSync(join(path, name), 'utf8').split('\n').filter(Boolean));
  };
  const traceOf = async (id: string): Promise<Record<string, unknown> | undefined> =>
    (await reader.get<{ sessions: Record<string, unknown>[] }>(`/api/sessions?session_id=${id}`)).body.sessions[0];

  it('records a run with spans, a screenshot and an error, and every event reads back as it was recorded', async () => {
    const run = JSON.parse(await outputOf(record('whole-run', 'screen.png'))) as RecordedRun;
    const stored = await reader.readEvents(run.session_id);

    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, index) => index));
    expect(stored[0]).toMatchObject({ type: 'state_change', payload: { name: 'session_started' } });
    expect(stored.at(-1)).toMatchObject({ type: 'session_end' });
    for (const event of run.recorded) {
      expect(stored[event.seq]).toMatchObject({ span_id: null, parent_id: null, ...event });
    }
    expect(spanMarkers(stored)).toEqual([
      ['span_start', run.spans.plan, null],
      ['span_start', run.spans.search, run.spans.plan],
      ['span_end', run.spans.search, run.spans.plan],
      ['span_end', run.spans.plan, null],
    ]);
    expect(await traceOf(run.session_id)).toMatchObject({
      id: run.session_id,
      project_id: tenant.projectId,
      agent: 'booker',
      user_goal: 'Book Tuesday, stop before payment',
      environment: 'test',
      tags: ['sdk'],
      metadata: { release: '1.2.3' },
      status: 'failed',
      end_status: 'failed',
      event_count: stored.length,
      error_count: 1,
      input_tokens: 120,
      output_tokens: 30,
    });
    expect(spool()).toEqual([]);
  }, 60_000);

  it('finds the screenshot through the event that names it, byte for byte', async () => {
    const run = JSON.parse(await outputOf(record('whole-run', 'screen.png'))) as RecordedRun;
    const shot = run.recorded.find(({ type }) => type === 'screenshot');
    expect(shot?.payload).toMatchObject({ size_bytes: tinyPng.length, source_type: 'bytes' });

    const { status, headers } = await reader.get(`/artifacts/${String(shot?.payload.artifact_id)}`, { accept: '*/*' });
    expect(status).toBe(302);
    const download = await fetch(headers.get('location') ?? '');
    expect(Buffer.from(await download.arrayBuffer())).toEqual(tinyPng);
  }, 60_000);

  it('goes on while the server is killed, spools to disk, and delivers everything, once, when it is back', async () => {
    const child = record('steady-run', '400');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { session_id: id } = JSON.parse((await lines.next()).value as string) as { session_id: string };
    await instance.apis[0]?.kill();
    child.stdin.end('\n');
    const run = JSON.parse((await lines.next()).value as string) as RecordedRun;
    await once(child, 'exit');
    expect(spool().length).toBeGreaterThan(0);

    await instance.apis[0]?.start();
    expect(await outputOf(runPython('-m', 'promptetheus.cli', 'spool', 'replay'))).toContain('0 still pending');
    expect(spool()).toEqual([]);
    const stored = await reader.readEvents(id);
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 402 }, (_, seq) => seq));
    expect(stored.slice(1)).toMatchObject(run.recorded);
    expect(await traceOf(id)).toMatchObject({ agent: 'steady', status: 'completed', event_count: 402 });
  }, 120_000);
});

const spanMarkers = (
  events: readonly { payload: Record<string, unknown>; span_id: string | null; parent_id: string | null }[],
) =>
  events
    .filter(({ payload }) => payload.name === 'span_start' || payload.name === 'span_end')
    .map(({ payload, span_id, parent_id }) => [payload.name, span_id, parent_id]);

/** What the program prints. @throws with what it said when it fails */
async function outputOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`exit code ${code}: ${errors}`);
  return output;
}
