import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { type RunAnswer, runs, type Steps, useRegression } from './regression-suite';

const host = 'agents.example.test';
const target = `https://${host}/replay`;

interface Message {
  readonly type: string;
  readonly data: Record<string, string | null>;
}

/** A receiver of replays: it checks each message as the Standard Webhooks library does, and does with it what the test says. */
class Receiver {
  readonly received: { readonly id: string; readonly message: Message }[] = [];
  secret = '';
  answer: (message: Message) => Promise<number> = async () => 202;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', async () => {
        const headers = request.headers as Record<string, string>;
        try {
          const message = new Webhook(this.secret).verify(Buffer.concat(chunks), headers) as Message;
          this.received.push({ id: headers['webhook-id'] ?? '', message });
          response.writeHead(await this.answer(message)).end();
        } catch {
          response.writeHead(401).end();
        }
      });
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('a regression run by a webhook', () => {
  const receiver = new Receiver();
  const suite = useRegression({
    // The one host that there is leads to the receiver, as its address would.
    outbound: {
      post: async (url, { headers, body }) => {
        if (new URL(url).host !== host) throw new Error('no such host');
        const { status } = await fetch(receiver.url + new URL(url).pathname, { method: 'POST', headers, body });
        return { status };
      },
    },
  });
  beforeAll(() => receiver.listen());
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.received.length = 0;
    receiver.answer = async () => 202;
    receiver.secret = await put({ kind: 'webhook', url: target });
  });

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
    for (const { message } of receiver.received)
      await suite.call('POST', `/api/traces/${message.data.result_trace_id}/analyze`);
    await suite.work();
  };

  it('sends each case signed, and takes what the agent records', async () => {
    receiver.answer = async (message) => (await perform(message, 'Tuesday'), 200);
    const run = await start({ replay: { ref: 'fix-1' } });
    await settle();
    const [only, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(only?.message).toEqual({
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
      cases: [
        { after: 'pass', cassette: { hits: 1, misses: 0 }, after_trace_ids: [only?.message.data.result_trace_id] },
      ],
    });
  });

  it('knows nothing of a case whose agent asks what was not recorded', async () => {
    receiver.answer = async (message) => (await perform(message, 'Sunday'), 200);
    const run = await start();
    await settle();
    expect(await suite.read(run.id)).toMatchObject({
      verdict: 'inconclusive',
      cases: [{ after: 'unknown', reason: 'cassette_miss', cassette: { hits: 0, misses: 1 } }],
    });
  });

  it('sends again what was not taken, under the same id, and then goes on', async () => {
    receiver.answer = async () => 503;
    const run = await start();
    expect(receiver.received).toHaveLength(1);
    receiver.answer = async (message) => (await perform(message, 'Tuesday'), 200);
    await suite.runAt(run.id, new Date(Date.now() + 6_000));
    await settle();
    expect(receiver.received.map(({ id }) => id)).toEqual(Array(2).fill(receiver.received[0]?.id));
    expect(await suite.read(run.id)).toMatchObject({ verdict: 'fixed' });
  });

  it('does not send again what was begun, even if the answer was lost', async () => {
    receiver.answer = async ({ data }) => (await suite.record(runs.goesOn, data.result_trace_id ?? ''), 500);
    const run = await start();
    await suite.runAt(run.id, new Date(Date.now() + 6_000));
    expect(receiver.received).toHaveLength(1);
    expect(await suite.read(run.id)).toMatchObject({ status: 'running' });
  });

  it.each([
    ['refuses', 400, 'send_failed: http_400'],
    ['sends elsewhere', 302, 'send_failed: http_302'],
  ])('is over at once when the target %s', async (_name, status, reason) => {
    receiver.answer = async () => status;
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
    receiver.answer = async () => 503;
    const run = await start();
    const lease = new Date(Date.now() + 60_000);
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      tx.updateTable('regressionAttempt').set({ sendAt: lease }).where('runId', '=', run.id).execute(),
    );
    receiver.answer = async () => 202;
    await suite.runAt(run.id, new Date(lease.getTime() - 1));
    expect(receiver.received).toHaveLength(1);
    await suite.runAt(run.id, lease);
    expect(receiver.received).toHaveLength(2);
  });

  describe('has a target', () => {
    const path = () => `/api/projects/${suite.own.projectId}/replay-target`;

    it('whose secret is shown once, and again only for another host', async () => {
      expect(receiver.secret).toMatch(/^whsec_/);
      expect((await suite.call('GET', path())).body).toEqual({
        replay_target: {
          project_id: suite.own.projectId,
          kind: 'webhook',
          url: target,
          enabled: true,
          deadline_seconds: 1_800,
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      });
      expect(await put({ url: `https://${host}/other` })).toBeUndefined();
      const moved = await put({ url: 'https://elsewhere.example.test/replay' });
      expect(moved).toMatch(/^whsec_/);
      expect(moved).not.toBe(receiver.secret);
    });

    it('whose secret lies in no table and no audit row in the clear', async () => {
      const { rows } = await suite.database.inWorkspace(suite.own.scope, async (tx) => ({
        rows: [
          ...(await tx.selectFrom('auditLog').select('details').execute()),
          ...(await tx.selectFrom('replayTarget').selectAll().execute()),
        ],
      }));
      expect(JSON.stringify(rows)).not.toContain(receiver.secret.slice('whsec_'.length));
    });

    it.each([
      [{ url: 'http://agents.example.test' }, 'url'],
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
