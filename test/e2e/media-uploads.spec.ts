import { createHash, randomBytes } from 'node:crypto';
import { mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const MiB = 1024 * 1024;
/** As for other bodies, all of which are smaller than what is sent here at once. */
const memoryLimitMiB = 300;
const uploadsAtOnce = 8;
const base = randomBytes(45 * MiB);

/** P8 of the goals, where media come by themselves: they pass through the process and are never in it. */
describe('many large media at once', () => {
  let instance: Instance;
  let tenant: Tenant;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const ask = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(instance.url + path, {
      method,
      headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });

  const roundTrip = async (): Promise<string> => {
    const head = randomBytes(16);
    const digest = createHash('sha256').update(head).update(base).digest();
    const announced = await ask('POST', '/api/public/media', {
      ...{ traceId: 'run', field: 'input', contentType: 'video/mp4' },
      ...{ contentLength: head.length + base.length, sha256Hash: digest.toString('base64') },
    });
    const { mediaId, uploadUrl } = (await announced.json()) as { mediaId: string; uploadUrl: string };
    const sent = await fetch(uploadUrl, {
      method: 'PUT',
      headers: { 'content-type': 'video/mp4' },
      body: new Blob([head, base]),
    });
    expect(sent.status).toBe(200);
    const { url } = (await (await ask('GET', `/api/public/media/${mediaId}`)).json()) as { url: string };
    const hash = createHash('sha256');
    for await (const piece of (await fetch(url)).body!) hash.update(piece as Uint8Array);
    return hash.digest().equals(digest) ? 'came back' : 'is another';
  };

  it('come and go, and the process stays small', async () => {
    const outcomes = await Promise.all(Array.from({ length: uploadsAtOnce }, roundTrip));
    expect(outcomes).toEqual(outcomes.map(() => 'came back'));
    if (canMeasureMemory) expect(peakMemoryMiB(instance.apis[0]?.pid ?? 0)).toBeLessThanOrEqual(memoryLimitMiB);
  }, 240_000);
});
