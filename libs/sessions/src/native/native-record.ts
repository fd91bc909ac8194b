import type { JsonObject } from '@debrief/kernel';

/** A native event as it was stored. Payload fields are not type-checked. */
export interface NativeRecord {
  readonly seq: number;
  /** One of the sixteen of native.md §3. */
  readonly type: string;
  readonly agent: string | null;
  readonly isError: boolean;
  /** The span that the client stamped on it. */
  readonly spanId: string | null;
  readonly parentId: string | null;
  /** Epoch milliseconds: the client's clock where its time could be read, else receipt. */
  readonly at: number;
  readonly payload: JsonObject;
  readonly metadata: JsonObject;
}

/** An event as the session shows it: one record, or a pair of span markers as one. */
export interface NativeEntry extends NativeRecord {
  /** Of a `state_change` its own, of a pair of markers the span's. */
  readonly name: string | null;
  /** The span that the event is. */
  readonly ownSpanId: string | null;
  /** The span that encloses it; kept as sent, also where nothing has that id. */
  readonly enclosingSpanId: string | null;
  /** Of a pair of markers: when the second came; null while it has not. Undefined for other events. */
  readonly spanEnd?: number | null;
}
