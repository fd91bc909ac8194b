import { type WorkspaceClient, uuidArray } from '@debrief/infra';
import { listSpokenLogs, spanKey } from '../signals/span-logs.queries';
import type { NewSpan } from './new-span';
import type { OpenTrace } from './open-trace';
import { sourceIdsOf, toOtlpSpan } from './raw-span';
import { listSources } from './source.queries';
import { withPreviews } from './span-payload';
import { spokenPreviews } from './spoken-previews';

/** Spans read at a time: they and their records are in memory beside all else. */
const pageSize = 20;

/**
 * Gives spans the previews that log records made which came before them (otel.md B6). Runs of which no record says anything cost nothing.
 * Exact, because who stores a record looks for its span afterwards, under the lock of the trace: see `speakInSpans`.
 */
export const hearLogs = async (
  client: WorkspaceClient,
  projectId: string,
  traces: readonly OpenTrace[],
): Promise<void> => {
  const spoken = traces.filter(({ row }) => row.isSpoken);
  const unmarked = spoken.filter(({ row }) => !row.isMarkedSpoken).map(({ row }) => row.id);
  if (unmarked.length > 0) client.send(markSpoken(unmarked), unmarked.length);
  for (const trace of spoken)
    for (let from = 0; from < trace.changed.length; from += pageSize)
      await hearPage(client, projectId, trace, trace.changed.slice(from, from + pageSize));
};

const markSpoken = (traceIds: readonly string[]) => ({
  name: 'spans-spoken',
  text: `update trace set has_spoken_logs = true where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
  values: [uuidArray(traceIds)],
});

const hearPage = async (
  client: WorkspaceClient,
  projectId: string,
  trace: OpenTrace,
  spans: readonly NewSpan[],
): Promise<void> => {
  const logs = await listSpokenLogs(client, projectId, spans);
  if (logs.size === 0) return;
  const heard = spans.filter((span) => logs.has(spanKey(span)));
  const sources = await listSources(
    client,
    heard.flatMap(({ raw }) => sourceIdsOf(raw.toString())),
  );
  for (const span of heard) {
    const sent = toOtlpSpan(
      { traceId: span.traceId, spanId: span.spanId, parentId: span.parentSpanId, raw: span.raw.toString() },
      sources,
    );
    const { input, output } = spokenPreviews(sent, logs.get(spanKey(span))!);
    trace.revise(span.spanId, (held) => ({
      ...held,
      inputPreview: input,
      outputPreview: output,
      payload: Buffer.from(withPreviews(held.payload.toString(), { input, output })),
    }));
  }
};
