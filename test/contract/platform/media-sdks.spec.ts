import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { tinyPng } from '../../factories/png';
import { mintTenant, type Tenant } from '../../factories/tenant';
import { ClientProgram } from '../../setup/client-program';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { commandOf, langfuseEnv, langfuseSdks } from '../../setup/langfuse-sdks';

const scripts = { js: join(__dirname, 'sdks', 'media.mjs'), python: join(__dirname, 'sdks', 'media.py') };

describe('an image in a generation of Langfuse SDKs, unchanged but for host and keys', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const read = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${tenant.apiKey}` };
    return (await fetch(instance.url + path, { headers })).json();
  };

  for (const sdk of langfuseSdks()) {
    if ('skipped' in sdk) {
      console.warn(`Langfuse's SDK ${sdk.title}`);
      it.skip(sdk.title, () => undefined);
      continue;
    }
    it(`${sdk.title} uploads it by itself, names it in the input, and gets it back`, async () => {
      const bytes = Buffer.concat([tinyPng, randomBytes(3_000)]);
      const mediaId = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
      const uri = `data:image/png;base64,${bytes.toString('base64')}`;
      const inputOf = (url: string) => [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
      const { command, args, env } = commandOf(sdk, scripts);
      const program = new ClientProgram(command, [...args, String(sdk.major)], {
        ...env,
        ...langfuseEnv(instance.url, tenant),
        IMAGE_URI: uri,
      });
      try {
        const { traceId } = await program.next<{ readonly traceId: string }>();
        const named = `@@@langfuseMedia:type=image/png|id=${mediaId}|source=base64_data_uri@@@`;
        expect(await read(`/v1/traces/${traceId}?includeObservations=true`)).toMatchObject({
          observations: [{ name: 'look', input: inputOf(named), output: 'a dot' }],
        });
        expect(await read(`/api/public/media/${mediaId}`)).toMatchObject({
          mediaId,
          contentType: 'image/png',
          contentLength: bytes.length,
        });
        program.goOn();
        expect(await program.next()).toEqual({ step: 'resolved', input: inputOf(uri) });
        expect(await program.end()).toBe(0);
        expect(program.complaints).toBe('');
      } finally {
        program.kill();
      }
    }, 120_000);
  }
});
