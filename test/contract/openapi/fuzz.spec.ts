import { makeEvents, newTraceId } from '../../factories/event';
import { NativeClient } from '../../factories/native-client';
import { tinyPng } from '../../factories/png';
import { addMember, mintTenant, type Tenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { fuzz, provideSchemathesis } from './schemathesis';

const tool = provideSchemathesis();
if ('skipped' in tool) console.warn(`The fuzzing of all routes is skipped: ${tool.skipped}.`);
/** The same requests each time; FUZZ_SEED and FUZZ_EXAMPLES look further. */
const seed = Number(process.env.FUZZ_SEED ?? 20261126);
const examples = Number(process.env.FUZZ_EXAMPLES ?? 12);
const title = 'skipped' in tool ? `generated requests (skipped: ${tool.skipped})` : `generated requests (schemathesis ${tool.version}, seed ${seed})`;

('skipped' in tool ? describe.skip : describe)(title, () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance();
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const rowsOf = async (tenant: Tenant): Promise<Record<string, string>> => {
    const client = new NativeClient(instance.url, tenant.apiKey);
    const trace = newTraceId();
    const png = { 'content-type': 'image/png' };
    await client.append((await client.post<{ trace: { id: string } }>('/api/traces', { id: trace })).body.trace.id, makeEvents(trace, 5));
    const { body } = await client.post<{ artifact: { artifact_id: string } }>(`/api/traces/${trace}/artifacts`, tinyPng, png);
    const member = await addMember(instance, tenant, 'viewer');
    return { traces: trace, artifacts: body.artifact.artifact_id, projects: tenant.projectId, members: member.id };
  };

  // Its 503 is no failure: it says which part is missing.
  const always = ['/ready'];
  /** Each with a tenant of its own, so that one run does not see what another did. */
  const callers: readonly [string, (tenant: Tenant) => Record<string, string>, string[]][] = [
    // What answers a right request is a stream, which does not end.
    ['an owner', ({ owner }) => ({ authorization: `Bearer ${owner.token}` }), ['/api/stream']],
    ['an API key', ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` }), []],
    ['the server', ({ workspaceId }) => ({ authorization: `Bearer ${instance.secrets.serverToken}`, 'x-workspace-id': workspaceId }), []],
    ['nobody', () => ({}), []],
  ];

  it.each(callers)(
    'by %s never make the server fail, and every error has its form',
    async (_who, headersOf, excluded) => {
      const tenant = await mintTenant(instance);
      const { code, report } = await fuzz({
        python: 'python' in tool ? tool.python : '', url: instance.url, headers: headersOf(tenant), rows: await rowsOf(tenant), seed, examples, excluded: [...always, ...excluded],
      });
      if (code !== 0) throw new Error(report);
      expect(report).toContain('No issues found');
      expect((await fetch(`${instance.url}/health`)).status).toBe(200);
    },
    180_000,
  );
});
