import { setTimeout as delay } from 'node:timers/promises';
import { NativeClient, type ReadEvent } from '../../../factories/native-client';
import { mintTenant, type Tenant } from '../../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../../setup/instance';
import { ModelServer } from '../../../setup/model-server';
import type { LiveBlock, LiveTrace } from './live-run';
import { weatherScript } from './weather';

interface Detection {
  readonly label: string;
  readonly tier: string;
  readonly evidence_refs: readonly number[];
}

export interface LiveSuite {
  readonly instance: Instance;
  readonly tenant: Tenant;
  readonly model: ModelServer;
  /** Where agents find the model: an address in OpenAI's form. */
  readonly modelUrl: string;
  readonly client: NativeClient;
  readTrace(id: string): Promise<LiveTrace>;
  readMessages(
    id: string,
  ): Promise<{ readonly messages: readonly LiveBlock[]; readonly tool_names: readonly string[] }>;
  /** The events of its tool spans. */
  readToolEvents(id: string): Promise<readonly ReadEvent[]>;
  /** Once the trace has settled. */
  readDetections(id: string): Promise<readonly Detection[]>;
}

const analysedWithinMs = 60_000;

/** The product as it runs and a scripted model, for agents to stand between. Call it inside `describe`. */
export const useLive = (): LiveSuite => {
  const model = new ModelServer();
  const suite = { model } as LiveSuite;
  beforeAll(async () => {
    const settings = { worker: true, env: { TRACE_SETTLE_SECONDS: '1' } };
    const [instance, address] = await Promise.all([startInstance(settings), model.start()]);
    const tenant = await mintTenant(instance);
    const client = new NativeClient(instance.url, tenant.apiKey);
    const analyst = new NativeClient(instance.url, tenant.owner.token);
    const read = async <T extends object>(path: string, reader = client): Promise<T> => {
      const { status, body } = await reader.get<T>(path);
      if (status !== 200) throw new Error(`reading ${path}: ${status} ${JSON.stringify(body)}`);
      return body;
    };
    const otel = '/api/v1/project/default/otel/traces';
    Object.assign(suite, {
      instance,
      tenant,
      client,
      modelUrl: `${address}/v1`,
      readTrace: (id) => read(`${otel}/${id}`),
      readMessages: (id) => read(`${otel}/${id}/messages`),
      readToolEvents: async (id) => (await analyst.readEvents(id)).filter(({ type }) => type === 'tool_call'),
      readDetections: async (id) => {
        for (const deadline = Date.now() + analysedWithinMs; Date.now() < deadline; await delay(200)) {
          const path = `/api/traces/${id}/analysis`;
          const { analysis } = await read<{ analysis: { detections: Detection[] } | null }>(path, analyst);
          if (analysis !== null) return analysis.detections;
        }
        throw new Error(`${id} is not analysed`);
      },
    } satisfies Partial<LiveSuite>);
  }, startTimeoutMs);
  beforeEach(() => {
    model.script = weatherScript;
  });
  afterAll(() => Promise.all([suite.instance?.stop(), model.stop()]));
  return suite;
};
