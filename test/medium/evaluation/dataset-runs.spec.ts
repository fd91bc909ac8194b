import { hexId, useEvaluation } from './evaluation-suite';

describe('a run over a data set', () => {
  const suite = useEvaluation();

  const make = async (path: string, body: object): Promise<string> => {
    const answer = await suite.call('POST', path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.id as string;
  };
  /** A data set with an item for each expectation, and a run in which each gave what it gave. */
  const runOf = async (...cases: { expected: string; gave: string | null; output?: string }[]) => {
    const dataset = await make('/v1/datasets', { name: hexId(4) });
    const run = await make(`/v1/datasets/${dataset}/runs`, { name: hexId(4) });
    const traceIds: string[] = [];
    for (const { expected, gave, output } of cases) {
      const item = await make(`/v1/datasets/${dataset}/items`, { input: 'capital?', expectedOutput: expected });
      const traceId = gave === null ? hexId(16) : await suite.send({ output: gave });
      traceIds.push(traceId);
      await make(`/v1/datasets/${dataset}/runs/${run}/items`, {
        datasetItemId: item,
        traceId,
        ...(output && { output }),
      });
    }
    return { run, traceIds };
  };
  const matches = { type: 'exact_match', scoreName: 'right', config: { expected: 'dataset' } };

  it('is scored case by case, each by what its item expects', async () => {
    const { run, traceIds } = await runOf(
      { expected: 'Paris', gave: 'Paris' },
      { expected: 'Rome', gave: 'Milan' },
      { expected: 'Oslo', gave: 'somewhere', output: 'Oslo' },
      { expected: 'Bern', gave: 'Zurich' },
    );
    const job = await suite.evaluate(await suite.add(matches), { datasetRunId: run });
    expect(job).toMatchObject({
      traceId: null,
      datasetRunId: run,
      status: 'completed',
      result: { score: 0.5, items: { scored: 4, failed: 0, failures: [] } },
    });
    expect((job.result as { scoreIds: string[] }).scoreIds).toHaveLength(4);
    const scores = await Promise.all(traceIds.map((id) => suite.scoresOf(id)));
    expect(scores.map(([score]) => [score?.name, score?.value, score?.source])).toEqual(
      [1, 0, 1, 0].map((value) => ['right', value, 'EVAL']),
    );
  });

  it('whose traces have not all come is scored as far as they have, and says which it lacks', async () => {
    const { run, traceIds } = await runOf({ expected: 'Paris', gave: 'Paris' }, { expected: 'Rome', gave: null });
    const job = await suite.evaluate(await suite.add(matches), { datasetRunId: run });
    expect(job).toMatchObject({
      status: 'completed',
      result: { score: 1, items: { scored: 1, failed: 1, failures: [{ traceId: traceIds[1] }] } },
    });
  });

  it('in which nothing can be scored has no score', async () => {
    const { run } = await runOf({ expected: 'Rome', gave: null });
    expect(await suite.evaluate(await suite.add(matches), { datasetRunId: run })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('not found'),
      result: null,
    });
    const empty = await runOf();
    expect(await suite.evaluate(await suite.add(matches), { datasetRunId: empty.run })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('no items yet'),
    });
  });

  it('is evaluated once, and again with force', async () => {
    const { run } = await runOf({ expected: 'Paris', gave: 'Paris' });
    const evaluator = await suite.add(matches);
    const first = await suite.evaluate(evaluator, { datasetRunId: run });
    expect(await suite.v1('POST', `/${evaluator}/execute`, { datasetRunId: run })).toMatchObject({
      body: { jobId: first.id, status: 'skipped' },
    });
    expect(await suite.evaluate(evaluator, { datasetRunId: run, force: true })).toMatchObject({
      id: first.id,
      status: 'completed',
      attempts: 2,
    });
  });

  it('says what is expected of its traces also when they are looked at alone', async () => {
    const { traceIds } = await runOf({ expected: 'Paris', gave: 'Paris' });
    const job = await suite.evaluate(await suite.add(matches), { traceId: traceIds[0] });
    expect(job).toMatchObject({ status: 'completed', result: { score: true } });
  });

  it('whose cases fail is found by incidents', async () => {
    const { run, traceIds } = await runOf({ expected: 'Paris', gave: 'Rome' });
    await suite.settle();
    await suite.evaluate(await suite.add({ ...matches, enabled: false, failBelow: 1 }), { datasetRunId: run });
    const { analysis } = (await suite.read(`/api/traces/${traceIds[0]}`)) as { analysis: { labels: string[] } };
    expect(analysis.labels).toContain('evaluator:right');
  });

  it('that is unknown is not found', async () => {
    const evaluator = await suite.add(matches);
    expect((await suite.v1('POST', `/${evaluator}/execute`, { datasetRunId: hexId(8) })).status).toBe(404);
  });
});
