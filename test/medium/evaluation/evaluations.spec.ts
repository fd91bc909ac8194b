import { EvaluationRunner } from '@debrief/evaluation';
import { newId } from '@debrief/kernel';
import { hexId, useEvaluation } from './evaluation-suite';

describe('an evaluation that is asked for', () => {
  const suite = useEvaluation();

  it('scores what was recorded of a run', async () => {
    const traceId = await suite.send({ input: { question: 'Where?' }, output: { city: 'Paris', nights: 3 } });
    const evaluator = await suite.add({
      type: 'exact_match',
      scoreName: 'city',
      config: { expected: 'Paris', target: 'output.city' },
    });
    const job = await suite.evaluate(evaluator, { traceId });
    expect(job).toMatchObject({
      evaluatorId: evaluator,
      evaluatorVersion: 1,
      traceId,
      observationId: null,
      datasetRunId: null,
      status: 'completed',
      error: null,
      attempts: 1,
      tokens: { input: 0, output: 0, total: 0 },
      cost: null,
      result: { score: true, reasoning: null, scoreIds: [expect.stringMatching(/^eval-[0-9a-f]{32}$/)] },
      finishedAt: expect.stringMatching(/Z$/),
    });
    const { scoreIds } = job.result as { scoreIds: string[] };
    expect(await suite.scoresOf(traceId)).toMatchObject([
      {
        externalId: scoreIds[0],
        observationId: null,
        name: 'city',
        value: 1,
        stringValue: 'True',
        dataType: 'BOOLEAN',
        source: 'EVAL',
        metadata: { evaluatorId: evaluator, evaluatorVersion: 1, jobId: job.id },
      },
    ]);
    const read = await suite.read(`/v1/scores?traceId=${traceId}`);
    expect(read.data).toMatchObject([{ id: scoreIds[0], name: 'city', value: 1, dataType: 'BOOLEAN', source: 'EVAL' }]);
  });

  it.each<[string, object, object, unknown]>([
    ['contains', { needles: ['Par', 'nights'] }, {}, true],
    ['regex', { pattern: '"nights":\\d' }, {}, true],
    ['json_schema', { schema: { required: ['country'] } }, { errorCount: 1 }, false],
    ['levenshtein', { expected: 'Parma', target: 'output.city' }, {}, 0.6],
    ['SIMILARITY', { expected: 'Parma', target: 'output.city', threshold: 0.7 }, { similarity: 0.6 }, false],
    ['numeric_tolerance', { expected: 4, absTolerance: 1, path: 'nights' }, { difference: 1 }, true],
    ['CUSTOM', { kind: 'CONTAINS', needles: ['Where'], target: 'input' }, { found: ['Where'] }, true],
    ['rule', { kind: 'exact_match', expected: 'eu', target: 'metadata.region' }, {}, true],
  ])('%s %j', async (type, config, metadata, score) => {
    const traceId = await suite.send({
      input: { question: 'Where?' },
      output: { city: 'Paris', nights: 3 },
      attributes: { 'langfuse.trace.metadata.region': 'eu' },
    });
    const job = await suite.evaluate(await suite.add({ type, config }), { traceId });
    expect(job).toMatchObject({ status: 'completed', result: { score } });
    const [stored] = await suite.scoresOf(traceId);
    expect(stored?.value).toBeCloseTo(Number(score));
    expect(stored?.metadata).toMatchObject(metadata);
  });

  it('of an observation is its own score', async () => {
    const [traceId, root, inner] = [hexId(16), hexId(8), hexId(8)];
    await suite.send({ traceId, spanId: root, output: 'outer' });
    await suite.send({ traceId, spanId: inner, parentSpanId: root, output: 'inner', type: 'generation' });
    const evaluator = await suite.add({ type: 'contains', config: { needles: ['inner'] } });
    expect(await suite.evaluate(evaluator, { traceId, observationId: inner })).toMatchObject({
      observationId: inner,
      result: { score: true },
    });
    expect(await suite.evaluate(evaluator, { traceId })).toMatchObject({ result: { score: false } });
    expect((await suite.scoresOf(traceId)).map(({ observationId, value }) => [observationId, value])).toEqual(
      expect.arrayContaining([
        [inner, 1],
        [null, 0],
      ]),
    );
  });

  it('is done once for a version, and again with force, in the place of the score before', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'contains', config: { needles: ['yes'] } });
    const first = await suite.evaluate(evaluator, { traceId });
    expect(await suite.v1('POST', `/${evaluator}/execute`, { traceId })).toMatchObject({
      status: 202,
      body: { jobId: first.id, status: 'skipped' },
    });
    expect(await suite.evaluate(evaluator, { traceId, force: true })).toMatchObject({ id: first.id, attempts: 2 });
    await suite.v1('PATCH', `/${evaluator}`, { config: { needles: ['no'] } });
    const second = await suite.evaluate(evaluator, { traceId });
    expect(second).toMatchObject({ evaluatorVersion: 2, result: { score: false } });
    expect(second.id).not.toBe(first.id);
    expect(await suite.scoresOf(traceId)).toMatchObject([{ value: 0, metadata: { evaluatorVersion: 2 } }]);
  });

  it('by a version that was replaced meanwhile is cancelled', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'contains', config: { needles: ['yes'] } });
    const { body } = await suite.v1('POST', `/${evaluator}/execute`, { traceId });
    await suite.v1('PATCH', `/${evaluator}`, { config: { needles: ['no'] } });
    await suite.worker.work();
    expect(await suite.read(`/v1/evaluators/jobs/${String(body.jobId)}`)).toMatchObject({ status: 'cancelled' });
    expect(await suite.scoresOf(traceId)).toEqual([]);
  });

  it('that can say nothing fails, and no score is written', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'exact_match', config: { expected: 'dataset' } });
    expect(await suite.evaluate(evaluator, { traceId })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('no item of a data set'),
      result: null,
    });
    expect(await suite.scoresOf(traceId)).toEqual([]);
  });

  it('of what detectors find waits for the analysis of the run', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'detector', config: {} });
    const job = await suite.evaluate(evaluator, { traceId });
    expect(job.status).toBe('pending');
    await suite.settle();
    expect(await suite.read(`/v1/evaluators/jobs/${String(job.id)}`)).toMatchObject({
      status: 'completed',
      result: { score: true },
    });
  });

  it('that a worker holds is not begun by another, until that one must be dead', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'contains', config: { needles: ['yes'] } });
    const { body } = await suite.v1('POST', `/${evaluator}/execute`, { traceId });
    const jobId = String(body.jobId);
    const runner = suite.worker.app.get(EvaluationRunner, { strict: false });
    const hold = async (seconds: number, attempts: number): Promise<unknown> => {
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        tx
          .updateTable('evaluatorJob')
          .set({ status: 'running', claim: newId(), claimedAt: new Date(Date.now() - seconds * 1_000), attempts })
          .where('id', '=', jobId)
          .execute(),
      );
      await runner.run(suite.own.scope, jobId);
      return (await suite.read(`/v1/evaluators/jobs/${jobId}`)).status;
    };
    expect(await hold(60, 1)).toBe('running');
    expect(await hold(3_600, 4)).toBe('failed');
    expect(await hold(3_600, 3)).toBe('completed');
  });

  it('goes with its run', async () => {
    const traceId = await suite.send({ output: 'yes' });
    const evaluator = await suite.add({ type: 'contains', config: { needles: ['yes'] } });
    const job = await suite.evaluate(evaluator, { traceId });
    await suite.call('DELETE', `/api/v1/project/default/otel/traces`, { trace_ids: [traceId] });
    expect((await suite.v1('GET', `/jobs/${String(job.id)}`)).status).toBe(404);
    expect((await suite.v1('POST', `/${evaluator}/execute`, { traceId })).status).toBe(404);
  });
});
