import { type Body, forEachSdk, useSdks } from './sdk-suite';

interface Kept {
  readonly traceId: string;
  readonly commentId: string;
  readonly scoreId: string;
}

describe('a run that Langfuse SDKs observe, comment on, rate and delete, unchanged but for host and keys', () => {
  const suite = useSdks('upkeep');

  forEachSdk((sdk) => {
    it(`${sdk.title}: what it observed is told as it was, what it kept is kept, what it deleted is gone`, async () => {
      const program = suite.start(sdk);
      const { language, major } = sdk;
      const sendsSpans = major > (language === 'js' ? 3 : 2);
      const kept = await program.next<Kept & { readonly step: string }>();
      expect(kept).toMatchObject({
        ...{ step: 'kept', comments: ['Look here.'], isRefused: true },
        configs: [[`fit ${language} ${major}`, 0, 1]],
      });
      const { traceId, commentId, scoreId } = kept;
      const { body: run } = await suite.get(`/v1/traces/${traceId}?includeObservations=true&includeScores=true`);
      // Of a root that is a span by itself the metadata is the run's as well; that of what is below never is.
      expect(run).toMatchObject({ status: 'failed', level: 'ERROR' });
      expect(run.metadata).toEqual({ team: 'travel', ...(sendsSpans && { attempt: 'first' }) });
      const named = (name: string): Body => run.observations.find((one: Body) => one.name === name);
      const failed = { level: 'ERROR', statusMessage: expect.stringContaining('no such city') };
      expect(named('trip')).toMatchObject({ ...failed, input: '***', metadata: { attempt: 'first' } });
      expect(named('book')).toMatchObject({ ...failed, metadata: { inner: 'yes' } });
      expect(named('book').type).toBe(sendsSpans ? 'TOOL' : 'SPAN');
      expect(named('ask')).toMatchObject({
        ...{ type: 'GENERATION', model: 'gpt-4o', metadata: { inner: 'yes' } },
        ...{ promptName: `upkeep ${language} ${major}`, promptVersion: 1 },
      });
      const scores = run.scores.map(({ name, value }: Body) => [name, value]).sort();
      expect(scores).toEqual([
        ['done', 0.5],
        [`fit ${language} ${major}`, 0.75],
      ]);
      program.goOn();
      expect(await program.next()).toEqual({ step: 'score deleted' });
      expect((await suite.get(`/v1/scores/${encodeURIComponent(scoreId)}`)).status).toBe(404);
      program.goOn();
      expect(await program.next()).toEqual({ step: 'trace deleted', status: 404 });
      expect((await suite.get(`/v1/traces/${traceId}`)).status).toBe(404);
      expect((await suite.get(`/api/public/comments/${commentId}`)).status).toBe(404);
      expect((await suite.get(`/v1/scores?traceId=${traceId}`)).body.data).toEqual([]);
      expect(await program.end()).toBe(0);
      expect(program.complaints).toBe('');
    }, 120_000);
  });
});
