import { sweepCassettes } from '@debrief/regression';
import { newTraceId } from '../../factories/event';
import { type CaseAnswer, type RunAnswer, runs, type Steps, useRegression } from './regression-suite';

interface Task {
  readonly case_id: string;
  readonly trace_id: string;
  readonly user_goal: string | null;
  readonly ref: string | null;
  readonly result_trace_id: string;
  readonly cassette_url: string;
  readonly deadline: string;
}

const call = (day: string) => ({ tool_name: 'find_slots', arguments: { day, limit: 1.0 } });
const exchange = (id: string, day: string, result: unknown, error: string | null = null): Steps => [
  { type: 'tool_call', payload: { ...call(day), call_id: id } },
  { type: 'tool_result', payload: { call_id: id, result, error } },
];
const failed: Steps = [{ type: 'session_end', payload: { status: 'failed' } }];
const completed: Steps = [{ type: 'session_end', payload: { status: 'completed' } }];

describe('a regression run that a runner works off', () => {
  const suite = useRegression();
  beforeEach(() => suite.call('PUT', `/api/projects/${suite.own.projectId}/replay-target`, { kind: 'pull' }));

  /** A recorded run that asked its tool twice for Tuesday and once for Monday, and its regression run. */
  const start = async (body: object = {}): Promise<{ traceId: string; run: RunAnswer }> => {
    const steps = [
      ...exchange('c1', 'Tuesday', ['10:00']),
      ...exchange('c2', 'Monday', null, 'closed'),
      ...exchange('c3', 'Tuesday', []),
      ...failed,
    ];
    const traceId = await suite.record(steps);
    return { traceId, run: await suite.start(await suite.addIncident([traceId]), body) };
  };
  const workOf = async (runId: string): Promise<Task[]> =>
    (await suite.callAsKey('GET', `/api/regression-runs/${runId}/work`)).body.cases as Task[];
  /** As the runner asks, by the URL that it was given. */
  const ask = async (task: Task, body: unknown) => {
    const url = new URL(task.cassette_url);
    return suite.callAsKey('POST', url.pathname + url.search, body);
  };
  const end = async (task: Task, steps: Steps = completed): Promise<void> => {
    await suite.record(steps, task.result_trace_id);
    await suite.call('POST', `/api/traces/${task.result_trace_id}/analyze`);
    await suite.work();
  };
  const caseOf = async (runId: string): Promise<CaseAnswer> => (await suite.read(runId)).cases[0]!;

  it('gives what a runner needs, and goes on when the result was recorded', async () => {
    const { traceId, run } = await start({ replay: { ref: 'fix-1' } });
    expect(run).toMatchObject({ status: 'running', verdict: null });
    const [task, ...others] = await workOf(run.id);
    expect(others).toEqual([]);
    expect(task).toEqual({
      case_id: run.cases[0]?.case_id,
      trace_id: traceId,
      user_goal: 'Confirm the slot',
      ref: 'fix-1',
      result_trace_id: expect.stringMatching(/^sess_/),
      cassette_url: expect.stringContaining(`/api/regression-runs/${run.id}/cases/${run.cases[0]?.case_id}/tool-calls`),
      deadline: expect.any(String),
    });
    await end(task!);
    expect(await suite.read(run.id)).toMatchObject({
      status: 'completed',
      verdict: 'fixed',
      cases: [
        { before: 'fail', after: 'pass', after_trace_ids: [task?.result_trace_id], cassette: { hits: 0, misses: 0 } },
      ],
    });
    expect(await workOf(run.id)).toEqual([]);
  });

  it('answers the n-th call with the n-th recorded answer, errors too, whatever the order of arguments', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    const answers: unknown[] = [];
    for (const body of [
      { tool_name: 'find_slots', arguments: { limit: 1, day: 'Tuesday' } },
      call('Monday'),
      call('Tuesday'),
    ])
      answers.push((await ask(task!, body)).body);
    expect(answers).toEqual([
      { hit: true, result: ['10:00'], error: null },
      { hit: true, result: null, error: 'closed' },
      { hit: true, result: [], error: null },
    ]);
    await end(task!);
    expect(await caseOf(run.id)).toMatchObject({ after: 'pass', cassette: { hits: 3, misses: 0 } });
  });

  it.each([
    ['a call too many', [call('Monday'), call('Monday')]],
    ['other arguments', [{ tool_name: 'find_slots', arguments: { day: 'Sunday' } }]],
    ['another tool', [{ tool_name: 'book', arguments: {} }]],
  ])('answers nothing to %s, and knows nothing of the case then', async (_name, bodies) => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    const answers = [];
    for (const body of bodies) answers.push((await ask(task!, body)).body);
    expect(answers.at(-1)).toEqual({ hit: false, result: null, error: null });
    await end(task!);
    expect(await suite.read(run.id)).toMatchObject({
      verdict: 'inconclusive',
      after_pass: 0,
      cases: [{ after: 'unknown', reason: 'cassette_miss', cassette: { misses: 1 } }],
    });
  });

  it('gives calls that come at once one answer each', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(task!, call('Tuesday'))));
    const results = answers.map(({ body }) => JSON.stringify(body.result)).sort();
    expect(results).toEqual(['["10:00"]', '[]', 'null', 'null', 'null', 'null'].sort());
    expect(await caseOf(run.id)).toMatchObject({ cassette: { hits: 2, misses: 4 } });
  });

  it('gives a repeated call_id the same answer, and counts it once', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    const body = { ...call('Tuesday'), call_id: 'x' };
    expect((await ask(task!, body)).body).toEqual((await ask(task!, body)).body);
    expect(await caseOf(run.id)).toMatchObject({ cassette: { hits: 1, misses: 0 } });
    expect(await ask(task!, { ...call('Monday'), call_id: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
  });

  it('finds a call with a secret in it: both are masked', async () => {
    const secret = `sk-${'a1B2'.repeat(8)}`;
    const given = { tool_name: 'login', arguments: { token: secret, note: `use ${secret}` } };
    const traceId = await suite.record([
      { type: 'tool_call', payload: { ...given, call_id: 'c' } },
      { type: 'tool_result', payload: { call_id: 'c', result: 'in' } },
      ...failed,
    ]);
    const run = await suite.start(await suite.addIncident([traceId]));
    const [task] = await workOf(run.id);
    expect((await ask(task!, given)).body).toMatchObject({ hit: true, result: 'in' });
  });

  it('keeps the cassette as it was when the recorded run is removed meanwhile', async () => {
    const { traceId, run } = await start();
    const [task] = await workOf(run.id);
    await suite.call('DELETE', `/api/traces/${traceId}`);
    expect((await ask(task!, call('Tuesday'))).body).toMatchObject({ hit: true });
    await end(task!);
    expect(await suite.read(run.id)).toMatchObject({ verdict: 'fixed' });
  });

  it('forgets the cassette once no run needs it, and not before', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    const sweep = async (): Promise<number> => {
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        tx
          .updateTable('regressionCassette')
          .set({ usedAt: new Date(0) })
          .execute(),
      );
      await suite.database.asSystem('sweep', sweepCassettes);
      return suite.database.inWorkspace(
        suite.own.scope,
        async (tx) => (await tx.selectFrom('regressionCassetteAnswer').select('key').execute()).length,
      );
    };
    expect(await sweep()).toBe(3);
    await end(task!);
    expect(await sweep()).toBe(0);
  });

  it('repeats a case, each run with a cassette of its own, and passes it only when all pass', async () => {
    const { run } = await start({ replay: { repeats: 3 } });
    const tasks = await workOf(run.id);
    expect(tasks).toHaveLength(3);
    for (const task of tasks) expect((await ask(task, call('Tuesday'))).body).toMatchObject({ result: ['10:00'] });
    const path = new URL(tasks[0]!.cassette_url).pathname;
    expect(await suite.callAsKey('POST', path, call('Tuesday'))).toMatchObject({ status: 422 });
    await end(tasks[0]!);
    await end(tasks[1]!, failed);
    expect(await suite.read(run.id)).toMatchObject({ status: 'running', cases: [{ after: null }] });
    await end(tasks[2]!);
    expect(await suite.read(run.id)).toMatchObject({
      status: 'completed',
      verdict: 'unchanged',
      cases: [
        {
          after: 'fail',
          reason: 'trace_failed',
          cassette: { hits: 3 },
          after_trace_ids: tasks.map((one) => one.result_trace_id),
        },
      ],
    });
  });

  it('takes a candidate in place of a result that nobody recorded', async () => {
    const { traceId, run } = await start();
    const candidate = await suite.record(completed);
    await suite.callAsKey('POST', `/api/regression-runs/${run.id}/candidates`, {
      candidates: [{ case_trace_id: traceId, trace_id: candidate }],
    });
    await suite.work();
    expect(await suite.read(run.id)).toMatchObject({ verdict: 'fixed', cases: [{ after_trace_ids: [candidate] }] });
  });

  it('is refused to answer for a run that is judged, a case that is not there, and a call without a name', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    expect(await ask(task!, { arguments: {} })).toMatchObject({ status: 422 });
    const elsewhere = `/api/regression-runs/${run.id}/cases/${newTraceId()}/tool-calls`;
    expect(await suite.callAsKey('POST', elsewhere, call('Monday'))).toMatchObject({ status: 404 });
    await end(task!);
    expect(await ask(task!, call('Monday'))).toMatchObject({ status: 409 });
  });

  it('ends by the deadline: what was not recorded is unknown', async () => {
    const first = await suite.record(runs.fails);
    const second = await suite.record(runs.fails);
    const run = await suite.start(await suite.addIncident([first, second]));
    const tasks = await workOf(run.id);
    await end(tasks[0]!);
    expect(await suite.read(run.id)).toMatchObject({ status: 'running' });
    await suite.runAt(run.id, new Date(Date.parse(tasks[0]!.deadline) - 1));
    expect(await suite.read(run.id)).toMatchObject({ status: 'running' });
    await suite.runAt(run.id, new Date(tasks[0]!.deadline));
    expect(await suite.read(run.id)).toMatchObject({
      status: 'completed',
      verdict: 'improved',
      after_pass: 1,
      after_fail: 0,
      fallback: false,
      cases: [{ after: 'pass' }, { after: 'unknown', reason: 'deadline_passed', after_trace_ids: [] }],
    });
  });

  it('opens the result traces for the project alone, marked and with the goal', async () => {
    const { run } = await start();
    const [task] = await workOf(run.id);
    expect((await suite.callAsKey('GET', `/api/traces/${task!.result_trace_id}`)).body.trace).toMatchObject({
      status: 'running',
      source: 'debrief:regression',
      user_goal: 'Confirm the slot',
      project_id: suite.own.projectId,
      metadata: { regression_run_id: run.id, case_id: task!.case_id },
    });
    const marked = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx.selectFrom('regressionTrace').select('traceId').execute(),
    );
    expect(marked).toHaveLength(1);
  });
});
