import { newId } from '@debrief/kernel';
import type { WorkspaceClient } from '@debrief/infra';
import { type LedgerEntry, ledgerStatement } from '../append/ledger';
import { sourceIdsOf, toOtlpSpan } from '../spans/raw-span';
import { listSources } from '../spans/source.queries';
import { withPreviews } from '../spans/span-payload';
import { insertSpanTraces, type LockedSpanTrace, lockSpanTraces } from '../spans/spans.queries';
import { spokenPreviews } from '../spans/spoken-previews';
import { gatherPreviews, readFacts } from '../spans/trace-facts';
import { listSpokenLogs, type SpanName, spanKey } from './span-logs.queries';
import {
  listSpokenSpans,
  type SpokenSpan,
  updatePreviewsStatement,
  updateSpokenTracesStatement,
} from './spoken-spans.queries';

/** Spans read at a time: they and their records are in memory beside all else. */
const pageSize = 20;

/**
 * Gives stored spans, and their runs, the previews that log records make which are stored by now (otel.md B6), in a transaction after
 * theirs. Spans that come later look for the records themselves: see `hearLogs`.
 * @returns whether anything shows something else now
 */
export const speakInSpans = async (
  client: WorkspaceClient,
  projectId: string,
  names: readonly SpanName[],
): Promise<boolean> => {
  const traces = await lockTraces(client, projectId, [...new Set(names.map(({ traceId }) => traceId))]);
  if (traces.size === 0) return false;
  const wanted = [...new Map(names.map((name) => [spanKey(name), name])).values()].filter(({ traceId }) =>
    traces.has(traceId),
  );
  const changed: SpokenSpan[] = [];
  for (let from = 0; from < wanted.length; from += pageSize)
    changed.push(...(await speakInPage(client, projectId, traces, wanted.slice(from, from + pageSize))));
  const byTrace = Map.groupBy(changed, ({ traceId }) => traceId);
  const updates = [...traces.values()].flatMap(({ id, spanFacts, isMarkedSpoken }) => {
    const spans = byTrace.get(id);
    const facts = spans ? gatherPreviews(readFacts(spanFacts), spans) : null;
    return facts === null && isMarkedSpoken ? [] : [{ traceId: id, facts }];
  });
  if (updates.length > 0) client.send(updateSpokenTracesStatement(updates), updates.length);
  const entries = [...byTrace].flatMap(([traceId, spans]): LedgerEntry[] => [
    { kind: 'event', projectId, traceId, seqs: spans.map(({ seq }) => seq).sort((a, b) => a - b) },
    { kind: 'trace', projectId, traceId, seqs: null },
  ]);
  if (entries.length > 0) client.send(ledgerStatement(entries), entries.length);
  return entries.length > 0;
};

/**
 * The runs by their external ids, locked. One that is being made right now is waited for: to insert it, which is taken back, meets it.
 */
const lockTraces = async (
  client: WorkspaceClient,
  projectId: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, LockedSpanTrace>> => {
  const byId = (rows: readonly LockedSpanTrace[]) => rows.map((row) => [row.externalId, row] as const);
  const locked = new Map(byId(await lockSpanTraces(client, projectId, externalIds)));
  const missing = externalIds.filter((externalId) => !locked.has(externalId));
  if (missing.length === 0) return locked;
  client.send({ text: 'savepoint look' });
  const made = await insertSpanTraces(
    client,
    projectId,
    missing.map((externalId) => ({ id: newId(), externalId })),
  );
  client.send({ text: 'rollback to savepoint look' });
  if (made.size === missing.length) return locked;
  return new Map([...locked, ...byId(await lockSpanTraces(client, projectId, missing))]);
};

/** The spans of a page that show something else now, with what that is. */
const speakInPage = async (
  client: WorkspaceClient,
  projectId: string,
  traces: ReadonlyMap<string, LockedSpanTrace>,
  names: readonly SpanName[],
): Promise<SpokenSpan[]> => {
  const [logs, spans] = await Promise.all([
    listSpokenLogs(client, projectId, names),
    listSpokenSpans(
      client,
      names.map(({ traceId, spanId }) => ({ traceId: traces.get(traceId)!.id, spanId })),
    ),
  ]);
  const externalIds = new Map([...traces.values()].map(({ id, externalId }) => [id, externalId]));
  const sources = await listSources(
    client,
    spans.flatMap(({ raw }) => sourceIdsOf(raw)),
  );
  const changed = spans.flatMap(({ raw, payload, ...span }) => {
    const traceId = externalIds.get(span.traceId)!;
    const sent = toOtlpSpan({ traceId, spanId: span.spanId, parentId: span.parentSpanId, raw }, sources);
    const { input, output } = spokenPreviews(sent, logs.get(spanKey({ traceId, spanId: span.spanId })) ?? []);
    if (input === span.inputPreview && output === span.outputPreview) return [];
    const said = { inputPreview: input, outputPreview: output, payload: withPreviews(payload, { input, output }) };
    return [{ ...span, ...said }];
  });
  if (changed.length > 0) await client.query(updatePreviewsStatement(changed));
  return changed.map(({ payload: _payload, ...span }) => span);
};
