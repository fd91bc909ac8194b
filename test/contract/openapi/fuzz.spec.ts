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
const examples = Number(process.env.FUZZ_EXAMPLES ?? 4);
const title =
  'skipped' in tool
    ? `generated requests (skipped: ${tool.skipped})`
    : `generated requests (schemathesis ${tool.version}, seed ${seed})`;

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
    await client.append(
      (await client.post<{ trace: { id: string } }>('/api/traces', { id: trace })).body.trace.id,
      makeEvents(trace, 5),
    );
    const { body } = await client.post<{ artifact: { artifact_id: string } }>(
      `/api/traces/${trace}/artifacts`,
      tinyPng,
      png,
    );
    const member = await addMember(instance, tenant, 'viewer');
    const project = tenant.projectId;
    return {
      ...{ traces: trace, artifacts: body.artifact.artifact_id, members: member.id },
      ...{ projects: project, project, otel: project, sessions: trace },
    };
  };

  interface Caller {
    readonly who: string;
    readonly headersOf: (tenant: Tenant) => Record<string, string>;
    readonly excluded?: readonly string[];
    /** The cases of each parameter take minutes: one caller tries them, the others what is drawn. */
    readonly phases: string;
  }
  // What answers a right request for a stream does not end.
  const streams = ['/api/stream', '/api/v1/project/{project}/otel/sse'];
  const callers: readonly Caller[] = [
    {
      who: 'an owner',
      headersOf: ({ owner }) => ({ authorization: `Bearer ${owner.token}` }),
      excluded: streams,
      phases: 'examples,coverage',
    },
    {
      who: 'an API key',
      headersOf: ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` }),
      excluded: streams,
      phases: 'examples,fuzzing',
    },
    {
      who: 'the server',
      headersOf: ({ workspaceId }) => ({
        authorization: `Bearer ${instance.secrets.serverToken}`,
        'x-workspace-id': workspaceId,
      }),
      phases: 'examples,fuzzing',
    },
    { who: 'nobody', headersOf: () => ({}), phases: 'examples,fuzzing' },
  ];
  // Their 503 is no failure: it says that a part is missing.
  const alwaysExcluded = ['/ready', '/api/v1/health', '/api/public/health'];

  it.each(callers)(
    'by $who never make the server fail, and every error has its form',
    async ({ headersOf, excluded = [], phases }) => {
      const tenant = await mintTenant(instance);
      const { code, report } = await fuzz({
        python: 'python' in tool ? tool.python : '',
        url: instance.url,
        headers: headersOf(tenant),
        rows: await rowsOf(tenant),
        seed,
        examples,
        phases,
        excluded: [...alwaysExcluded, ...excluded],
      });
      if (code !== 0) throw new Error(report);
      expect(report).toContain('No issues found');
      expect((await fetch(`${instance.url}/health`)).status).toBe(200);
    },
    600_000,
  );
});
