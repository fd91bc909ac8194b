import { int8Array, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { EventSlice } from '../../stream/plan-page';
import { positionId, toFrame, toReset } from '../../stream/sse-frame';
import type { StreamDialect } from '../../stream/stream-dialect';
import type { StreamRecord } from '../../stream/stream.types';

interface ArrivedSpan {
  readonly position: number;
  /** Index of the slice that it belongs to. */
  readonly slice: number;
  readonly spanId: string;
  readonly sessionId: string | null;
  readonly userId: string | null;
}

/** The spans among the events of some slices, ids only, in position order. */
const listSpans = async (client: WorkspaceClient, slices: readonly EventSlice[]): Promise<ArrivedSpan[]> => {
  const { rows } = await client.query<ArrivedSpan>({
    text: `select s.position + e.seq - s.low as position, (s.n - 1)::int4 as slice, e.span_id as "spanId", e.session_id as "sessionId",
                  e.user_id as "userId"
             from unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[]) with ordinality as s(trace_id, low, high, position, n)
            cross join lateral (select * from event
                                 where workspace_id = (select current_workspace()) and trace_id = s.trace_id and seq >= s.low and seq < s.high
                                 order by seq limit s.high - s.low) e
            where e.project_id is not null
            order by position`,
    values: [
      uuidArray(slices.map(({ row }) => row.traceId)),
      int8Array(slices.map(({ low }) => low)),
      int8Array(slices.map(({ high }) => high)),
      int8Array(slices.map(({ position }) => position)),
    ],
  });
  return rows;
};

/** Spans by their ids alone: who wants one reads it (otel.md C4). A page's records are few bytes, so none is cut. */
export const spanDialect: StreamDialect = {
  opening: Buffer.from('retry: 2000\n\n: keep-alive\n\n'),
  heartbeat: Buffer.from(': keep-alive\n\n'),
  farewell: (reason) => Buffer.from(`event: terminate\ndata: ${reason}\n\n`),
  toReset,
  readSlices: async (client, { slices }) => {
    const records = (await listSpans(client, slices)).flatMap((span): StreamRecord[] => {
      const row = slices[span.slice]?.row;
      if (!row) return [];
      const { projectId, traceId, externalId } = row;
      const { position, spanId, sessionId, userId } = span;
      const ids = {
        project_id: projectId,
        trace_id: externalId,
        span_id: spanId,
        session_id: sessionId,
        user_id: userId,
      };
      const frame = toFrame(positionId(position), 'span', JSON.stringify(ids));
      const facts = { trace_id: externalId, span_id: spanId, session_id: sessionId };
      return [{ position, kind: 'event', projectId, traceId, facts, frame }];
    });
    return { records, cutAt: null };
  },
};
