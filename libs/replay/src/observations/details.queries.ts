import { clientOf, type WorkspaceTx } from '@debrief/infra';
import { listSpokenLogs, type OtlpLogRecord, spanKey } from '@debrief/ingestion';
import { sql } from 'kysely';
import { ofEnding } from '../spans/native/native-rows';
import { readSentSpans } from '../spans/sent-spans';
import type { DetailedObservation, NativePayload, Observation } from './observation.types';
import { readNativeDetails } from './read-native-details';
import { readSpanDetails } from './read-span-details';

interface NativeRow extends NativePayload {
  readonly traceId: string;
  readonly seq: number;
}

const keyOf = ({ traceId, seq }: { readonly traceId: string; readonly seq: number }): string => `${traceId}:${seq}`;

/** Payloads of native events, by their place. */
const selectNativePayloads = async (
  tx: WorkspaceTx,
  keys: readonly Observation[],
): Promise<ReadonlyMap<string, NativePayload>> => {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<NativeRow>`
    select n.trace_id, n.seq, n.type, n.payload, n.metadata, ${ofEnding(sql`r.payload`)} as end_payload
      from unnest(${keys.map(({ traceId }) => traceId)}::uuid[], ${keys.map(({ seq }) => seq)}::int8[]) as k(trace_id, seq)
      join event n on n.trace_id = k.trace_id and n.seq = k.seq`.execute(tx);
  return new Map(rows.map((row) => [keyOf(row), row]));
};

/** What log records say in the place of a span's own attributes, of those spans that show nothing themselves. */
const selectLogs = async (
  tx: WorkspaceTx,
  spans: readonly Observation[],
): Promise<ReadonlyMap<string, readonly OtlpLogRecord[]>> => {
  const [first] = spans;
  if (!first) return new Map();
  const names = spans.map(({ traceExternalId, spanId }) => ({ traceId: traceExternalId, spanId }));
  return listSpokenLogs(clientOf(tx), first.projectId, names);
};

/** Observations of one project with what is read of each. */
export const readDetails = async (
  tx: WorkspaceTx,
  observations: readonly Observation[],
): Promise<DetailedObservation[]> => {
  const imported = observations.filter(({ isImported }) => isImported);
  const sent = await readSentSpans(tx, imported);
  const logs = await selectLogs(
    tx,
    imported.filter(({ observationType }) => observationType === 'generation'),
  );
  const payloads = await selectNativePayloads(
    tx,
    observations.filter(({ isImported }) => !isImported),
  );
  return observations.map((one) => {
    const span = sent.get(one);
    if (span)
      return {
        ...one,
        details: readSpanDetails(span, one, logs.get(spanKey({ traceId: one.traceExternalId, spanId: one.spanId }))),
      };
    const event = payloads.get(keyOf(one));
    return { ...one, details: event ? readNativeDetails(event, one) : nothing };
  });
};

/** Of what was deleted between the list and the reading of its details. */
const nothing: DetailedObservation['details'] = {
  input: null,
  output: null,
  metadata: null,
  modelParameters: {},
  usageDetails: {},
  usageUnit: null,
  costDetails: {},
};
