import { Client } from 'pg';
import { storeRuns } from '../../bench/src/store-runs';
import { mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';
import { canMeasureMemory, peakMemoryMiB } from '../setup/process-memory';

const runs = 150;
const eventsPerRun = 5;
/** Of the answer of each run; its own observation has it, too. */
const textLength = 1_000_000;
/** As of a session and a run of many events: memory must not grow with the page. Each answer has 150 MiB. */
const limitMiB = 380;

interface Item {
  readonly output: string | null;
}

describe(`a page of ${runs} traces with a mebibyte each`, () => {
  let instance: Instance;
  let tenant: Tenant;
  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
    await storeRuns(instance.database.adminUrl, { ...tenant, runs, eventsPerRun, textLength });
    const client = new Client({ connectionString: instance.database.adminUrl });
    await client.connect();
    await client.query(`update debrief.trace set session_id = 'large' where workspace_id = $1`, [tenant.workspaceId]);
    await client.end();
  }, startTimeoutMs + 120_000);
  afterAll(() => instance?.stop());

  const read = async (path: string): Promise<Record<string, unknown>> => {
    // Connections that rest while a large answer is parsed are closed by the server.
    const headers = { authorization: `Bearer ${tenant.apiKey}`, connection: 'close' };
    const response = await fetch(instance.url + path, { headers });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };

  it.each([
    ['/v1/traces?limit=1000', 'data'],
    ['/api/public/traces?limit=1000', 'data'],
    ['/v1/sessions/large', 'traces'],
    ['/v1/observations?limit=1000', 'data'],
  ])(
    'is read from %s within bounded memory',
    async (path, field) => {
      const items = (await read(path))[field] as readonly Item[];
      expect(items.filter(({ output }) => output?.length === textLength)).toHaveLength(runs);
      const peak = canMeasureMemory ? peakMemoryMiB(instance.apis[0]?.pid ?? 0) : 0;
      console.info(`${path}: ${Math.round(peak)} MiB at most since the start`);
      expect(peak).toBeLessThanOrEqual(limitMiB);
    },
    180_000,
  );
});
