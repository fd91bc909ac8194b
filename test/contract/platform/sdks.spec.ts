import { mintTenant } from '../../factories/tenant';
import { startRefusingProxy } from '../../setup/refusing-proxy';
import { type Body, forEachSdk, useSdks } from './sdk-suite';

interface Recorded {
  readonly traceId: string;
  readonly spanId: string;
  readonly generationId: string;
  /** Of a second run, which failed. */
  readonly failedId: string;
}

describe('a run through Langfuse SDKs, unchanged but for host and keys', () => {
  const suite = useSdks('recording');

  /** The run as each surface has it; on all it must cost the same and count the same. */
  const expectEqualEverywhere = async (
    { traceId, spanId, generationId }: Recorded,
    session: string,
    of = suite.tenant,
  ): Promise<void> => {
    const [own, langfuse, otel] = await Promise.all([
      suite.read(`/v1/traces/${traceId}?includeObservations=true&includeScores=true`, of),
      suite.read(`/api/public/traces/${traceId}`, of),
      suite.read(`/api/v1/project/default/otel/traces/${traceId}`, of),
    ]);
    expect(own).toMatchObject({
      ...{ name: 'forecast', userId: 'ada', sessionId: session, tags: ['draft', 'sdk'], status: 'completed' },
      ...{ input: { question: 'weather' }, output: 'Rain', metadata: { team: 'weather' } },
      ...{ inputTokens: 120, outputTokens: 30, totalTokens: 150, totalCost: 0.0006 },
    });
    const scored = [
      ['helpful', generationId],
      ['verdict', null],
    ];
    expect(own.scores.map((score: Body) => [score.name, score.observationId]).sort()).toEqual(scored);
    expect(langfuse.scores.map((score: Body) => [score.name, score.observationId]).sort()).toEqual(scored);
    const named = (list: Body[], name: string): Body => list.find((one) => (one.name ?? one.span_name) === name);
    expect(named(own.observations, 'answer')).toMatchObject({
      ...{ id: generationId, parentObservationId: spanId, type: 'GENERATION', model: 'gpt-4o' },
      ...{ usage: { inputTokens: 120, outputTokens: 30, totalTokens: 150 }, cost: { total: 0.0006 } },
    });
    expect(named(own.observations, 'lookup')).toMatchObject({
      id: spanId,
      output: 'found',
      metadata: { source: 'cache' },
    });
    expect(langfuse).toMatchObject({ name: own.name, sessionId: session, tags: own.tags, totalCost: own.totalCost });
    expect(named(langfuse.observations, 'answer')).toMatchObject({
      ...{ id: generationId, parentObservationId: spanId, modelParameters: { temperature: expect.anything() } },
      ...{ usage: { input: 120, output: 30, total: 150 }, usageDetails: { input: 120, output: 30, total: 150 } },
      ...{ costDetails: { total: 0.0006 }, calculatedTotalCost: 0.0006 },
    });
    expect(otel).toMatchObject({
      ...{ trace_name: 'forecast', session_id: session, user_id: 'ada', tags: own.tags },
      ...{ input_tokens: 120, output_tokens: 30, total_tokens: 150, total_cost: 0.0006 },
    });
    expect(otel.spans).toHaveLength(own.observations.length);
    expect(langfuse.observations).toHaveLength(own.observations.length);
    expect(named(otel.spans, 'answer')).toMatchObject({ total_tokens: 150, total_cost: 0.0006 });
  };

  forEachSdk((sdk) => {
    const is = (language: string, major: number): boolean => sdk.language === language && sdk.major === major;
    // Spans by OpenTelemetry hang below one that the others have as the trace.
    const sendsSpans = !is('js', 3) && !is('python', 2);

    it(`${sdk.title} records it, scores it, links it, reads it back, and it is the same on every surface`, async () => {
      const program = suite.start(sdk);
      const session = `session ${sdk.language} ${sdk.major}`;
      const names = ['answer', 'lookup', ...(sendsSpans ? ['root'] : [])];
      const recorded = await program.next<Recorded & { readonly step: string }>();
      const { traceId, spanId, generationId } = recorded;
      expect(recorded.step).toBe('recorded');
      if (is('python', 5)) {
        expect(await program.next()).toEqual({ step: 'observations', names, sessions: [session] });
      } else {
        expect(await program.next()).toEqual({
          ...{ step: 'trace', name: 'forecast', userId: 'ada', sessionId: session, tags: ['draft', 'sdk'] },
          ...{ input: { question: 'weather' }, output: 'Rain', team: 'weather', totalCost: 0.0006 },
          ...{ observations: names, scores: ['helpful', 'verdict'] },
        });
        expect(await program.next()).toEqual({ step: 'traces', ids: [traceId], total: 1 });
      }
      expect(await program.next()).toEqual({
        ...{ step: 'generation', type: 'GENERATION', name: 'answer', parent: spanId },
        ...{ input: [{ role: 'user', content: 'What is the weather?' }], output: 'Rain', model: 'gpt-4o' },
        // The second Python SDK makes texts of parameters, and those for Node make texts of metadata, before they send them.
        parameters: { temperature: is('python', 2) ? '0.5' : 0.5 },
        attempt: sdk.language === 'js' && sendsSpans ? '1' : 1,
        usage: { input: 120, output: 30, total: 150 },
        cost: 0.0006,
      });
      expect(await program.next()).toEqual({
        ...{ step: 'span', id: spanId, type: 'SPAN', output: 'found', source: 'cache' },
      });
      if (!is('python', 5)) {
        expect(await program.next()).toEqual({ step: 'sessions', ids: [session] });
        expect(await program.next()).toEqual({ step: 'session', traces: [traceId] });
      }
      const score = { text: null, observation: null, comment: null };
      // The fifth Python SDK reads the third version of scores, where a value is of its type.
      const isTyped = is('python', 5);
      const typed = (value: unknown, number: number, text: string) => (isTyped ? { value } : { value: number, text });
      expect(await program.next()).toEqual({
        step: 'scores',
        scores: [
          { ...score, name: 'helpful', type: 'NUMERIC', value: 0.75, observation: generationId, comment: 'clear' },
          ...(is('python', 2) ? [] : [{ ...score, name: 'mood', type: 'BOOLEAN', ...typed(true, 1, 'True') }]),
          { ...score, name: 'verdict', type: 'CATEGORICAL', ...typed('good', 0, 'good') },
        ],
      });
      if (!is('python', 5)) {
        const item = `recorded ${sdk.language} ${sdk.major} item`;
        expect(await program.next()).toEqual({ step: 'runs', names: ['run 1'] });
        expect(await program.next()).toEqual({ step: 'run', items: [{ item, traceId }] });
      }
      expect(await program.next()).toEqual({ step: 'done' });
      expect(await program.end()).toBe(0);
      expect(program.complaints).toBe('');
      await expectEqualEverywhere(recorded, session);
      const failed = await suite.read(`/v1/traces/${recorded.failedId}?includeObservations=true`);
      // A name of the trace itself is told by those that have a function for it.
      const name = is('js', 5) || is('python', 4) || is('python', 5) ? 'plan' : 'search';
      expect(failed).toMatchObject({ name, status: 'failed', public: true, totalCost: 0 });
      const shown = failed.observations.map((one: Body) => [one.name, one.type, one.level, one.statusMessage]).sort();
      expect(shown).toEqual([
        ...(is('python', 3) ? [] : [['noticed', 'EVENT', 'WARNING', null]]),
        ['plan', sendsSpans ? 'AGENT' : 'SPAN', 'ERROR', 'no such city'],
        ...(sendsSpans ? [['search', 'TOOL', 'ERROR', 'no such city']] : []),
      ]);
      const { data } = await suite.read(`/v1/scores?sessionId=${encodeURIComponent(session)}`);
      expect(data).toMatchObject(is('python', 2) ? [] : [{ name: 'mood', dataType: 'BOOLEAN', value: 1 }]);
    }, 60_000);

    it(`${sdk.title} sends again what the rate limit refused, and all is there once`, async () => {
      const proxy = await startRefusingProxy(suite.instance.url, bulkPaths);
      const other = await mintTenant(suite.instance);
      const program = suite.start(sdk, { url: proxy.url, tenant: other });
      try {
        const recorded = await program.next<Recorded>();
        while ((await program.next()).step !== 'done');
        expect(await program.end()).toBe(0);
        const watched = bulkPaths.map((path) => proxy.seen.filter((one) => one.includes(` ${path} `)));
        const [events, spans, scores] = watched.map((ones) => ones.map((one) => Number(one.split(' ').at(-1))));
        const sendsEvents = !is('python', 5);
        expect(events!.slice(0, 2)).toEqual(sendsEvents ? [429, 207] : []);
        expect(spans).toEqual(sendsSpans ? [429, 200] : []);
        expect(scores!.slice(0, 2)).toEqual(sendsEvents ? [] : [429, 202]);
        // Python's exporter of OpenTelemetry says that it waits; nothing says that anything was lost.
        expect(program.complaints.replace(/^Transient error Too Many Requests .*\n/, '')).toBe('');
        await expectEqualEverywhere(recorded, `session ${sdk.language} ${sdk.major}`, other);
      } finally {
        program.kill();
        await proxy.close();
      }
    }, 60_000);
  });
});

/** What SDKs send by themselves, and so send again by themselves. */
const bulkPaths = ['/api/public/ingestion', '/api/public/otel/v1/traces', '/api/public/scores'];
