import type { OutboundRefusal } from './decide-outbound-url';

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: name, connection, request and answer. */
  readonly timeoutMs: number;
  /** Of the answer's body; what is longer is cut. */
  readonly maxBytes: number;
  /** The workspace's list, as `readAllowedOutboundHosts` gives it; empty or absent: no narrower than the operator's. */
  readonly allowedHosts?: readonly string[];
}

/** Why a permitted request got no answer. */
export type OutboundFailure = 'timeout' | 'dns' | 'tls' | 'connection' | 'protocol';

/** What came of a request. An answer of any status counts as one, except a redirect, which is never followed. */
export type OutboundOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** By their names in lower case; of a repeated one, the values joined by `, `. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
      readonly isCut: boolean;
    }
  /** `status` only for a redirect. */
  | { readonly kind: 'refused'; readonly reason: OutboundRefusal; readonly status: number | null }
  | { readonly kind: 'failed'; readonly reason: OutboundFailure };
