import { FixRunsService, readFixRunRecords } from '@debrief/fix-agent';
import { createLog, type WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { Schedules } from '../../../apps/worker/src/schedules';
import { SWEEPS } from '../../../apps/worker/src/sweeps';
import { decideDiff } from '../../../libs/fix-agent/src/diff/decide-diff';
import type { WorkspaceFixture } from '../../factories/workspace';
import { addIncident, fixIncident, mintOwn, useFixAgent } from './fix-agent-suite';

describe('a fix run without a runner', () => {
  const suite = useFixAgent();
  let own: WorkspaceFixture;
  beforeEach(async () => {
    own = await mintOwn(suite);
  });

  const inWorkspace = <T>(work: (tx: WorkspaceTx) => Promise<T>): Promise<T> =>
    suite.database.inWorkspace(own.scope, work);
  const dispatch = (incidentId: string, body: object = {}, headers = {}) =>
    suite.call(own, 'POST', `/api/incidents/${incidentId}/fix-agent`, { wait_seconds: 0, ...body }, headers);
  const fix = (incidentId: string, body: object = {}) => fixIncident(suite, own, incidentId, body);
  const statusOf = async (id: string): Promise<unknown> =>
    inWorkspace(
      async (tx) => (await tx.selectFrom('incident').select('status').where('id', '=', id).executeTakeFirst())?.status,
    );

  it('answers 200 with the labelled fallback: plan from the detections, the regression case as the only change', async () => {
    const { id, traceId } = await addIncident(suite, own);
    const result = await fix(id);
    expect(result).toMatchObject({
      incident_id: id,
      fix_run: { status: 'fallback' },
      runner: null,
      fallback: true,
      fallback_reason: 'no_runner',
      evidence_refs: [1, 2],
      metadata: { fallback: true, fallback_reason: 'no_runner', allowed_paths: ['agents/'] },
      github_pr: { pr_url: null, fallback: true, fallback_reason: 'no_runner', changed_files: result.changed_files },
    });
    expect(result.plan.join('\n')).toMatch(/The warning was ignored[^]*A warning was on the page/);
    const path = expect.stringMatching(/^agents\/regression-cases\/[0-9a-f]{16}\.json$/);
    expect(result.changed_files).toEqual([path]);
    expect(decideDiff(result.diff, { allowedPaths: ['agents/'], holdsSecret: () => false })).toMatchObject({
      allowed: true,
      files: [{ path, change: 'create' }],
    });
    const added = result.diff.split('\n').filter((line) => line.startsWith('+') && !line.startsWith('+++'));
    expect(JSON.parse(added.map((line) => line.slice(1)).join('\n'))).toMatchObject({
      goal: 'Book Tuesday',
      expect: { absent_labels: ['ignored_ui_warning'] },
      source: { session_id: traceId, critical_step_seq: 2 },
      steps: [{ seq: 2, type: 'browser_action' }],
    });
    expect(await statusOf(id)).toBe('fixing');
  });

  it('is told to the incident, the audit log and the stream', async () => {
    const { id } = await addIncident(suite, own);
    const { fix_run } = await fix(id);
    const kept = await inWorkspace(async (tx) => ({
      result: (await tx.selectFrom('incident').select('fixAgentResult').where('id', '=', id).executeTakeFirst())
        ?.fixAgentResult,
      audit: await tx
        .selectFrom('auditLog')
        .select(['action', 'actorType'])
        .where('targetId', '=', fix_run.id)
        .orderBy('id')
        .execute(),
      ledger: await tx.selectFrom('appendLedger').select('kind').where('recordId', '=', fix_run.id).execute(),
    }));
    expect(JSON.parse(kept.result ?? '')).toMatchObject({ fix_run_id: fix_run.id, status: 'fallback', pr_url: null });
    expect(kept.audit).toEqual([
      { action: 'fix_run.dispatch', actorType: 'user' },
      { action: 'fix_run.finish', actorType: 'job' },
    ]);
    expect(kept.ledger.length).toBeGreaterThanOrEqual(2);
  });

  it('is read by the stream as the list shows it', async () => {
    const { id } = await addIncident(suite, own);
    const { fix_run } = await fix(id);
    const records = await suite.database.inWorkspaceClient(own.workspaceId, (client) =>
      readFixRunRecords(client, [fix_run.id, id]),
    );
    const { body } = await suite.call(own, 'GET', `/api/incidents/${id}/fix-runs`);
    expect([...records].map(([recordId, json]) => [recordId, JSON.parse(json) as unknown])).toEqual([
      [fix_run.id, (body.fix_runs as unknown[])[0]],
    ]);
  });

  it('whose job is given up has failed, labelled, and makes room for the next', async () => {
    const { id } = await addIncident(suite, own);
    const { body } = await dispatch(id);
    const { id: fixRunId } = body.fix_run as { id: string };
    const runs = suite.worker.app.get(FixRunsService, { strict: false });
    await runs.giveUp(own.scope, fixRunId);
    await runs.giveUp(own.scope, fixRunId);
    expect((await suite.call(own, 'GET', `/api/fix-runs/${fixRunId}`)).body).toMatchObject({
      fix_run: { status: 'failed' },
      fallback: true,
      fallback_reason: 'internal_error',
      metadata: { fallback: true },
      plan: [],
      diff: '',
    });
    expect(await fix(id)).toMatchObject({ fix_run: { status: 'fallback' } });
    expect((await suite.call(own, 'GET', `/api/fix-runs/${fixRunId}`)).body).toMatchObject({
      fix_run: { status: 'failed' },
    });
  });

  it('answers 202 while it waits for a worker, with where to look and when', async () => {
    const { id } = await addIncident(suite, own);
    const { status, body, headers } = await dispatch(id);
    expect(status).toBe(202);
    const { fix_run, poll } = body as { fix_run: { id: string }; poll: string };
    expect(body).toEqual({
      incident_id: id,
      fix_run: { id: fix_run.id, status: 'queued' },
      poll: `/api/fix-runs/${fix_run.id}`,
    });
    expect(headers.get('location')).toBe(poll);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    await suite.worker.work();
    const polled = await suite.call(own, 'GET', poll);
    expect(polled.body).toMatchObject({ fix_run: { status: 'fallback' }, log: expect.any(Array) });
    const { body: list } = await suite.call(own, 'GET', `/api/incidents/${id}/fix-runs`);
    expect(list).toMatchObject({ fix_runs: [{ fix_run: { id: fix_run.id } }], next_cursor: null });
    expect(JSON.stringify(list)).not.toContain('diff --git');
  });

  it('is one at a time for an incident, however many ask at once', async () => {
    const { id } = await addIncident(suite, own);
    const answers = await Promise.all(Array.from({ length: 8 }, () => dispatch(id)));
    expect(new Set(answers.map(({ body }) => (body.fix_run as { id: string }).id)).size).toBe(1);
    await suite.worker.work();
    const next = await dispatch(id);
    expect((next.body.fix_run as { id: string }).id).not.toBe((answers[0]!.body.fix_run as { id: string }).id);
    await suite.worker.work();
  });

  it('gives the stored answer again under the same Idempotency-Key', async () => {
    const { id } = await addIncident(suite, own);
    const first = await dispatch(id, {}, { 'idempotency-key': id });
    await suite.worker.work();
    const second = await dispatch(id, {}, { 'idempotency-key': id });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
  });

  it.each<[string, object, string]>([
    ['a runner that is not configured', { runner: 'nobody' }, 'runner_not_configured'],
    ['instructions that are too long', { instructions: 'x'.repeat(4_001) }, 'validation_error'],
    ['too long a wait', { wait_seconds: 56 }, 'validation_error'],
    ['a branch that is an option', { base_branch: '--upload-pack=x' }, 'validation_error'],
    ['a word for a flag', { open_pr: 'yes' }, 'validation_error'],
  ])('is refused with 422 for %s', async (_name, body, code) => {
    const { id } = await addIncident(suite, own);
    expect(await dispatch(id, body)).toMatchObject({ status: 422, body: { code } });
    expect(await statusOf(id)).toBe('new');
  });

  it('of another workspace or project is not found', async () => {
    const { id } = await addIncident(suite, own);
    const { body } = await dispatch(id);
    const other = await mintOwn(suite);
    for (const path of [`/api/incidents/${id}/fix-runs`, `/api/fix-runs/${(body.fix_run as { id: string }).id}`])
      expect(await suite.call(other, 'GET', path)).toMatchObject({ status: 404 });
    expect(await suite.call(other, 'POST', `/api/incidents/${id}/fix-agent`, {})).toMatchObject({ status: 404 });
    await suite.worker.work();
  });

  it('works without a run or an analysis, when retention has removed them', async () => {
    const { id } = await addIncident(suite, own);
    await inWorkspace((tx) => sql`delete from trace`.execute(tx));
    expect(await fix(id)).toMatchObject({ fallback: true, evidence_refs: [], changed_files: [expect.any(String)] });
  });

  it('is asked for again when its job was lost', async () => {
    const { id } = await addIncident(suite, own);
    const { body } = await dispatch(id);
    await inWorkspace((tx) => sql`delete from job_outbox`.execute(tx));
    await inWorkspace((tx) => sql`update fix_run set asked_at = now() - interval '3 minutes'`.execute(tx));
    const sweeps = suite.worker.app.get(SWEEPS).filter(({ name }: { name: string }) => name === 'forsaken fix runs');
    await new Schedules(suite.database, sweeps, createLog('silent')).runDue();
    await suite.worker.work();
    const { body: run } = await suite.call(own, 'GET', String(body.poll));
    expect(run).toMatchObject({ fix_run: { status: 'fallback' } });
  });
});
