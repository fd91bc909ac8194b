import { incidentLabel, type RunAnswer, runs } from '../../medium/regression/regression-suite';
import { useProvenance } from '../../medium/provenance/provenance-suite';
import { ModelServer } from '../../setup/model-server';

/** An incident that an evaluator opened is proven mended, or not, by what the same evaluator says of the candidates. */
describe('a CI run for an incident that an evaluator opened', () => {
  const model = new ModelServer();
  afterAll(() => model.stop());
  const suite = useProvenance({ env: () => ({ OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' }) });

  /** Only when it is asked: nobody else has it look at the candidates. */
  const says = (...needles: string[]) => ({
    name: 'city',
    scoreName: 'city',
    type: 'contains',
    config: { needles, mode: 'any' },
    failBelow: 1,
    enabled: false,
  });
  const answers = (content: string, status = 'completed') =>
    suite.record([
      { type: 'user_message', payload: { content: 'Where is the Louvre?' } },
      { type: 'agent_message', payload: { content } },
      { type: 'session_end', payload: { status } },
    ]);

  interface Opened {
    readonly evaluatorId: string;
    readonly incidentId: string;
    readonly traceIds: readonly string[];
  }

  /** Runs that answer wrongly, and the incident that the evaluator opens. */
  const open = async (evaluator: object, count = 1): Promise<Opened> => {
    const { id: evaluatorId } = await suite.done<{ id: string }>('POST', '/v1/evaluators', evaluator);
    const traceIds: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const traceId = await answers('Rome');
      await suite.done('POST', `/v1/evaluators/${evaluatorId}/execute`, { traceId });
      await suite.work();
      expect(await suite.call('POST', `/api/traces/${traceId}/analyze`)).toMatchObject({ status: 200 });
      traceIds.push(traceId);
    }
    await suite.work();
    const { body } = await suite.call('GET', '/api/incidents');
    const [incident] = body.incidents as { readonly id: string; readonly label: string }[];
    expect(incident?.label).toBe('evaluator:city');
    return { evaluatorId, incidentId: incident!.id, traceIds };
  };

  let next = 0;
  /** What a pipeline does that ran the agent again. @param candidates the runs after the change, by the runs before it */
  const compare = async (incidentId: string, candidates: Readonly<Record<string, string>>) => {
    const { id } = await suite.done<{ id: string }>('POST', '/v1/ci-runs', {
      provider: 'github',
      providerRunId: String((next += 1)),
      incidentId,
    });
    for (const [caseTraceId, traceId] of Object.entries(candidates))
      await suite.done('POST', `/v1/ci-runs/${id}/traces`, { traceId, caseTraceId });
    await suite.done('POST', `/v1/ci-runs/${id}/complete`, { status: 'success' });
    await suite.work();
    const verdict = await suite.done<{ readonly regressionRunId: string; readonly verdict: string | null }>(
      'GET',
      `/v1/ci-runs/${id}/verdict`,
    );
    const { cases } = await suite.read(verdict.regressionRunId);
    return { verdict: verdict.verdict, reasons: cases.map(({ reason }: RunAnswer['cases'][number]) => reason) };
  };
  const inOrder = (traceIds: readonly string[], candidates: readonly string[]) =>
    Object.fromEntries(traceIds.map((traceId, place) => [traceId, candidates[place]!]));

  it('is fixed where the score of every candidate passes', async () => {
    const { incidentId, traceIds, evaluatorId } = await open(says('Paris'), 2);
    const candidates = [await answers('Paris'), await answers('In Paris')];
    expect(await compare(incidentId, inOrder(traceIds, candidates))).toEqual({
      verdict: 'fixed',
      reasons: ['completed', 'completed'],
    });
    const { data } = await suite.done<{ data: object[] }>('GET', `/v1/scores?traceId=${candidates[0]}`);
    expect(data).toEqual([
      expect.objectContaining({ name: 'city', value: 1, metadata: expect.objectContaining({ evaluatorId }) }),
    ]);
  });

  it('is not fixed where the score of a candidate fails, although the run completed', async () => {
    const { incidentId, traceIds } = await open(says('Paris'), 2);
    const fired = 'label_fired: evaluator:city';
    const some = inOrder(traceIds, [await answers('Paris'), await answers('Rome')]);
    const { verdict, reasons } = await compare(incidentId, some);
    expect([verdict, [...reasons].sort()]).toEqual(['improved', ['completed', fired]]);
    const none = inOrder(traceIds, [await answers('Rome'), await answers('Milan')]);
    expect(await compare(incidentId, none)).toEqual({ verdict: 'unchanged', reasons: [fired, fired] });
  });

  it('judges both sides by the newest version, or by none', async () => {
    const { incidentId, traceIds, evaluatorId } = await open(says('Paris'));
    await suite.done('PATCH', `/v1/evaluators/${evaluatorId}`, { config: { needles: ['Rome'], mode: 'any' } });
    expect(await compare(incidentId, inOrder(traceIds, [await answers('Rome')]))).toEqual({
      verdict: 'inconclusive',
      reasons: ['completed'],
    });
  });

  it('shows nothing once the evaluator is deleted', async () => {
    const { incidentId, traceIds, evaluatorId } = await open(says('Paris'));
    await suite.send('DELETE', `/v1/evaluators/${evaluatorId}`);
    expect(await compare(incidentId, inOrder(traceIds, [await answers('Paris')]))).toEqual({
      verdict: 'inconclusive',
      reasons: ['evaluator_deleted: evaluator:city'],
    });
  });

  it('has a candidate that failed by itself fail, whatever the score', async () => {
    const { incidentId, traceIds } = await open(says('Paris'));
    expect(await compare(incidentId, inOrder(traceIds, [await answers('Paris', 'failed')]))).toEqual({
      verdict: 'unchanged',
      reasons: ['trace_failed'],
    });
  });

  describe('where the evaluator is a judge', () => {
    const judge = {
      name: 'city',
      scoreName: 'city',
      type: 'llm_judge',
      promptTemplate: 'Answered: {{output}}',
      failBelow: 0.5,
      enabled: false,
    };
    const account = (apiKey: string, provider = 'openai', baseUrl?: string) => ({
      settings: {
        model_providers: [
          { name: 'scripted', provider, model: 'scripted-1', api_key: apiKey, ...(baseUrl && { base_url: baseUrl }) },
        ],
      },
    });
    let url: string;
    beforeAll(async () => {
      url = await model.start();
      model.script = ({ inputs }) => ({
        text: JSON.stringify({ score: inputs.at(-1)?.includes('Paris') ? 1 : 0, reasoning: 'It is in Paris.' }),
      });
    });

    it('asks the model of every candidate', async () => {
      await suite.call('PATCH', '/api/workspace', account('sk-0123456789abcdef', 'openai', url));
      const { incidentId, traceIds } = await open(judge);
      expect(await compare(incidentId, inOrder(traceIds, [await answers('Rome')]))).toMatchObject({
        verdict: 'unchanged',
      });
      expect(await compare(incidentId, inOrder(traceIds, [await answers('Paris')]))).toMatchObject({
        verdict: 'fixed',
      });
    });

    it('shows nothing without a model, and says why', async () => {
      await suite.call('PATCH', '/api/workspace', account('sk-0123456789abcdef', 'openai', url));
      const { incidentId, traceIds } = await open(judge);
      await suite.call('PATCH', '/api/workspace', { settings: { model_providers: [] } });
      expect(await compare(incidentId, inOrder(traceIds, [await answers('Paris')]))).toEqual({
        verdict: 'inconclusive',
        reasons: ['model_key_missing: evaluator:city'],
      });
    });
  });

  it('asks no evaluator about an incident of detectors', async () => {
    await suite.done('POST', '/v1/evaluators', says('Paris'));
    const traceId = await suite.record(runs.ignores);
    const incidentId = await suite.addIncident([traceId]);
    expect(incidentLabel).not.toMatch(/^evaluator:/);
    const candidate = await suite.record(runs.heeds);
    expect(await compare(incidentId, { [traceId]: candidate })).toMatchObject({ verdict: 'fixed' });
    expect(await suite.done('GET', `/v1/scores?traceId=${candidate}`)).toMatchObject({ data: [] });
  });
});
