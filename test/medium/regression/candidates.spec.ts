import { newTraceId } from '../../factories/event';
import { incidentLabel, runs, type Steps, useRegression } from './regression-suite';

describe('a regression run with candidates', () => {
  const suite = useRegression();

  const compare = async (before: readonly Steps[], after: readonly Steps[], body: object = {}) => {
    const traceIds: string[] = [];
    for (const steps of before) traceIds.push(await suite.record(steps));
    const incidentId = await suite.addIncident(traceIds);
    const candidates: object[] = [];
    for (const [index, steps] of after.entries())
      candidates.push({ case_trace_id: traceIds[index], trace_id: await suite.record(steps) });
    return { incidentId, traceIds, candidates, run: await suite.start(incidentId, { candidates, ...body }) };
  };
  const { ignores, heeds, fails, aborts, stops, goesOn } = runs;

  it('is fixed when what failed passes, and verifies the incident', async () => {
    const { incidentId, traceIds, candidates, run } = await compare([ignores, fails], [heeds, heeds]);
    expect(run).toMatchObject({
      status: 'completed',
      verdict: 'fixed',
      before_fail: 2,
      before_pass: 0,
      after_fail: 0,
      after_pass: 2,
      new_labels: [],
      p_value: null,
      interval: null,
      fallback: false,
      fallback_reason: null,
      user_confirm_count: 0,
    });
    expect(run.cases).toEqual(
      [1, 0].map((index) => ({
        case_id: expect.any(String),
        trace_id: traceIds[index],
        before: 'fail',
        after: 'pass',
        after_trace_ids: [(candidates[index] as { trace_id: string }).trace_id],
        reason: 'completed',
        cassette: { hits: 0, misses: 0 },
        first_divergence: expect.objectContaining({ commonSteps: 1 }),
      })),
    );
    expect(JSON.parse(run.raw_results_json as string)).toEqual(run.cases);
    const [incident] = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx.selectFrom('incident').select(['status', 'verifiedAt']).where('id', '=', incidentId).execute(),
    );
    expect(incident).toEqual({ status: 'verified', verifiedAt: expect.any(Date) });
  });

  it.each([
    ['unchanged', 'what failed still fails', [ignores, fails], [ignores, ignores], {}],
    ['regressed', 'what passed fails', [ignores, heeds], [ignores, fails], {}],
    ['improved', 'less fails', [ignores, ignores], [heeds, aborts], {}],
    ['improved', 'one of them is unknown', [ignores, ignores], [heeds, stops], {}],
    ['inconclusive', 'nothing failed before', [heeds], [heeds], {}],
    ['inconclusive', 'too little is known after', [ignores, ignores, ignores], [heeds, stops], {}],
  ] as [string, string, Steps[], Steps[], object][])('is %s when %s', async (verdict, _why, before, after, body) => {
    const { run, incidentId } = await compare(before, after, body);
    expect(run).toMatchObject({ status: 'completed', verdict, fallback: false });
    const [incident] = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx.selectFrom('incident').select('status').where('id', '=', incidentId).execute(),
    );
    expect(incident).toEqual({ status: 'fixing' });
  });

  it('passes a case of several candidates only when all pass', async () => {
    const traceId = await suite.record(ignores);
    const incidentId = await suite.addIncident([traceId]);
    const candidates: object[] = [];
    for (const steps of [heeds, ignores, heeds])
      candidates.push({ case_trace_id: traceId, trace_id: await suite.record(steps) });
    const run = await suite.start(incidentId, { candidates });
    expect(run).toMatchObject({
      verdict: 'unchanged',
      cases: [
        {
          after: 'fail',
          reason: `label_fired: ${incidentLabel}`,
          after_trace_ids: candidates.map((one) => (one as { trace_id: string }).trace_id),
        },
      ],
    });
  });

  it('shows p-value and interval from ten pairs on', async () => {
    const { run } = await compare(Array<Steps>(10).fill(ignores), Array<Steps>(10).fill(heeds));
    expect(run).toMatchObject({
      verdict: 'fixed',
      p_value: 0.001953125,
      interval: { low: expect.any(Number), high: expect.any(Number) },
    });
    expect((run.interval as { high: number }).high).toBeLessThan(0);
  }, 60_000);

  it('says that nothing ran when there is neither candidate nor replay target, and begins anew with one', async () => {
    const traceId = await suite.record(ignores);
    const incidentId = await suite.addIncident([traceId]);
    const run = await suite.start(incidentId);
    expect(run).toMatchObject({
      status: 'completed',
      verdict: 'inconclusive',
      before_fail: 1,
      after_pass: 0,
      after_fail: 0,
      fallback: true,
      fallback_reason: 'no_candidate',
      cases: [{ before: 'fail', after: 'unknown', after_trace_ids: [], reason: 'no_candidate' }],
    });
    const candidates = [{ case_trace_id: traceId, trace_id: await suite.record(heeds) }];
    const attached = await suite.callAsKey('POST', `/api/regression-runs/${run.id}/candidates`, { candidates });
    expect(attached).toMatchObject({ status: 200, body: { regression_run: { status: 'queued', verdict: null } } });
    await suite.work();
    expect(await suite.read(run.id)).toMatchObject({
      verdict: 'fixed',
      fallback: false,
      completed_at: expect.any(String),
    });
    expect(await suite.call('POST', `/api/regression-runs/${run.id}/candidates`, { candidates })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  it('waits for a candidate that still runs, and goes on when it was analysed', async () => {
    const { run, candidates } = await compare([ignores], [goesOn]);
    expect(run).toMatchObject({ status: 'running', verdict: null, cases: [{ before: 'fail', after: null }] });
    const { trace_id: id } = candidates[0] as { trace_id: string };
    await suite.callAsKey('POST', `/api/traces/${id}/events`, {
      ...{
        type: 'session_end',
        session_id: id,
        timestamp: '',
        seq: 90,
        idempotency_key: `${id}:90`,
        payload: { status: 'completed' },
      },
    });
    await suite.call('POST', `/api/traces/${id}/analyze`);
    await suite.work();
    expect(await suite.read(run.id)).toMatchObject({ status: 'completed', verdict: 'fixed' });
  });

  it('knows nothing of a candidate that has not ended by the deadline', async () => {
    const { run } = await compare([ignores], [goesOn]);
    await suite.runAt(run.id, new Date(Date.now() + 86_400_000));
    expect(await suite.read(run.id)).toMatchObject({
      status: 'completed',
      verdict: 'inconclusive',
      fallback: true,
      fallback_reason: 'not_recorded',
      cases: [{ after: 'unknown', reason: 'deadline_passed' }],
    });
  });

  it('knows nothing of a run that was removed', async () => {
    const traceIds = [await suite.record(ignores), await suite.record(ignores)];
    const incidentId = await suite.addIncident(traceIds);
    const candidate = await suite.record(goesOn);
    const run = await suite.start(incidentId, { candidates: [{ case_trace_id: traceIds[0], trace_id: candidate }] });
    await suite.call('DELETE', `/api/traces/${candidate}`);
    await suite.runAt(run.id, new Date());
    expect(await suite.read(run.id)).toMatchObject({
      verdict: 'inconclusive',
      cases: [{ after: 'unknown', reason: 'trace_deleted' }, { reason: 'no_candidate' }],
    });
  });

  it('counts the users who confirm it, whenever they do', async () => {
    const { run, candidates } = await compare([ignores], [heeds]);
    const { trace_id: id } = candidates[0] as { trace_id: string };
    const scores = [true, false, 1, 0].map((value, index) => ({
      type: 'score',
      session_id: id,
      timestamp: '',
      seq: 50 + index,
      idempotency_key: `${id}:score:${index}`,
      payload: { name: 'user_confirm', value },
    }));
    await suite.callAsKey('POST', `/api/traces/${id}/events`, { events: scores });
    expect(await suite.read(run.id)).toMatchObject({ user_confirm_count: 2 });
  });

  it('marks candidates, so that they never count in an incident', async () => {
    const { candidates } = await compare([ignores], [ignores]);
    const marked = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx
        .selectFrom('regressionTrace')
        .innerJoin('trace', 'trace.id', 'regressionTrace.traceId')
        .select('externalId')
        .execute(),
    );
    expect(marked).toEqual(candidates.map((one) => ({ externalId: (one as { trace_id: string }).trace_id })));
  });

  it('is in the list of its incident and on the stream, and its changes are in the audit log', async () => {
    const { incidentId, run } = await compare([ignores], [heeds]);
    expect(await suite.callAsKey('GET', `/api/incidents/${incidentId}/regression-runs`)).toMatchObject({
      status: 200,
      body: { regression_runs: [{ id: run.id, verdict: 'fixed' }], next_cursor: null },
    });
    const { actions, positions } = await suite.database.inWorkspace(suite.own.scope, async (tx) => ({
      actions: await tx
        .selectFrom('auditLog')
        .select(['action', 'actorType'])
        .where('targetId', '=', run.id)
        .orderBy('id')
        .execute(),
      positions: await tx.selectFrom('appendLedger').select('recordId').where('kind', '=', 'regression_run').execute(),
    }));
    expect(actions).toEqual([
      { action: 'regression_run.start', actorType: 'user' },
      { action: 'regression_run.run', actorType: 'job' },
      { action: 'regression_run.complete', actorType: 'job' },
    ]);
    expect(positions).toEqual(Array(3).fill({ recordId: run.id }));
  });

  describe('is refused', () => {
    it.each([
      [{ trace_ids: ['nobody-s'] }, 'trace_ids.0'],
      [{ candidates: [{ case_trace_id: 'CASE', trace_id: 'nobody-s' }] }, 'candidates.0.trace_id'],
      [{ candidates: [{ case_trace_id: 'CASE' }] }, 'candidates.0.trace_id'],
      [{ candidates: [{ case_trace_id: 'CASE', trace_id: 'CASE' }] }, 'candidates.0'],
      [{ candidates: ['x'] }, 'candidates'],
      [{ max_cases: 51 }, 'max_cases'],
      [{ replay: { repeats: 6 } }, 'replay.repeats'],
      [{ pr_url: 'http://example.com/pull/1' }, 'pr_url'],
      [{ wait_seconds: 56 }, 'wait_seconds'],
      [{ fix_run_id: 'x' }, 'fix_run_id'],
      [{ fix_run_id: '0197c1de-4444-7c3d-9e1f-2a3b4c5d6e7f' }, 'fix_run_id'],
    ])('for %j', async (body, field) => {
      const traceId = await suite.record(ignores);
      const incidentId = await suite.addIncident([traceId]);
      const text = JSON.stringify({ wait_seconds: 0, ...body }).replaceAll('CASE', traceId);
      expect(await suite.call('POST', `/api/incidents/${incidentId}/regression-runs`, JSON.parse(text))).toMatchObject({
        status: 422,
        body: { code: 'validation_error', detail: expect.stringContaining(field) },
      });
    });

    it('for an incident that is not there, and for a key', async () => {
      const path = `/api/incidents/${newTraceId()}/regression-runs`;
      expect(await suite.call('POST', path, {})).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await suite.callAsKey('POST', path, {})).toMatchObject({ status: 403, body: { code: 'wrong_principal' } });
    });
  });

  it('answers 202 with where to look while it runs, and the same again for the same key', async () => {
    const incidentId = await suite.addIncident([await suite.record(ignores)]);
    const path = `/api/incidents/${incidentId}/regression-runs`;
    const headers = { 'idempotency-key': 'once' };
    const first = await suite.call('POST', path, { wait_seconds: 0 }, headers);
    expect(first).toMatchObject({ status: 202, body: { fallback: false, regression_run: { status: 'queued' } } });
    expect(first.headers.get('location')).toBe(first.body.poll);
    expect(first.headers.get('retry-after')).toBe('2');
    const second = await suite.call('POST', path, { wait_seconds: 0 }, headers);
    expect(second.body).toEqual(first.body);
    await suite.work();
  });

  it('answers 200 when it is over in time', async () => {
    const incidentId = await suite.addIncident([await suite.record(ignores)]);
    const answer = suite.call('POST', `/api/incidents/${incidentId}/regression-runs`, { wait_seconds: 20 });
    let isAnswered = false;
    void answer.then(() => (isAnswered = true));
    while (!isAnswered) await suite.work();
    expect(await answer).toMatchObject({
      status: 200,
      body: { fallback: true, regression_run: { verdict: 'inconclusive' } },
    });
  }, 30_000);
});
