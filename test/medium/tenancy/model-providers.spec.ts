import { OutboundClient } from '@debrief/infra';
import { ModelAccountsService, WorkspaceService } from '@debrief/tenancy';
import { testSecret } from '../../factories/tenancy';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { dumpWorkspace } from '../../setup/dump-workspace';

const key = 'sk-ant-canary-0123456789';
const claude = { name: 'claude', provider: 'anthropic', model: 'claude-sonnet-4-5', api_key: key };
const proxy = { ...claude, base_url: 'https://proxy.example/v1' };

describe('model providers of a workspace', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  let accounts: ModelAccountsService;
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    accounts = new ModelAccountsService(suite.database, { secret: testSecret });
  });

  /** An operator that lists a host opens it without TLS. */
  const workspace = () =>
    new WorkspaceService(
      suite.database,
      { secret: testSecret },
      new OutboundClient({ allowedHosts: ['proxy.example'] }),
    );
  const set = (...model_providers: object[]) => workspace().update(own.scope, { settings: { model_providers } });
  const without = ({ api_key: _, ...rest }: { readonly api_key?: string }) => rest;

  it('show no key, and hand it out to who calls the model', async () => {
    const { modelProviders } = await set(claude);
    expect(modelProviders).toEqual([expect.objectContaining({ name: 'claude', apiKeyPreview: '…6789' })]);
    expect(JSON.stringify(await suite.services.workspace.get(own.scope))).not.toContain(key);
    expect(await accounts.find(own.scope, 'auto')).toMatchObject({
      name: 'claude',
      apiKey: key,
      address: 'https://api.anthropic.com/v1',
    });
    expect(await accounts.find(own.scope, 'other')).toBeUndefined();
    expect((await dumpWorkspace(suite.admin, own.workspaceId)).join('\n')).not.toContain(key);
  });

  it('keep a key that is not sent again', async () => {
    await set(claude);
    await set({ ...without(claude), model: 'claude-opus-4-5' });
    expect(await accounts.find(own.scope, 'claude')).toMatchObject({ model: 'claude-opus-4-5', apiKey: key });
  });

  it.each([
    ['another host', proxy, { ...without(proxy), base_url: 'https://evil.example/v1' }],
    ['another port', proxy, { ...without(proxy), base_url: 'https://proxy.example:8443/v1' }],
    ['another scheme', proxy, { ...without(proxy), base_url: 'http://proxy.example/v1' }],
    ['the provider’s own host', proxy, { ...without(proxy), base_url: null }],
    ['another provider’s host', claude, { ...without(claude), provider: 'openai' }],
  ])('never send a stored key to %s', async (_name, before, after) => {
    await set(before);
    await expect(set(after)).rejects.toMatchObject({
      code: 'INVALID',
      fields: { 'settings.model_providers.0.api_key': expect.stringContaining('another host') },
    });
    await expect(accounts.find(own.scope, 'claude')).resolves.toMatchObject({ apiKey: key });
    await expect(set({ ...after, api_key: 'sk-new' })).resolves.toBeDefined();
    await expect(accounts.find(own.scope, 'claude')).resolves.toMatchObject({ apiKey: 'sk-new' });
  });

  it('keep a key when only the path changes', async () => {
    await set(proxy);
    await set({ ...without(proxy), base_url: 'https://proxy.example/v2' });
    expect(await accounts.find(own.scope, 'auto')).toMatchObject({ address: 'https://proxy.example/v2', apiKey: key });
  });

  it('cannot be opened for a host that was changed behind the product’s back', async () => {
    await set(proxy);
    await suite.admin.query(
      `update debrief.model_provider set base_url = 'https://evil.example' where workspace_id = $1`,
      [own.workspaceId],
    );
    await expect(accounts.find(own.scope, 'auto')).rejects.toThrow();
  });

  it.each([
    'http://models.example/v1',
    'https://127.0.0.1/v1',
    'https://localhost:11434/v1',
    'https://169.254.169.254/latest',
    'https://[::1]/v1',
    'https://[::ffff:10.0.0.1]/v1',
    'https://2130706433/v1',
    'https://models.internal/v1',
  ])('do not lead to %s', (base_url) =>
    expect(set({ ...claude, base_url })).rejects.toMatchObject({
      code: 'INVALID',
      fields: { 'settings.model_providers.0.base_url': expect.any(String) },
    }),
  );

  it('lead only to hosts that the workspace allows, also those that it names at once', async () => {
    const only = (...allowed_outbound_hosts: string[]) => ({ allowed_outbound_hosts, model_providers: [proxy] });
    const update = (settings: object) => workspace().update(own.scope, { settings });
    await expect(update(only('other.example'))).rejects.toMatchObject({
      fields: { 'settings.model_providers.0.base_url': expect.stringContaining('allowed outbound hosts') },
    });
    await update(only('proxy.example'));
    expect(await accounts.find(own.scope, 'auto')).toMatchObject({ allowedHosts: ['proxy.example'] });
  });

  it('need a key, but for compatible ones', async () => {
    await expect(set(without(claude))).rejects.toMatchObject({
      fields: { 'settings.model_providers.0.api_key': 'is required' },
    });
    await set({ name: 'local', provider: 'openai_compatible', model: 'm', base_url: 'https://models.example' });
    expect(await accounts.find(own.scope, 'auto')).toMatchObject({ apiKey: '', apiKeyPreview: null });
  });

  it('are audited once for each change, without keys', async () => {
    await set(claude);
    await set(without(claude));
    await set({ ...claude, api_key: 'sk-ant-another-0123456789' });
    await set();
    const { rows } = await suite.admin.query<{ details: { after: { model_providers: unknown[] } } }>(
      `select details from debrief.audit_log where workspace_id = $1 and action = 'workspace.update' order by id`,
      [own.workspaceId],
    );
    expect(rows.map(({ details }) => details.after.model_providers)).toEqual([
      [expect.objectContaining({ name: 'claude', api_key: 'new' })],
      [expect.objectContaining({ name: 'claude', api_key: 'new' })],
      [],
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/canary|another/);
  });

  it('are the workspace’s own', async () => {
    await set(claude);
    const other = await createWorkspaceFixture(suite.database);
    expect(await accounts.find(other.scope, 'claude')).toBeUndefined();
    expect((await suite.services.workspace.get(other.scope)).modelProviders).toEqual([]);
  });

  it('stay when other settings change, and with them others stay', async () => {
    await set(claude);
    await suite.services.workspace.update(own.scope, { settings: { masker: { emails: true } } });
    const { modelProviders, settings } = await set(claude, { ...claude, name: 'second' });
    expect(modelProviders.map(({ name }) => name)).toEqual(['claude', 'second']);
    expect(settings.masker).toMatchObject({ emails: true });
  });
});
