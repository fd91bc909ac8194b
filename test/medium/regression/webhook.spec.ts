import { answering, type ReceivedMessage, type Receiver, startReceiver, verify } from '../../setup/webhook-receiver';
import { type RunAnswer, runs, type Steps, useRegression } from './regression-suite';

interface Message {
  readonly type: string;
  readonly data: Record<string, string | null>;
}

describe('a regression run by a webhook', () => {
  const suite = useRegression({ env: () => ({ OUTBOUND_ALLOWED_HOSTS: '127.0.0.1' }) });
  let receiver: Receiver;
  let secret: string;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.startOver();
    answerWith(async () => 202);
    secret = await put({ kind: 'webhook', url: receiver.url });
  });

  const read = (received: ReceivedMessage): Message => verify(secret, received) as Message;
  const messages = (): Message[] => receiver.received.map(read);
  const ids = (): unknown[] => receiver.received.map(({ headers }) => headers['webhook-id']);
  /** What is behind the webhook; it does not take a message that the secret did not sign. */
  const answerWith = (act: (message: Message) => Promise<number>): void => {
    const answerTo = async (received: ReceivedMessage): Promise<number> => act(read(received));
    receiver.answer = (response, received) =>
      void answerTo(received).then(
        (status) => answering(status)(response),
        (error: unknown) => answering(401, String(error))(response),
      );
  };
  const put = async (body: object): Promise<string> => {
    const answer = await suite.call('PUT', `/api/projects/${suite.own.projectId}/replay-target`, body);
    expect(answer).toMatchObject({ status: 200 });
    return answer.body.secret as string;
  };
  const asked: Steps = [
    { type: 'tool_call', payload: { tool_name: 'find_slots', arguments: { day: 'Tuesday' }, call_id: 'c' } },
    { type: 'tool_result', payload: { call_id: 'c', result: ['10:00'] } },
  ];
  const start = async (body: object = {}): Promise<RunAnswer> => {
    const traceId = await suite.record([...asked, { type: 'session_end', payload: { status: 'failed' } }]);
    return suite.start(await suite.addIncident([traceId]), body);
  };
  /** What an agent behind the webhook does: asks its tool, records what it did, and ends. */
  const perform = async ({ data }: Message, day: string): Promise<void> => {
    const url = new URL(data.cassette_url ?? '');
    const call = { tool_name: 'find_slots', arguments: { day } };
    const { body } = await suite.callAsKey('POST', url.pathname + url.search, call);
    const status = body.hit ? 'completed' : 'failed';
    await suite.record(
      [
        { type: 'tool_call', payload: { ...call, call_id: 'c' } },
        { type: 'tool_result', payload: { call_id: 'c', result: body.result } },
        { type: 'session_end', payload: { status } },
      ],
      data.result_trace_id ?? '',
    );
  };
  const settle = async (): Promise<void> => {
    for (const { data } of messages()) await suite.call('POST', `/api/traces/${data.result_trace_id}/analyze`);
    await suite.work();
  };

  it('sends each case signed, and takes what the agent records', async () => {
    answerWith(async (message) => (await perform(message, 'Tuesday'), 200));
    const run = await start({ replay: { ref: 'fix-1' } });
    await settle();
    const [only, ...others] = messages();
    expect(others).toEqual([]);
    expect(only).toEqual({
      type: 'regression.case',
      timestamp: expect.any(String),
      data: {
        regression_run_id: run.id,
        case_id: run.cases[0]?.case_id,
        trace_id: run.cases[0]?.trace_id,
        user_goal: 'Confirm the slot',
        ref: 'fix-1',
        result_trace_id: expect.stringMatching(/^sess_/),
        cassette_url: expect.stringContaining('/tool-calls?result_trace_id='),
        deadline: expect.any(String),
      },
    });
    expect(await suite.read(run.id)).toMatchObject({
      status: 'completed',
      verdict: 'fixed',
      cases: [{ after: 'pass', cassette: { hits: 1, misses: 0 }, after_trace_ids: [only?.data.result_trace_id] }],
    });
  });

  it('knows nothing of a case whose agent asks what was not recorded', async () => {
    answerWith(async (message) => (await perform(message, 'Sunday'), 200));
    const run = await start();
    await settle();
    expect(await suite.read(run.id)).toMatchObject({
      verdict: 'inconclusive',
      cases: [{ after: 'unknown', reason: 'cassette_miss', cassette: { hits: 0, misses: 1 } }],
    });
  });

  it('sends again what was not taken, under the same id, and then goes on', async () => {
    answerWith(async () => 503);
    const run = await start();
    expect(receiver.received).toHaveLength(1);
    answerWith(async (message) => (await perform(message, 'Tuesday'), 200));
    await suite.runAt(run.id, new Date(Date.now() + 6_000));
    await settle();
    expect(ids()).toEqual(Array(2).fill(ids()[0]));
    expect(await suite.read(run.id)).toMatchObject({ verdict: 'fixed' });
  });

  it('does not send again what was begun, even if the answer was lost', async () => {
    answerWith(async ({ data }) => (await suite.record(runs.goesOn, data.result_trace_id ?? ''), 500));
    const run = await start();
    await suite.runAt(run.id, new Date(Date.now() + 6_000));
    expect(receiver.received).toHaveLength(1);
    expect(await suite.read(run.id)).toMatchObject({ status: 'running' });
  });

  it.each([
    ['refuses', 400, 'send_failed: http_400'],
    ['sends elsewhere', 302, 'send_failed: redirect'],
  ])('is over at once when the target %s', async (_name, status, reason) => {
    answerWith(async () => status);
    expect(await start()).toMatchObject({
      status: 'completed',
      verdict: 'inconclusive',
      fallback: true,
      fallback_reason: 'not_recorded',
      cases: [{ after: 'unknown', reason, after_trace_ids: [] }],
    });
  });

  it('sends nothing once the target was switched off', async () => {
    await put({ enabled: false });
    expect(await start()).toMatchObject({ fallback_reason: 'no_candidate' });
    expect(receiver.received).toEqual([]);
  });

  it('leaves what a killed worker was sending to the next, after its lease', async () => {
    answerWith(async () => 503);
    const run = await start();
    const lease = new Date(Date.now() + 60_000);
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx.updateTable('regressionAttempt').set({ sendAt: lease }).where('runId', '=', run.id).execute(),
    );
    answerWith(async () => 202);
    await suite.runAt(run.id, new Date(lease.getTime() - 1));
    expect(receiver.received).toHaveLength(1);
    await suite.runAt(run.id, lease);
    expect(receiver.received).toHaveLength(2);
  });

  describe('has a target', () => {
    const path = () => `/api/projects/${suite.own.projectId}/replay-target`;

    it('whose secret is shown once, and again only for another host', async () => {
      expect(secret).toMatch(/^whsec_/);
      expect((await suite.call('GET', path())).body).toEqual({
        replay_target: {
          project_id: suite.own.projectId,
          kind: 'webhook',
          url: receiver.url,
          enabled: true,
          deadline_seconds: 1_800,
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      });
      expect(await put({ url: `${receiver.url}/other` })).toBeUndefined();
      const moved = await put({ url: 'https://elsewhere.example.test/replay' });
      expect(moved).toMatch(/^whsec_/);
      expect(moved).not.toBe(secret);
    });

    it('whose secret lies in no table and no audit row in the clear', async () => {
      const { rows } = await suite.database.inWorkspace(suite.own.scope, async (tx) => ({
        rows: [
          ...(await tx.selectFrom('auditLog').select('details').execute()),
          ...(await tx.selectFrom('replayTarget').selectAll().execute()),
        ],
      }));
      expect(JSON.stringify(rows)).not.toContain(secret.slice('whsec_'.length));
    });

    it.each([
      [{ url: 'http://agents.example.test' }, 'url'],
      [{ url: 'https://10.0.0.7/replay' }, 'url'],
      [{ url: 'https://169.254.169.254/latest/meta-data' }, 'url'],
      [{ url: 'https://user:pass@agents.example.test' }, 'url'],
      [{ url: 'agents' }, 'url'],
      [{ kind: 'mail' }, 'kind'],
      [{ deadline_seconds: 29 }, 'deadline_seconds'],
    ])('that is refused as %j', async (body, field) =>
      expect(await suite.call('PUT', path(), body)).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining(field) },
      }),
    );

    it('that a runner can be, without URL and secret', async () => {
      expect(await put({ kind: 'pull' })).toBeUndefined();
      expect((await suite.call('GET', path())).body).toMatchObject({ replay_target: { kind: 'pull', url: null } });
    });
  });
});
