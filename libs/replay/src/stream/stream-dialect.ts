import type { WorkspaceClient } from '@debrief/infra';
import { toEventJson } from '../event-json';
import type { ResetReason } from './decide-start';
import type { EventSlice } from './plan-page';
import { heartbeat, opening, positionId, toFrame, toReset } from './sse-frame';
import { listSlices } from './stream.queries';
import type { StreamRecord } from './stream.types';

export interface SlicesQuery {
  readonly workspaceId: string;
  readonly slices: readonly EventSlice[];
  /** Enough for one page; the record that reaches it is the last. */
  readonly bytes: number;
}

/** The records of some slices in position order; `cutAt`: the last position when there was not room for all. */
export interface SliceRecords {
  readonly records: StreamRecord[];
  readonly cutAt: number | null;
}

/** How a stream words what it shows: each surface that has one speaks its own. */
export interface StreamDialect {
  readonly opening: Buffer;
  readonly heartbeat: Buffer;
  /** The last word before the server ends a stream; null: it ends without. */
  readonly farewell: (reason: 'shutdown' | 'token_expired') => Buffer | null;
  readonly toReset: (reason: ResetReason, position: number) => Buffer;
  readonly readSlices: (client: WorkspaceClient, query: SlicesQuery) => Promise<SliceRecords>;
}

/** Events as they are read everywhere on the native surface. */
export const nativeDialect: StreamDialect = {
  opening,
  heartbeat,
  farewell: () => null,
  toReset,
  readSlices: async (client, { workspaceId, slices, bytes }) => {
    const events = await listSlices(client, slices, bytes);
    const last = events.at(-1);
    const records = events.flatMap((event): StreamRecord[] => {
      const row = slices[event.slice]?.row;
      if (!row) return [];
      const { projectId, traceId, externalId } = row;
      const json = toEventJson(event, { externalId, workspaceId, projectId }, event.position);
      const frame = toFrame(positionId(event.position), 'event', json);
      return [{ position: event.position, kind: 'event', projectId, traceId, frame }];
    });
    return { records, cutAt: last && last.bytes >= bytes ? last.position : null };
  },
};
