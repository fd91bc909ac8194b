import type { WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';

/** What a stream can show. `event` always; the others when `include` names them. */
export const includableKinds = ['trace', 'analysis', 'incident', 'fix_run', 'regression_run'] as const;
export type StreamKind = 'event' | (typeof includableKinds)[number];

/** Reads records of one kind: their JSON as the API gives it, by id. What is gone is left out. */
export type RecordReader = (client: WorkspaceClient, ids: readonly string[]) => Promise<ReadonlyMap<string, JsonText>>;

/** How the kinds are read that features to the right of this one write. */
export type RecordReaders = Readonly<Record<Exclude<StreamKind, 'event' | 'trace'>, RecordReader>>;

/** What of a workspace's ledger a stream shows. */
export interface StreamFilter {
  readonly projectId: string | null;
  /** Internal id of the one trace that is followed. */
  readonly traceId: string | null;
  readonly kinds: ReadonlySet<StreamKind>;
  /** What a record must say of itself; absent: anything. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** One record at its place in the workspace's order. */
export interface StreamRecord {
  readonly position: number;
  readonly kind: StreamKind;
  readonly projectId: string;
  readonly traceId: string;
  /** What filters may ask of it, where its surface has such. */
  readonly facts?: Readonly<Record<string, string | null>>;
  /** The whole server-sent event, serialised once for all that get it. */
  readonly frame: Buffer;
}

/** What a request asks of the stream. */
export interface StreamRequest {
  /** Id or slug. */
  readonly projectId?: string;
  /** The trace's id as clients know it. */
  readonly sessionId?: string;
  readonly afterSeq?: number;
  readonly lastEventId?: string;
  readonly include?: string;
  readonly credentialExpiresAt: Date | null;
}

/** Where a stream is written to: a socket that says how much of it the network has not taken yet. */
export interface StreamSink {
  write(chunk: Buffer): void;
  /** Bytes written and not yet taken. */
  pendingBytes(): number;
  /** Bytes that the network has taken so far, about. */
  takenBytes(): number;
  /** Resolves when the network has taken enough to go on, or the sink is closed. */
  drained(): Promise<void>;
  readonly isClosed: boolean;
  onClose(listener: () => void): void;
  /** Ends in order: the client has all that was written and connects again. */
  end(): void;
  /** Cuts the connection. */
  destroy(): void;
}

/** Times in milliseconds, sizes in bytes. */
export interface StreamTiming {
  readonly heartbeatMs: number;
  readonly pollMs: number;
  /** A socket that takes nothing for so long is closed. */
  readonly blockedMs: number;
  readonly accessCheckMs: number;
  readonly bytesInFlight: number;
}

export const streamTiming: StreamTiming = {
  heartbeatMs: 15_000,
  pollMs: 1_000,
  blockedMs: 30_000,
  accessCheckMs: 30_000,
  bytesInFlight: 1024 * 1024,
};
