import { incidentLabel, runs } from '../../medium/regression/regression-suite';
import { sha, useProvenance } from '../../medium/provenance/provenance-suite';

describe('CI runs', () => {
  const suite = useProvenance();
  const post = (body: object) => suite.send('POST', '/v1/ci-runs', body);
  let next = 0;
  const key = () => ({ provider: 'github', providerRunId: String((next += 1)) });
  const create = (body: object = {}) => suite.done<{ id: string }>('POST', '/v1/ci-runs', { ...key(), ...body });
  const link = (id: string, body: object) => suite.send('POST', `/v1/ci-runs/${id}/traces`, body);
  const complete = (id: string, body: object = { status: 'success' }) =>
    suite.send('POST', `/v1/ci-runs/${id}/complete`, body);
  const get = (id: string) => suite.done('GET', `/v1/ci-runs/${id}`);
  const verdict = (id: string, wait = 0) => suite.done('GET', `/v1/ci-runs/${id}/verdict?wait=${wait}`);

  /** An incident of so many failing runs, with a CI run that brings candidates for it. */
  const tryFix = async (cases: number) => {
    const traceIds: string[] = [];
    for (let n = 0; n < cases; n += 1) traceIds.push(await suite.record(runs.ignores));
    const incidentId = await suite.addIncident(traceIds);
    return { traceIds, incidentId, ciRun: await create({ incidentId, gitCommitSha: sha }) };
  };

  describe('as rows', () => {
    it('are reported with all that a pipeline knows, and read back', async () => {
      const sent = {
        ...key(),
        providerRunUrl: 'https://github.com/acme/agents/actions/runs/1',
        pipelineName: 'agents',
        jobName: 'replay',
        workflowName: 'CI',
        gitCommitSha: sha.toUpperCase(),
        gitBranch: 'fix/slot',
        gitTag: 'v1',
        gitRef: 'refs/pull/7/merge',
        gitRepoUrl: 'https://x:secret@github.com/acme/agents.git',
        prNumber: 7,
        prTitle: 'Book the slot',
        prSourceBranch: 'fix/slot',
        prTargetBranch: 'main',
        startedAt: '2026-11-27T10:00:00Z',
        status: 'in_progress',
        runnerName: 'r1',
        runnerOs: 'Linux',
        runnerArch: 'X64',
        triggeredBy: 'ada',
        triggerEvent: 'pull_request',
        attempt: 2,
        totalCost: 99,
        totalTokens: 99,
        traceCount: 99,
      };
      const { status, body } = await post(sent);
      expect(status).toBe(201);
      expect(body).toEqual({
        ...sent,
        id: expect.any(String),
        projectId: suite.own.projectId,
        gitCommitSha: sha,
        gitRepoUrl: 'https://github.com/acme/agents.git',
        startedAt: '2026-11-27T10:00:00.000Z',
        status: 'running',
        conclusion: null,
        errorMessage: null,
        completedAt: null,
        durationMs: null,
        traceIds: [],
        traceCount: 0,
        totalTokens: 0,
        totalCost: 0,
        totalObservations: 0,
        incidentId: null,
        fixRunId: null,
        regressionRunId: null,
        verdict: null,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      });
      expect(await get(body.id as string)).toEqual(body);
      expect(await suite.done('GET', `/v1/ci-runs/provider/${sent.providerRunId}`)).toEqual(body);
      expect(await suite.send('GET', `/v1/ci-runs/provider/${sent.providerRunId}?attempt=1`)).toMatchObject({
        status: 404,
      });
      expect(await suite.done('GET', '/v1/ci-runs?provider=GitHub&status=running')).toEqual({
        data: [body],
        meta: { totalCount: 1, hasMore: false, nextCursor: null },
      });
    });

    it('are one for each provider, run, job and attempt', async () => {
      const sent = { ...key(), jobName: 'a' };
      const first = await post(sent);
      expect(first.status).toBe(201);
      await suite.done('PATCH', `/v1/ci-runs/${String(first.body.id)}`, { prTitle: 'changed since' });
      expect(await post(sent)).toMatchObject({ status: 200, body: { id: first.body.id, prTitle: 'changed since' } });
      expect(await post({ ...sent, gitBranch: 'main' })).toMatchObject({
        status: 409,
        body: { error: { code: 'conflict' } },
      });
      expect(await post({ ...sent, jobName: 'b' })).toMatchObject({ status: 201 });
      expect(await post({ ...sent, attempt: 2 })).toMatchObject({ status: 201 });
      expect(await post({ ...sent, jobName: undefined })).toMatchObject({ status: 201, body: { jobName: null } });
    });

    it.each([
      ['provider', { providerRunId: '1' }],
      ['providerRunId', { provider: 'github' }],
      ['status', { provider: 'github', providerRunId: '1', status: 'fine' }],
      ['attempt', { provider: 'github', providerRunId: '1', attempt: 0 }],
      ['incidentId', { provider: 'github', providerRunId: '1', incidentId: 'x' }],
    ])('refuse a %s that is wrong', async (field, body) => {
      expect(await post(body)).toMatchObject({ status: 400, body: { error: { details: { field } } } });
    });

    it('are changed field by field, until they are over', async () => {
      const { id } = await create({ gitBranch: 'main', prTitle: 'Old' });
      expect(await suite.done('PATCH', `/v1/ci-runs/${id}`, { prTitle: null, status: 'pending' })).toMatchObject({
        gitBranch: 'main',
        prTitle: null,
        status: 'pending',
      });
      const ended = await complete(id, { status: 'completed', conclusion: 'failure', errorMessage: 'exit 1' });
      expect(ended).toMatchObject({
        status: 200,
        body: {
          status: 'failure',
          conclusion: 'failure',
          errorMessage: 'exit 1',
          completedAt: expect.any(String),
          durationMs: expect.any(Number),
        },
      });
      expect(await complete(id, { status: 'failed' })).toMatchObject({
        status: 200,
        body: { completedAt: ended.body.completedAt },
      });
      expect(await complete(id, { status: 'success' })).toMatchObject({ status: 409 });
      expect(await suite.send('PATCH', `/v1/ci-runs/${id}`, { status: 'running' })).toMatchObject({ status: 409 });
      expect(await complete(id, { status: 'running' })).toMatchObject({ status: 400 });
      expect(await suite.send('POST', `/v1/ci-runs/${id}/complete`, {})).toMatchObject({
        status: 400,
        body: { error: { message: "The 'status' field is required" } },
      });
      const other = await create();
      expect(await suite.done('PATCH', `/v1/ci-runs/${other.id}`, { status: 'cancelled' })).toMatchObject({
        status: 'cancelled',
        completedAt: expect.any(String),
      });
    });

    it('sum their traces, each once', async () => {
      const { id } = await create();
      const call = {
        type: 'llm_call',
        payload: { model: 'm', input_tokens: 100, output_tokens: 20, cost_usd: 0.25, latency_ms: 3 },
      };
      const [a, b] = [await suite.record([call, call]), await suite.record([call])];
      expect(await link(id, { traceId: a })).toMatchObject({ status: 204 });
      expect(await link(id, { traceIds: [a, b] })).toMatchObject({ status: 204 });
      expect(await get(id)).toMatchObject({
        traceCount: 2,
        traceIds: expect.arrayContaining([a, b]),
        totalTokens: 360,
        totalCost: 0.75,
        totalObservations: 3,
      });
      expect(await link(id, { traceIds: [a, 'nowhere'] })).toMatchObject({ status: 404 });
      expect(await link(id, {})).toMatchObject({ status: 400, body: { error: { details: { field: 'traceId' } } } });
      expect(await link(id, { traceIds: [a, b], caseTraceId: a })).toMatchObject({ status: 400 });
      expect(await link('nowhere', { traceId: a })).toMatchObject({ status: 404 });
    });

    it('are counted by status', async () => {
      const [a, b] = [await create({ startedAt: '2026-11-27T10:00:00Z' }), await create({ gitBranch: 'dev' })];
      await create();
      const traceId = await suite.record([{ type: 'llm_call', payload: { model: 'm', input_tokens: 5, cost_usd: 1 } }]);
      await link(a.id, { traceId });
      await link(b.id, { traceId });
      await complete(a.id);
      await complete(b.id, { status: 'failure' });
      expect(await suite.done('GET', '/v1/ci-runs/stats')).toEqual({
        totalRuns: 3,
        pendingCount: 0,
        runningCount: 1,
        successCount: 1,
        failureCount: 1,
        cancelledCount: 0,
        skippedCount: 0,
        avgDurationMs: expect.any(Number),
        traceCount: 1,
        totalTokens: 5,
        totalCost: 1,
        totalObservations: 1,
      });
      expect(await suite.done('GET', '/v1/ci-runs/stats?gitBranch=dev')).toMatchObject({
        totalRuns: 1,
        failureCount: 1,
      });
      expect(await suite.done('GET', '/v1/ci-runs/stats?gitBranch=none')).toMatchObject({
        totalRuns: 0,
        avgDurationMs: null,
        totalCost: 0,
      });
    });
  });

  describe('with an incident', () => {
    it('are inconclusive by candidates for one of three cases', async () => {
      const { traceIds, ciRun } = await tryFix(3);
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({ status: 'pending', verdict: null, beforeFail: 0 });
      expect(await link(ciRun.id, { traceId: await suite.record(runs.heeds), caseTraceId: traceIds[0] })).toMatchObject(
        {
          status: 204,
        },
      );
      expect(await complete(ciRun.id)).toMatchObject({ status: 200, body: { verdict: null } });
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({
        status: 'done',
        verdict: 'inconclusive',
        beforeFail: 3,
        afterFail: 0,
        newLabels: [],
      });
      expect(await get(ciRun.id)).toMatchObject({ verdict: 'inconclusive' });
    });

    it('are fixed when all three pass, and verify the incident', async () => {
      const { traceIds, incidentId, ciRun } = await tryFix(3);
      for (const caseTraceId of traceIds)
        await link(ciRun.id, { traceId: await suite.record(runs.heeds), caseTraceId });
      await complete(ciRun.id);
      const waiting = verdict(ciRun.id, 30);
      await suite.work();
      const { regressionRunId } = await get(ciRun.id);
      expect(await waiting).toEqual({
        regressionRunId,
        status: 'done',
        verdict: 'fixed',
        beforeFail: 3,
        afterFail: 0,
        newLabels: [],
        url: `${suite.api.config.http.publicUrl}/api/regression-runs/${String(regressionRunId)}`,
      });
      const { body } = await suite.call('GET', `/api/incidents/${incidentId}`);
      expect(body.incident).toMatchObject({ status: 'verified' });
      expect(await suite.read(regressionRunId as string)).toMatchObject({
        verdict: 'fixed',
        fallback: false,
        cases: [{ after: 'pass' }, { after: 'pass' }, { after: 'pass' }],
      });
    });

    it('are inconclusive without a candidate, never a pass', async () => {
      const { ciRun } = await tryFix(1);
      await complete(ciRun.id);
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({ status: 'done', verdict: 'inconclusive', afterFail: 0 });
      const { regressionRunId } = await get(ciRun.id);
      expect(await suite.read(regressionRunId as string)).toMatchObject({
        fallback: true,
        fallback_reason: 'no_candidate',
      });
    });

    it('are regressed where what was tried fails in a new way', async () => {
      const passing = await suite.record(runs.heeds);
      const failing = await suite.record(runs.ignores);
      const incidentId = await suite.addIncident([failing, passing]);
      const { id } = await create({ incidentId });
      await link(id, { traceId: await suite.record(runs.ignores), caseTraceId: failing });
      await link(id, { traceId: await suite.record(runs.ignores), caseTraceId: passing });
      await complete(id);
      await suite.work();
      expect(await verdict(id)).toMatchObject({ status: 'done', verdict: 'regressed', beforeFail: 1, afterFail: 2 });
    });

    it('find the case by its goal where one alone fits, and guess none of several', async () => {
      const { ciRun, traceIds } = await tryFix(2);
      const candidate = await suite.record(runs.heeds);
      expect(await link(ciRun.id, { traceId: candidate })).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_request', details: { field: 'caseTraceId' } } },
      });
      expect(await get(ciRun.id)).toMatchObject({ traceCount: 0 });
      expect(await link(ciRun.id, { traceId: candidate, caseTraceId: 'nowhere' })).toMatchObject({ status: 400 });
      expect(await link(ciRun.id, { traceId: traceIds[0], caseTraceId: traceIds[0] })).toMatchObject({ status: 400 });
      const alone = await tryFix(1);
      expect(await link(alone.ciRun.id, { traceId: candidate })).toMatchObject({ status: 204 });
      await complete(alone.ciRun.id);
      await suite.work();
      expect(await verdict(alone.ciRun.id)).toMatchObject({ verdict: 'fixed' });
    });

    it('find the case by the item of a data set, where several have its goal', async () => {
      const { ciRun, traceIds } = await tryFix(2);
      const dataset = await suite.done('POST', '/v1/datasets', { name: 'Failing' });
      const item = await suite.done('POST', `/v1/datasets/${String(dataset.id)}/items/from-trace`, {
        traceId: traceIds[1],
      });
      const run = await suite.done('POST', `/v1/datasets/${String(dataset.id)}/runs`, { name: 'fixed' });
      const candidate = await suite.record(runs.heeds);
      await suite.done('POST', `/v1/datasets/${String(dataset.id)}/runs/${String(run.id)}/items`, {
        datasetItemId: item.id,
        traceId: candidate,
      });
      expect(await link(ciRun.id, { traceId: candidate })).toMatchObject({ status: 204 });
      await complete(ciRun.id);
      await suite.work();
      const { regressionRunId } = await get(ciRun.id);
      const { cases } = await suite.read(regressionRunId as string);
      expect(cases.find(({ trace_id: id }) => id === traceIds[1])?.after_trace_ids).toEqual([candidate]);
      expect(cases.find(({ trace_id: id }) => id === traceIds[0])?.after_trace_ids).toEqual([]);
    });

    it('close the list of candidates when they end', async () => {
      const { traceIds, ciRun } = await tryFix(1);
      await complete(ciRun.id);
      expect(await link(ciRun.id, { traceId: await suite.record(runs.heeds), caseTraceId: traceIds[0] })).toMatchObject(
        {
          status: 409,
        },
      );
    });

    it('are compared together when several bring candidates for one regression run', async () => {
      const { traceIds, ciRun } = await tryFix(2);
      const { regressionRunId } = await get(ciRun.id);
      const other = await create({ regressionRunId, jobName: 'second' });
      await link(ciRun.id, { traceId: await suite.record(runs.heeds), caseTraceId: traceIds[0] });
      await link(other.id, { traceId: await suite.record(runs.heeds), caseTraceId: traceIds[1] });
      await complete(ciRun.id);
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({ status: 'pending', verdict: null });
      await complete(other.id);
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({ status: 'done', verdict: 'fixed' });
      expect(await verdict(other.id)).toMatchObject({ status: 'done', verdict: 'fixed' });
      expect(await post({ ...key(), regressionRunId })).toMatchObject({ status: 409 });
    });

    it('keep candidates out of incidents, though they fail', async () => {
      const { traceIds, ciRun, incidentId } = await tryFix(1);
      const candidate = await suite.record(runs.ignores);
      await suite.call('POST', `/api/traces/${candidate}/analyze`);
      await suite.work();
      const incidentsOf = async () =>
        (await suite.call('GET', `/api/incidents?session_id=${candidate}`)).body.incidents as object[];
      expect((await incidentsOf()).length).toBeGreaterThan(0);
      await link(ciRun.id, { traceId: candidate, caseTraceId: traceIds[0] });
      await suite.work();
      expect(await incidentsOf()).toEqual([]);
      await complete(ciRun.id);
      await suite.work();
      expect(await verdict(ciRun.id)).toMatchObject({ verdict: 'unchanged', beforeFail: 1, afterFail: 1 });
      expect(await suite.call('GET', `/api/incidents/${incidentId}`)).toMatchObject({
        body: { incident: { label: incidentLabel, status: 'fixing' } },
      });
    });

    it('take a regression run that ended for want of a candidate', async () => {
      const traceId = await suite.record(runs.ignores);
      const run = await suite.start(await suite.addIncident([traceId]));
      expect(run).toMatchObject({ verdict: 'inconclusive', fallback_reason: 'no_candidate' });
      const { id } = await create({ regressionRunId: run.id });
      expect(await verdict(id)).toMatchObject({ status: 'pending', verdict: null, beforeFail: 0 });
      await link(id, { traceId: await suite.record(runs.heeds) });
      await complete(id);
      await suite.work();
      expect(await verdict(id)).toMatchObject({ status: 'done', verdict: 'fixed' });
    });

    it('open one regression run, however often they are sent', async () => {
      const incidentId = await suite.addIncident([await suite.record(runs.ignores)]);
      const sent = { ...key(), incidentId };
      const answers = await Promise.all([post(sent), post(sent), post(sent)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
      expect(new Set(answers.map(({ body }) => body.regressionRunId)).size).toBe(1);
      const listed = (await suite.call('GET', `/api/incidents/${incidentId}/regression-runs`)).body.regression_runs;
      expect(listed).toHaveLength(1);
    });

    it('are not found for what is not there', async () => {
      const madeUp = '01979f5e-2c00-7000-8000-000000000021';
      for (const field of ['incidentId', 'fixRunId', 'regressionRunId'])
        expect(await post({ ...key(), [field]: madeUp })).toMatchObject({ status: 404 });
      expect(await suite.done('GET', '/v1/ci-runs')).toMatchObject({ data: [] });
    });
  });

  it('that name no incident have no verdict', async () => {
    const { id } = await create();
    expect(await verdict(id, 5)).toEqual({
      regressionRunId: null,
      status: 'none',
      verdict: null,
      beforeFail: 0,
      afterFail: 0,
      newLabels: [],
      url: null,
    });
    expect(await suite.send('GET', `/v1/ci-runs/${id}/verdict?wait=56`)).toMatchObject({ status: 400 });
    expect(await suite.send('GET', '/v1/ci-runs/nowhere/verdict')).toMatchObject({ status: 404 });
  });
});
