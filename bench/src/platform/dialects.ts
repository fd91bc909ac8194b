import { randomUUID } from 'node:crypto';
import { type Attributes } from '@opentelemetry/api';
import { encodeSpans, toReadableSpan } from '../otel/bench-trace';
import { exportSpans, type OtelServer, pack } from '../otel/otel-server';
import type { BenchObservation, Moment } from './bench-run';

/** One way to send a run: packs the moments of one flush, and sends them. */
export interface RunDialect {
  readonly name: string;
  /** @returns nothing where the flush has nothing that this way sends */
  pack(server: OtelServer, flush: readonly Moment[]): Uint8Array<ArrayBuffer> | undefined;
  send(server: OtelServer, body: Uint8Array<ArrayBuffer>): Promise<void>;
}

const environment = 'bench';

/** Batches as Langfuse's SDK for JavaScript 3 sends them: an event when something begins, another when it ends. */
export const langfuse: RunDialect = {
  name: 'Langfuse batches',
  pack: (_server, flush) => {
    const batch = flush.flatMap(toItems);
    const metadata = {
      batch_size: batch.length,
      sdk_name: 'langfuse-js',
      sdk_version: '3.39.0',
      sdk_variant: 'langfuse-node',
    };
    return new Uint8Array(Buffer.from(JSON.stringify({ batch, metadata })));
  },
  send: async ({ name, url, headers }, body) => {
    const answer = await fetch(`${url}/api/public/ingestion`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    const { errors } = (await answer.json()) as { errors?: unknown[] };
    if (answer.status !== 207 || errors?.length !== 0) throw new Error(`${name} refused a batch: ${answer.status}`);
  },
};

const toItems = ({ observation, at }: Moment): object[] => {
  const { id, traceId, parentId, type, name, start, end, input, output, tokens } = observation;
  const item = (kind: string, timeMs: number, body: object) => ({
    ...{ id: randomUUID(), type: kind, timestamp: new Date(timeMs).toISOString(), body },
  });
  if (at === 'end') {
    const usage = tokens && { input: tokens.input, output: tokens.output, unit: 'TOKENS' };
    const ended = { id, traceId, endTime: new Date(end).toISOString(), output, ...(usage && { usage }) };
    return [item(`${type}-update`, end, ended)];
  }
  const begun = { id, traceId, name, startTime: new Date(start).toISOString(), input, environment };
  const created = item(`${type}-create`, start, {
    ...begun,
    ...(parentId !== null && { parentObservationId: parentId }),
    ...(tokens && { model: 'gpt-4o', modelParameters: { temperature: 0.2, max_tokens: 500 } }),
  });
  if (parentId !== null) return [created];
  const people = { userId: `user-${start % 20}`, sessionId: `session-${start % 50}` };
  const ofTrace = { id: traceId, name, timestamp: new Date(start).toISOString(), environment, input, ...people };
  return [item('trace-create', start, ofTrace), created];
};

/** Spans as an OpenTelemetry exporter sends them: each once, when it has ended. */
export const otlp: RunDialect = {
  name: 'OTLP',
  pack: (server, flush) => {
    const ended = flush.filter(({ at }) => at === 'end').map(({ observation }) => toSpan(observation));
    return ended.length === 0 ? undefined : pack(server, encodeSpans(ended));
  },
  send: (server, body) => exportSpans(server, body),
};

const toSpan = ({ id, traceId, parentId, name, start, end, ...observation }: BenchObservation) => {
  const people = { 'user.id': `user-${start % 20}`, 'session.id': `session-${start % 50}` };
  const place = { traceId: hexOf(traceId), spanId: hexOf(id).slice(0, 16) };
  const parent = parentId === null ? undefined : hexOf(parentId).slice(0, 16);
  return toReadableSpan(
    { ...place, parentId: parent, name, atMs: start, durationMs: end - start },
    { ...toAttributes(observation), ...(parent === undefined && people) },
  );
};

const hexOf = (uuid: string): string => uuid.replaceAll('-', '');

const toAttributes = ({
  type,
  input,
  output,
  tokens,
}: Pick<BenchObservation, 'type' | 'input' | 'output' | 'tokens'>): Attributes => ({
  'langfuse.observation.type': type,
  'langfuse.observation.input': JSON.stringify(input),
  'langfuse.observation.output': JSON.stringify(output),
  'langfuse.environment': environment,
  ...(tokens && {
    'langfuse.observation.model.name': 'gpt-4o',
    'langfuse.observation.model.parameters': JSON.stringify({ temperature: 0.2, max_tokens: 500 }),
    'langfuse.observation.usage_details': JSON.stringify(tokens),
  }),
});
