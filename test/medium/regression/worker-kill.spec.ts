import { sql } from 'kysely';
import { WorkerProcess } from '../../setup/worker-process';
import { environmentWith } from '../jobs/config-with';
import { type RunAnswer, runs, useRegression } from './regression-suite';

const size = 8;

describe('a regression run whose worker is killed', () => {
  const suite = useRegression({ consumes: false });

  const startWorker = (): WorkerProcess =>
    WorkerProcess.start(
      environmentWith(suite.test, { QUEUE_LOCK_SECONDS: '1', SWEEP_SECONDS: '1', LOG_LEVEL: 'warn' }),
    );
  const read = (query: string): Promise<number> =>
    suite.database.inWorkspace(
      suite.own.scope,
      async (tx) => (await sql<{ n: number }>`select (${sql.raw(query)})::int as n`.execute(tx)).rows[0]?.n ?? 0,
    );
  const begin = async (incidentId: string, body: object): Promise<string> => {
    const { body: answer } = await suite.call('POST', `/api/incidents/${incidentId}/regression-runs`, {
      wait_seconds: 0,
      ...body,
    });
    return (answer.regression_run as RunAnswer).id;
  };
  const completions = (): Promise<number> =>
    read(`select count(*) from audit_log where action = 'regression_run.complete'`);

  it.each([
    ['when it has begun', `select count(*) from regression_run where status = 'running'`],
    ['among the runs before', 'select count(*) from regression_case where outcome is not null'],
    ['among the runs after', 'select count(*) from regression_attempt where outcome is not null'],
  ])(
    '%s goes on with the next, and is completed once',
    async (_moment, query) => {
      const traceIds: string[] = [];
      const candidates: object[] = [];
      for (let index = 0; index < size; index += 1) {
        const traceId = await suite.record(runs.fails);
        traceIds.push(traceId);
        candidates.push({ case_trace_id: traceId, trace_id: await suite.record(runs.heeds) });
      }
      const id = await begin(await suite.addIncident(traceIds), { candidates });
      const first = startWorker();
      await first.until(async () => (await read(query)) > 0);
      await first.kill();
      const second = startWorker();
      await second.until(async () => (await completions()) > 0);
      expect(await second.stop()).toBe(0);
      expect(await suite.read(id)).toMatchObject({
        status: 'completed',
        verdict: 'fixed',
        before_fail: size,
        after_pass: size,
      });
      expect(await completions()).toBe(1);
      expect(await read(`select count(*) from audit_log where action = 'regression_run.run'`)).toBe(1);
    },
    120_000,
  );

  it('while it opens result traces has each of them once', async () => {
    await suite.call('PUT', `/api/projects/${suite.own.projectId}/replay-target`, { kind: 'pull' });
    const traceIds: string[] = [];
    for (let index = 0; index < size; index += 1) traceIds.push(await suite.record(runs.fails));
    const id = await begin(await suite.addIncident(traceIds), { replay: { repeats: 3 } });
    const opened = () => read('select count(*) from regression_attempt where trace_id is not null');
    const first = startWorker();
    await first.until(async () => (await opened()) > 0);
    await first.kill();
    const second = startWorker();
    await second.until(async () => (await opened()) === size * 3);
    expect(await read(`select count(*) from trace where source = 'debrief:regression'`)).toBe(size * 3);
    expect(await read('select count(*) from regression_trace')).toBe(size * 3);
    for (const { result_trace_id: resultTraceId } of (await suite.callAsKey('GET', `/api/regression-runs/${id}/work`))
      .body.cases as { result_trace_id: string }[])
      await suite.record(runs.heeds, resultTraceId);
    await second.until(async () => (await completions()) > 0);
    expect(await second.stop()).toBe(0);
    expect(await suite.read(id)).toMatchObject({ status: 'completed', verdict: 'fixed', after_pass: size });
    expect(await completions()).toBe(1);
  }, 120_000);
});
