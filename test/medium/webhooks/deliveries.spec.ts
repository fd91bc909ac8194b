import { publishWebhook } from '@debrief/webhooks';
import { sql } from 'kysely';
import { answering, isSignedBy, verify } from '../../setup/webhook-receiver';
import { useWebhooks } from './webhooks-suite';

const seconds = (count: number): number => count * 1_000;
const days = (count: number): number => count * 86_400_000;

describe('a message to a webhook', () => {
  const suite = useWebhooks();
  const attemptAt = async (webhookId: string, at: number) => {
    const [delivery] = await suite.deliveries(webhookId);
    await suite.deliverAt(delivery!.id, new Date(at));
    return (await suite.deliveries(webhookId))[0]!;
  };
  /** How long until the delivery is tried again, as seen from `at`. */
  const waitOf = (delivery: { next_attempt_at: string | null }, at: number): number =>
    (Date.parse(delivery.next_attempt_at ?? '') - at) / 1_000;

  it('arrives as Standard Webhooks says, and is noted as delivered', async () => {
    const { webhook, secret } = await suite.create();
    await suite.publish('fix.ready', { fix_run_id: 'f1', title: 'ü "quoted"' });
    await suite.work();
    const [received] = suite.receiver.received;
    expect(verify(secret, received!)).toEqual({
      type: 'fix.ready',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { project_id: suite.own.projectId, fix_run_id: 'f1', title: 'ü "quoted"' },
    });
    expect(received?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Debrief-Webhooks/1',
      'webhook-id': expect.stringMatching(/^msg_[0-9a-f-]{36}$/),
    });
    expect(await suite.deliveries(webhook.id)).toEqual([
      {
        id: expect.any(String),
        webhook_id: webhook.id,
        message_id: received?.headers['webhook-id'],
        type: 'fix.ready',
        payload: JSON.parse(received!.body),
        status: 'delivered',
        attempts: 1,
        next_attempt_at: null,
        last_attempt_at: expect.any(String),
        response_status: 204,
        response_excerpt: null,
        reason: null,
        duration_ms: expect.any(Number),
        created_at: expect.any(String),
      },
    ]);
    expect(suite.receiver.received).toHaveLength(1);
  });

  it('goes to who subscribes to its type and project, under one id', async () => {
    const { project } = (await suite.call('POST', '/api/projects', { name: 'Other' })).body as {
      project: { id: string };
    };
    const all = await suite.create();
    const same = await suite.create({ project_id: suite.own.projectId, events: ['incident.opened'] });
    const others = [
      await suite.create({ events: ['fix.ready'] }),
      await suite.create({ project_id: project.id }),
      await suite.create(),
    ];
    await suite.call('PATCH', `/api/webhooks/${others[2]?.webhook.id}`, { enabled: false });
    await suite.publish('incident.opened');
    await suite.work();
    const [one] = await suite.deliveries(all.webhook.id);
    const [other] = await suite.deliveries(same.webhook.id);
    expect(one?.message_id).toBe(other?.message_id);
    for (const { webhook } of others) expect(await suite.deliveries(webhook.id)).toEqual([]);
    expect(suite.receiver.received).toHaveLength(2);
  });

  it('does not exist when what it tells of was rolled back', async () => {
    const { webhook } = await suite.create();
    const failing = suite.database.inWorkspace(suite.own.scope, async (tx) => {
      await publishWebhook(tx, { type: 'incident.opened', projectId: suite.own.projectId, data: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await suite.deliveries(webhook.id)).toEqual([]);
  });

  it('is tried ten times over three days, under one id with fresh signatures, and then given up', async () => {
    const { webhook, secret } = await suite.create();
    suite.receiver.answer = answering(500, 'broken');
    await suite.publish();
    let at = Date.now();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      const delivery = await attemptAt(webhook.id, at);
      expect(delivery).toMatchObject({
        attempts: attempt,
        reason: 'http_status',
        response_status: 500,
        response_excerpt: 'broken',
      });
      if (delivery.next_attempt_at === null) break;
      waits.push(waitOf(delivery, at));
      // A moment too early nothing is sent.
      await suite.deliverAt(delivery.id, new Date(Date.parse(delivery.next_attempt_at) - 1));
      at = Date.parse(delivery.next_attempt_at);
    }
    const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(waits).toHaveLength(schedule.length);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(schedule[index]!);
      expect(wait).toBeLessThanOrEqual(schedule[index]! * 1.2 + 0.001);
    });
    const { received } = suite.receiver;
    expect(received).toHaveLength(10);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10);
    expect(received.every((message) => isSignedBy(secret, message))).toBe(true);
    expect(await suite.deliveries(webhook.id)).toMatchObject([{ status: 'failed', attempts: 10 }]);
    expect(await suite.read(webhook.id)).toMatchObject({ enabled: true, failing_since: expect.any(String) });
  });

  it('has a job for each retry, at its time', async () => {
    const { webhook } = await suite.create();
    suite.receiver.answer = answering(503);
    await suite.publish();
    await suite.work();
    const [delivery] = await suite.deliveries(webhook.id);
    const { rows } = await suite.admin.query(
      `select payload, run_at from debrief.job_outbox where workspace_id = $1 and name = 'webhooks.deliver'`,
      [suite.own.workspaceId],
    );
    expect(rows).toEqual([{ payload: { deliveryId: delivery?.id }, run_at: new Date(delivery!.next_attempt_at!) }]);
  });

  it('waits as long as the endpoint asks', async () => {
    const { webhook } = await suite.create();
    suite.receiver.answer = answering(429, '', { 'retry-after': '3600' });
    await suite.publish();
    const at = Date.now();
    expect(waitOf(await attemptAt(webhook.id, at), at)).toBe(3_600);
  });

  it('makes an endpoint well again when it arrives', async () => {
    const { webhook } = await suite.create();
    suite.receiver.answer = answering(500);
    await suite.publish();
    const at = Date.now();
    await attemptAt(webhook.id, at);
    expect(await suite.read(webhook.id)).toMatchObject({ failing_since: new Date(at).toISOString() });
    suite.receiver.answer = answering(200, 'thanks');
    const delivery = await attemptAt(webhook.id, at + seconds(7));
    expect(delivery).toMatchObject({ status: 'delivered', attempts: 2, reason: null, response_excerpt: 'thanks' });
    expect(await suite.read(webhook.id)).toMatchObject({ failing_since: null });
  });

  it('does not follow a redirect', async () => {
    const { webhook } = await suite.create();
    suite.receiver.answer = answering(302, '', { location: `${suite.receiver.url}/other` });
    await suite.publish();
    expect(await attemptAt(webhook.id, Date.now())).toMatchObject({ reason: 'redirect', response_status: 302 });
    expect(suite.receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  });

  it('keeps the beginning of an answer, secrets masked', async () => {
    const { webhook } = await suite.create();
    const secret = `sk-${'a1'.repeat(12)}`;
    suite.receiver.answer = answering(400, `${secret} of jane@acme.example is wrong. ${'x'.repeat(5_000)}`);
    await suite.publish();
    const { response_excerpt: excerpt } = await attemptAt(webhook.id, Date.now());
    expect(excerpt).toMatch(/^\[REDACTED\] of \[REDACTED\] is wrong\. x+$/);
    expect(Buffer.byteLength(excerpt!)).toBe(1_024);
  });

  it('ends an endpoint that is gone, with all that is on its way', async () => {
    const { webhook } = await suite.create();
    await suite.publish();
    await suite.publish();
    suite.receiver.answer = answering(410);
    await attemptAt(webhook.id, Date.now());
    expect(await suite.read(webhook.id)).toMatchObject({ enabled: false, disabled_reason: 'gone' });
    expect(await suite.deliveries(webhook.id)).toMatchObject([
      { status: 'failed', reason: 'http_status', response_status: 410 },
      { status: 'failed', reason: 'endpoint_disabled' },
    ]);
    expect((await suite.audited()).at(-1)).toMatchObject({
      action: 'webhook.disable',
      actor: { type: 'job', id: 'webhooks.deliver' },
      details: { reason: 'gone' },
    });
    await suite.publish();
    await suite.work();
    expect(suite.receiver.received).toHaveLength(1);
  });

  it('disables an endpoint at which nothing arrived for five days, once, and an owner enables it', async () => {
    const { webhook } = await suite.create();
    suite.receiver.answer = answering(500);
    await suite.publish();
    const start = Date.now();
    await attemptAt(webhook.id, start);
    await attemptAt(webhook.id, start + seconds(10));
    const retried = await attemptAt(webhook.id, start + days(5) - seconds(1));
    expect(retried.status).toBe('pending');
    expect(await suite.read(webhook.id)).toMatchObject({ enabled: true });
    expect(await attemptAt(webhook.id, start + days(6))).toMatchObject({ status: 'failed', reason: 'http_status' });
    expect(await suite.read(webhook.id)).toMatchObject({ enabled: false, disabled_reason: 'failing' });
    expect((await suite.audited()).filter(({ action }) => action === 'webhook.disable')).toMatchObject([
      { details: { reason: 'failing' } },
    ]);

    const path = `/api/webhooks/${webhook.id}`;
    expect(await suite.call('POST', `${path}/test`)).toMatchObject({ status: 409 });
    const enabled = await suite.call('PATCH', path, { enabled: true });
    expect(enabled.body).toMatchObject({ webhook: { enabled: true, disabled_reason: null, failing_since: null } });
  });

  it('is sent again when an owner asks, under its id, with its schedule from the start', async () => {
    const { webhook, secret } = await suite.create();
    await suite.publish();
    await suite.work();
    const [delivery] = await suite.deliveries(webhook.id);
    suite.receiver.answer = answering(500);
    const again = await suite.call('POST', `/api/webhooks/${webhook.id}/deliveries/${delivery!.id}/redeliver`);
    expect(again).toMatchObject({ status: 202, body: { delivery: { id: delivery!.id, status: 'pending' } } });
    await suite.work();
    const [first, second] = suite.receiver.received;
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(verify(secret, second!)).toEqual(verify(secret, first!));
    const [pending] = await suite.deliveries(webhook.id, '?status=pending');
    expect(pending).toMatchObject({ id: delivery!.id, attempts: 2, response_status: 500 });
    expect(waitOf(pending!, Date.parse(String(pending!['last_attempt_at'])))).toBeLessThanOrEqual(6.1);
    expect((await suite.audited()).at(-1)).toMatchObject({
      action: 'webhook.redeliver',
      details: { delivery_id: delivery!.id },
    });
    const made = await suite.call('POST', `/api/webhooks/${webhook.id}/deliveries/${webhook.id}/redeliver`);
    expect(made.status).toBe(404);
  });

  it('is sent as a test to whoever subscribes to whatever', async () => {
    const { webhook, secret } = await suite.create({ events: ['fix.ready'] });
    const answer = await suite.call('POST', `/api/webhooks/${webhook.id}/test`);
    expect(answer).toMatchObject({
      status: 202,
      body: { delivery: { type: 'webhook.test', status: 'pending', attempts: 0 } },
    });
    await suite.work();
    expect(verify(secret, suite.receiver.received[0]!)).toMatchObject({
      type: 'webhook.test',
      data: { webhook_id: webhook.id },
    });
  });

  it('lists by status, page by page', async () => {
    const { webhook } = await suite.create();
    for (let count = 0; count < 3; count += 1) await suite.publish();
    const path = `/api/webhooks/${webhook.id}/deliveries`;
    const first = await suite.call('GET', `${path}?limit=2&status=pending`);
    const second = await suite.call(
      'GET',
      `${path}?limit=2&status=pending&cursor=${String(first.body['next_cursor'])}`,
    );
    expect([first, second].map(({ body }) => (body['deliveries'] as unknown[]).length)).toEqual([2, 1]);
    expect(second.body['next_cursor']).toBeNull();
    expect(await suite.deliveries(webhook.id, '?status=delivered')).toEqual([]);
    const other = await suite.call('GET', `${path}?limit=2&cursor=${String(first.body['next_cursor'])}`);
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await suite.call('GET', `${path}?status=lost`)).toMatchObject({ status: 422 });
  });

  describe('when workers die or meet', () => {
    /** Lets the moments pass for which the message waits. */
    const pass = (count: number) =>
      suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql`update webhook_delivery set next_attempt_at = next_attempt_at - make_interval(secs => ${count}),
                   claimed_until = claimed_until - make_interval(secs => ${count})`.execute(tx),
      );
    const loseJobs = () =>
      suite.admin.query('delete from debrief.job_outbox where workspace_id = $1', [suite.own.workspaceId]);

    it('is sent once by two that take it up at once', async () => {
      const { webhook } = await suite.create();
      await suite.publish();
      const [delivery] = await suite.deliveries(webhook.id);
      const now = new Date();
      await Promise.all([suite.deliverAt(delivery!.id, now), suite.deliverAt(delivery!.id, now)]);
      expect(suite.receiver.received).toHaveLength(1);
    });

    it('is sent although the queue lost its job', async () => {
      const { webhook } = await suite.create();
      await suite.publish();
      await loseJobs();
      await suite.work();
      expect(suite.receiver.received).toEqual([]);
      await pass(61);
      await suite.work();
      expect(await suite.deliveries(webhook.id)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    });

    it('is sent again after the worker that claimed it was killed, and not before', async () => {
      const { webhook } = await suite.create();
      await suite.publish();
      await loseJobs();
      // As a worker leaves it that dies between claim and record.
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql`update webhook_delivery set attempts = 1, claimed_until = now() + interval '60 s', last_attempt_at = now(),
                   next_attempt_at = now() - interval '61 s'`.execute(tx),
      );
      await suite.work();
      expect(suite.receiver.received).toEqual([]);
      await pass(61);
      await suite.work();
      expect(await suite.deliveries(webhook.id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
    });

    it('is asked for at the end of such a claim by the job that comes again meanwhile', async () => {
      const { webhook } = await suite.create();
      await suite.publish();
      await loseJobs();
      const now = new Date();
      const claimedUntil = new Date(now.getTime() + seconds(60));
      const [delivery] = await suite.deliveries(webhook.id);
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        tx.updateTable('webhookDelivery').set({ attempts: 1, claimedUntil }).execute(),
      );
      await suite.deliverAt(delivery!.id, now);
      expect(suite.receiver.received).toEqual([]);
      const { rows } = await suite.admin.query('select run_at from debrief.job_outbox where workspace_id = $1', [
        suite.own.workspaceId,
      ]);
      expect(rows).toEqual([{ run_at: claimedUntil }]);
    });

    it('keeps the result of who holds the claim: one that comes late changes nothing', async () => {
      const { webhook } = await suite.create();
      await suite.publish();
      const [delivery] = await suite.deliveries(webhook.id);
      const start = Date.now();
      let answerLate: () => void = () => undefined;
      const isAsked = new Promise<void>((resolve) => {
        suite.receiver.answer = (response) => {
          answerLate = () => answering(500)(response);
          resolve();
        };
      });
      const late = suite.deliverAt(delivery!.id, new Date(start));
      await isAsked;
      suite.receiver.answer = answering(200);
      await suite.deliverAt(delivery!.id, new Date(start + seconds(61)));
      answerLate();
      await late;
      expect(await suite.deliveries(webhook.id)).toMatchObject([
        { status: 'delivered', attempts: 2, response_status: 200 },
      ]);
      expect(await suite.read(webhook.id)).toMatchObject({ failing_since: null });
    });

    it('waits while four others are on their way to its endpoint', async () => {
      const { webhook } = await suite.create();
      for (let count = 0; count < 5; count += 1) await suite.publish();
      const waiting: (() => void)[] = [];
      const areAsked = new Promise<void>((resolve) => {
        suite.receiver.answer = (response) => {
          waiting.push(() => answering(200)(response));
          if (waiting.length === 4) resolve();
        };
      });
      const [fifth, ...others] = await suite.deliveries(webhook.id);
      const now = new Date();
      const sending = others.map(({ id }) => suite.deliverAt(id, now));
      await areAsked;
      await suite.deliverAt(fifth!.id, now);
      const [busy] = await suite.deliveries(webhook.id);
      expect(busy).toMatchObject({ id: fifth!.id, status: 'pending', attempts: 0 });
      expect(waitOf(busy!, now.getTime())).toBeGreaterThanOrEqual(10);
      waiting.forEach((answer) => answer());
      await Promise.all(sending);
      suite.receiver.answer = answering(200);
      await suite.deliverAt(fifth!.id, new Date(busy!.next_attempt_at!));
      expect(await suite.deliveries(webhook.id, '?status=delivered')).toHaveLength(5);
    });
  });

  it('is forgotten after 30 days, not before', async () => {
    const { webhook } = await suite.create();
    for (const age of [29, 31]) {
      await suite.publish();
      await suite.work();
      await suite.database.inWorkspace(suite.own.scope, (tx) =>
        sql`update webhook_delivery set created_at = now() - make_interval(days => ${age}) where created_at > now() - interval '1 day'`.execute(
          tx,
        ),
      );
    }
    await suite.work();
    expect(await suite.deliveries(webhook.id)).toHaveLength(1);
  });
});
