import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '@debrief/kernel';
import { NativeClient } from '../../factories/native-client';
import { exportOf, sentSpan, toJson, toProtobuf } from '../../factories/otlp-export';
import { shuffle } from '../../factories/shuffle';
import { newTraceId } from '../../factories/span-export';
import { mintTenant } from '../../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../../setup/instance';
import { conversationOf, type LiveBlock, treeOf } from './live/live-run';
import { fromCloudWatch, type CloudWatchRow, toAttributes } from './strands-export';

/** Beside the repository, where the product is developed. */
const recordings = join(__dirname, '..', '..', '..', '..', 'shared', 'data', 'otlp');
const hasData = existsSync(recordings);
if (!hasData) console.warn('The recorded exports are absent: they are not sent.');

/** Written by `derive_golden.py`, which reads the recordings with nothing of ours. */
interface Golden {
  readonly trace_id: string;
  readonly trace_name: string;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly span_count: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly errors: number;
  readonly tree: readonly string[];
  readonly tools: readonly {
    readonly name: string;
    readonly id?: string;
    readonly arguments?: string;
    readonly result?: string;
    readonly result_length?: number;
  }[];
}

/** Read by a person from a file that holds the attributes of one span. */
interface GoldenSpan {
  readonly file: string;
  readonly span: object;
  readonly conversation: readonly string[];
}

interface ReadSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly span_name: string;
  readonly observation_type: string;
  readonly status_code: string | null;
}

interface ReadEvent {
  readonly type: string;
  readonly span_id: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Reading {
  readonly trace: { readonly trace_id: string; readonly spans: readonly ReadSpan[] };
  readonly messages: { readonly messages: readonly LiveBlock[] };
  /** In the order of the spans. */
  readonly events: readonly ReadEvent[];
}

const inPlace = (events: readonly ReadEvent[], { spans }: Reading['trace']): ReadEvent[] => {
  const places = new Map<string | null, number>(spans.map(({ span_id }, place) => [span_id, place]));
  return events.toSorted((a, b) => (places.get(a.span_id) ?? -1) - (places.get(b.span_id) ?? -1));
};

const textOf = (value: unknown): string | undefined =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);

/** The calls of tools, as the golden files have them. */
const callsOf = (events: readonly ReadEvent[]): object[] =>
  events
    .filter(({ type }) => type === 'tool_call')
    .map(({ payload }) => {
      const result = textOf(payload['result']);
      return {
        name: payload['tool_name'],
        id: payload['call_id'],
        arguments: (payload['arguments'] as JsonObject | undefined)?.['tool_string'],
        result: result?.slice(0, 200),
        result_length: result?.length,
      };
    });

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));
const golden = (name: string): unknown => readJson(__dirname, '../../fixtures/otlp/golden', `${name}.json`);
const goldenSpans = golden('openinference') as GoldenSpan[];

const runs: Readonly<Record<string, () => JsonObject[]>> = {
  crewai: () =>
    gunzipSync(readFileSync(join(recordings, 'sideseat', 'traces-crewai.jsonl.gz')))
      .toString()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { data: JsonObject }).data),
  strands: () =>
    (
      JSON.parse(
        readFileSync(join(recordings, 'sideseat', 'raw_otel_strands_openai_spans.json'), 'utf8'),
      ) as CloudWatchRow[]
    ).map(fromCloudWatch),
};

/** The recordings themselves repeat most spans; here some come once more at the end. */
const orders: Readonly<Record<string, (exports: readonly JsonObject[]) => readonly JsonObject[]>> = {
  reversed: (exports) => [...exports.toReversed(), ...exports.slice(0, 20)],
  shuffled: (exports) => [...shuffle(exports), ...exports.slice(-20)],
};

(hasData ? describe : describe.skip)(
  `recorded exports, sent to the running product${hasData ? '' : ' (skipped: no recordings beside the repository)'}`,
  () => {
    let instance: Instance;
    beforeAll(async () => {
      instance = await startInstance();
    }, startTimeoutMs);
    afterAll(() => instance?.stop());

    /** Sends all of them to a workspace of their own, and reads what became of each trace. */
    const record = async (
      exports: readonly JsonObject[],
      ids: readonly string[],
      isJson = false,
    ): Promise<Reading[]> => {
      const tenant = await mintTenant(instance);
      const client = new NativeClient(instance.url, tenant.apiKey);
      const owner = new NativeClient(instance.url, tenant.owner.token);
      const type = { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' };
      for (const body of exports) {
        const sent = await client.post('/otel/default/v1/traces', isJson ? toJson(body) : toProtobuf(body), type);
        expect([sent.status, sent.body]).toEqual([200, isJson ? {} : { text: '' }]);
      }
      const read = async <T>(path: string): Promise<T> => {
        const { status, body } = await client.get<T>(`/api/v1/project/default/otel/traces${path}`);
        expect(status).toBe(200);
        return body;
      };
      const { meta } = await read<{ meta: object }>('');
      expect(meta).toMatchObject({ total_items: ids.length });
      return Promise.all(
        ids.map(async (id) => {
          const trace = await read<Reading['trace']>(`/${id}?include_raw_span=true`);
          const messages = await read<Reading['messages']>(`/${id}/messages`);
          const events = (await owner.readEvents(id)).map(({ type, span_id, payload }) => ({ type, span_id, payload }));
          const reading = { trace, messages, events: inPlace(events, trace) };
          return JSON.parse(JSON.stringify(reading).replaceAll(tenant.projectId, 'own')) as Reading;
        }),
      );
    };

    it.each(Object.keys(runs))(
      'say of %s what was read from the file, in any order and however often they come',
      async (name) => {
        const exports = runs[name]!();
        const expected = golden(name) as Golden[];
        const ids = expected.map(({ trace_id }) => trace_id);
        const asSent = await record(exports, ids, true);
        for (const [index, { trace, events }] of asSent.entries()) {
          const { tree, errors, tools, ...fields } = expected[index]!;
          expect(trace).toMatchObject(fields);
          expect(treeOf(trace).map((line) => line.replace(/^( *)\w+ /, '$1'))).toEqual(tree);
          expect(trace.spans.filter(({ status_code }) => status_code === 'ERROR')).toHaveLength(errors);
          expect(callsOf(events)).toMatchObject(tools);
        }
        for (const order of Object.values(orders)) {
          const otherwise = await record(order(exports), ids);
          expect(otherwise).toEqual(asSent);
        }
      },
      300_000,
    );

    it.each(goldenSpans.map((one) => [one.file, one] as const))(
      'say of %s what a person read in it',
      async (file, one) => {
        const attributes = toAttributes(readJson(recordings, 'openinference', `${file}.json`) as JsonObject);
        const traceId = newTraceId();
        const [reading] = await record([exportOf(sentSpan({ traceId, attributes }))], [traceId]);
        expect(reading?.trace).toMatchObject({ spans: [one.span] });
        expect(conversationOf(reading?.messages.messages ?? [])).toEqual(one.conversation);
      },
    );
  },
);
