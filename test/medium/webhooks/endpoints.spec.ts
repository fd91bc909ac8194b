import { createWorkspaceFixture } from '../../factories/workspace';
import { isSignedBy, verify } from '../../setup/webhook-receiver';
import { useWebhooks } from './webhooks-suite';

describe('webhooks of a workspace', () => {
  const suite = useWebhooks();
  const patch = (id: string, body: object) => suite.call('PATCH', `/api/webhooks/${id}`, body);

  it('are created with a secret that is shown once and stored sealed', async () => {
    const { webhook, secret } = await suite.create({ description: 'On call' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({
      url: suite.receiver.url,
      description: 'On call',
      events: ['incident.opened', 'incident.reopened', 'fix.ready', 'regression.finished'],
      project_id: null,
      enabled: true,
      disabled_reason: null,
    });
    const list = await suite.call('GET', '/api/webhooks');
    expect(list.body).toEqual({ webhooks: [webhook], next_cursor: null });
    const { rows } = await suite.admin.query(
      'select e::text as row, secret from debrief.webhook_endpoint e where id = $1',
      [webhook.id],
    );
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(rows[0].row).not.toContain(secret);
    expect((rows[0].secret as Buffer).includes(key)).toBe(false);
    expect(JSON.stringify(await suite.audited())).not.toContain(secret);
  });

  it.each([
    ['no https', 'http://hooks.example.com/'],
    ['loopback that nobody allowed', 'https://[::1]/'],
    ['a private address', 'https://10.0.0.1/'],
    ['metadata', 'https://169.254.169.254/'],
    ['a local name', 'https://localhost/'],
    ['credentials', 'https://user:pw@hooks.example.com/'],
    ['no URL', 'hooks'],
  ])('are refused for %s, and stay as they are', async (_name, url) => {
    const refused = { status: 422, body: { code: 'validation_error', detail: expect.stringMatching(/^url must/) } };
    expect(await suite.call('POST', '/api/webhooks', { url })).toMatchObject(refused);
    const { webhook } = await suite.create();
    expect(await patch(webhook.id, { url })).toMatchObject(refused);
    expect(await suite.read(webhook.id)).toEqual(webhook);
  });

  it('stay within the hosts that the workspace allows', async () => {
    const allow = (...hosts: string[]) =>
      suite.call('PATCH', '/api/workspace', { settings: { allowed_outbound_hosts: hosts } });
    expect((await allow('hooks.example.com')).status).toBe(200);
    expect(await suite.call('POST', '/api/webhooks', { url: suite.receiver.url })).toMatchObject({ status: 422 });
    await allow('127.0.0.1');
    const { webhook } = await suite.create();
    await allow('hooks.example.com');
    await suite.publish();
    await suite.work();
    expect(suite.receiver.received).toEqual([]);
    expect(await suite.deliveries(webhook.id)).toMatchObject([{ status: 'pending', reason: 'not_allowed' }]);
  });

  it.each([
    ['events', { events: [] }, 'events'],
    ['an unknown event', { events: ['trace.created'] }, 'events'],
    ['a test event', { events: ['webhook.test'] }, 'events'],
  ])('are refused with %s', async (_name, body, field) =>
    expect(await suite.call('POST', '/api/webhooks', { url: suite.receiver.url, ...body })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining(field) },
    }),
  );

  it('are fifty at most', async () => {
    for (let count = 0; count < 50; count += 1) await suite.create();
    expect(await suite.call('POST', '/api/webhooks', { url: suite.receiver.url })).toMatchObject({ status: 409 });
  });

  it('keep their secret when the path changes, and get another when the host does', async () => {
    const { webhook, secret } = await suite.create();
    const samePlace = await patch(webhook.id, { url: `${suite.receiver.url}/elsewhere` });
    expect(samePlace.body).toMatchObject({ secret: null });
    await suite.publish();
    await suite.work();
    expect(suite.receiver.received[0]?.path).toBe('/hook/elsewhere');
    expect(isSignedBy(secret, suite.receiver.received[0]!)).toBe(true);

    await suite.call('POST', `/api/webhooks/${webhook.id}/rotate`, {});
    // Another port is another host: other people may listen there.
    const moved = await patch(webhook.id, { url: 'http://127.0.0.1:9/' });
    expect(moved.body).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      webhook: { previous_secret_ends_at: null },
    });
    const back = await patch(webhook.id, { url: suite.receiver.url });
    await suite.publish();
    await suite.work();
    const last = suite.receiver.received.at(-1)!;
    const secretsOf = [secret, moved.body['secret'], back.body['secret']] as string[];
    expect(secretsOf.map((one) => isSignedBy(one, last))).toEqual([false, false, true]);
  });

  it('sign with both secrets while one is rotated, then with the new one alone', async () => {
    const { webhook, secret: old } = await suite.create();
    const rotated = await suite.call('POST', `/api/webhooks/${webhook.id}/rotate`, { grace_seconds: 3_600 });
    expect(rotated.status).toBe(201);
    const secret = rotated.body['secret'] as string;
    await suite.publish();
    await suite.publish();
    const [second, first] = await suite.deliveries(webhook.id);
    await suite.deliverAt(first!.id, new Date());
    for (const one of [old, secret])
      expect(verify(one, suite.receiver.received[0]!)).toMatchObject({ type: 'incident.opened' });

    await suite.deliverAt(second!.id, new Date(Date.now() + 3_700_000));
    expect([old, secret].map((one) => isSignedBy(one, suite.receiver.received[1]!))).toEqual([false, true]);
  });

  it('sign with the new secret alone at once, where that is asked for', async () => {
    const { webhook, secret: old } = await suite.create();
    const rotated = await suite.call('POST', `/api/webhooks/${webhook.id}/rotate`, { grace_seconds: 0 });
    await suite.publish();
    await suite.work();
    const [received] = suite.receiver.received;
    expect([old, rotated.body['secret'] as string].map((one) => isSignedBy(one, received!))).toEqual([false, true]);
  });

  it('are told to the audit log, without secrets, paths or queries', async () => {
    const { webhook, secret } = await suite.create({ url: `${suite.receiver.url}?key=hunter2` });
    await patch(webhook.id, { description: 'new', enabled: false });
    await patch(webhook.id, { description: 'new' });
    await patch(webhook.id, { url: `${suite.receiver.url}?key=hunter3` });
    await suite.call('POST', `/api/webhooks/${webhook.id}/rotate`, { grace_seconds: 60 });
    await suite.call('DELETE', `/api/webhooks/${webhook.id}`);
    const entries = await suite.audited();
    expect(entries).toMatchObject([
      { action: 'webhook.create', details: { host: `http://127.0.0.1:${suite.receiver.port}`, enabled: true } },
      {
        action: 'webhook.update',
        details: { before: { description: '', enabled: true }, after: { description: 'new', enabled: false } },
      },
      { action: 'webhook.update', details: { after: { path: 'new' }, new_secret: false } },
      { action: 'webhook.rotate', details: { grace_seconds: 60 } },
      { action: 'webhook.delete' },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/hunter|\/hook/);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  it('are gone with their deliveries once deleted', async () => {
    const { webhook } = await suite.create();
    await suite.publish();
    expect((await suite.call('DELETE', `/api/webhooks/${webhook.id}`)).status).toBe(204);
    await suite.work();
    expect(suite.receiver.received).toEqual([]);
    expect((await suite.call('GET', `/api/webhooks/${webhook.id}/deliveries`)).status).toBe(404);
    expect((await suite.call('DELETE', `/api/webhooks/${webhook.id}`)).status).toBe(404);
  });

  it('are not seen, changed or told anything from another workspace', async () => {
    const { webhook } = await suite.create();
    await suite.publish();
    const [delivery] = await suite.deliveries(webhook.id);
    suite.own = await createWorkspaceFixture(suite.database);
    await suite.publish();
    await suite.work();
    expect(suite.receiver.received).toHaveLength(1);
    const path = `/api/webhooks/${webhook.id}`;
    const asked = [
      ['PATCH', path],
      ['DELETE', path],
      ['POST', `${path}/rotate`],
      ['POST', `${path}/test`],
      ['GET', `${path}/deliveries`],
      ['POST', `${path}/deliveries/${delivery!.id}/redeliver`],
    ] as const;
    for (const [method, at] of asked) {
      const { status } = await suite.call(method, at, method === 'GET' ? undefined : {});
      expect([method, at, status]).toEqual([method, at, 404]);
    }
  });
});
