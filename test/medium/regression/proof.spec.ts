import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseJson } from '@debrief/kernel';
import { verifyProof } from '../../../libs/regression/src/proof/verify-proof';
import { hashEvents } from '../../../libs/regression/src/proof/events-hash';
import { newTraceId } from '../../factories/event';
import { type RunAnswer, runs, useRegression } from './regression-suite';

const script = join(__dirname, '..', '..', '..', 'scripts', 'verify-proof.mjs');

describe('the proof of a regression run', () => {
  const suite = useRegression();
  const folder = mkdtempSync(join(tmpdir(), 'proof-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const compare = async (): Promise<{ run: RunAnswer; before: string; after: string }> => {
    const wide = { type: 'metric', payload: { name: 'id', value: 1 } };
    const before = await suite.record([wide, ...runs.ignores]);
    const after = await suite.record([wide, ...runs.heeds]);
    const candidates = [{ case_trace_id: before, trace_id: after }];
    return { before, after, run: await suite.start(await suite.addIncident([before]), { candidates }) };
  };
  const readKeys = async (): Promise<unknown> =>
    (await fetch(`${suite.api.url}/.well-known/debrief-proof.json`)).json();
  const readProof = async (runId: string) =>
    (await suite.callAsKey('GET', `/api/regression-runs/${runId}/proof`)).body as { payload: string };
  const write = (name: string, value: unknown): string => {
    const file = join(folder, name);
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return file;
  };

  it('is verified by the published key alone, and says what the run says', async () => {
    const { run, before, after } = await compare();
    const verified = verifyProof(await readProof(run.id), await readKeys());
    expect(verified).toMatchObject({
      ok: true,
      statement: {
        predicate: {
          regression_run: { id: run.id, incident_id: run.incident_id, completed_at: run.completed_at },
          detector_set: run.detector_set,
          result: { verdict: 'fixed', before_fail: 1, after_pass: 1 },
          cases: [{ case_id: run.cases[0]?.case_id, before: { trace_id: before }, after: [{ trace_id: after }] }],
        },
      },
    });
  });

  it('names each run by the hash of the events that the API gives', async () => {
    const { run, before, after } = await compare();
    const { payload } = await readProof(run.id);
    const { subject } = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
      subject: { name: string; digest: { sha256: string } }[];
    };
    for (const id of [before, after]) {
      const { body } = await suite.call('GET', `/api/traces/${id}/events`);
      expect(subject).toContainEqual({
        name: `trace/${id}`,
        digest: { sha256: hashEvents(parseJson(JSON.stringify(body.events)) as never[]) },
      });
    }
  });

  it('stays what it was when the runs change or are removed', async () => {
    const { run, before } = await compare();
    const proof = await readProof(run.id);
    await suite.call('DELETE', `/api/traces/${before}`);
    expect(await readProof(run.id)).toEqual(proof);
    expect(verifyProof(proof, await readKeys())).toMatchObject({ ok: true });
  });

  it('is not there before the run is over', async () => {
    const traceId = await suite.record(runs.ignores);
    const candidates = [{ case_trace_id: traceId, trace_id: await suite.record(runs.goesOn) }];
    const run = await suite.start(await suite.addIncident([traceId]), { candidates });
    expect(await suite.callAsKey('GET', `/api/regression-runs/${run.id}/proof`)).toMatchObject({ status: 404 });
    expect(await suite.callAsKey('GET', `/api/regression-runs/${newTraceId()}/proof`)).toMatchObject({ status: 404 });
  });

  describe('on the command line', () => {
    const verify = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
      return { status, output: stdout + stderr };
    };

    it('is verified offline, with the runs as they were downloaded', async () => {
      const { run, after } = await compare();
      const proof = write('proof.json', await readProof(run.id));
      const keys = write('keys.json', await readKeys());
      const response = await fetch(`${suite.api.url}/api/traces/${after}/events`, {
        headers: { authorization: `Bearer ${await suite.api.tokenOf(suite.own.userId, suite.own.email)}` },
      });
      const events = write('events.json', await response.text());
      expect(verify(proof, '--key', keys, '--trace', `${after}=${events}`)).toEqual({
        status: 0,
        output: expect.stringContaining('VERIFIED'),
      });
      const other = write('other.json', { events: [{ seq: 0, type: 'metric', payload: {} }] });
      expect(verify(proof, '--key', keys, '--trace', `${after}=${other}`)).toEqual({
        status: 1,
        output: expect.stringContaining('REFUSED'),
      });
    });

    it('is refused when it was changed', async () => {
      const { run } = await compare();
      const proof = await readProof(run.id);
      const text = Buffer.from(proof.payload, 'base64').toString().replace('"fixed"', '"improved"');
      const forged = write('forged.json', { ...proof, payload: Buffer.from(text).toString('base64') });
      expect(verify(forged, '--key', write('keys.json', await readKeys()))).toEqual({
        status: 1,
        output: expect.stringContaining('REFUSED: the signature is wrong'),
      });
    });
  });
});
