export const directions = ['inbound', 'outbound'] as const;
export type Direction = (typeof directions)[number];

export const statusGroups = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'] as const;
export type StatusGroup = (typeof statusGroups)[number];

/** One HTTP request that a service received or made, as it is stored. */
export interface HttpRequest {
  readonly id: string;
  readonly projectId: string;
  /** 32 hex digits in lower case, any other id as sent. */
  readonly traceId: string;
  readonly direction: Direction;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly isPathTruncated: boolean;
  /** 0: no response. */
  readonly statusCode: number;
  readonly durationMs: number;
  /** Bytes; null: unknown. */
  readonly requestSize: number | null;
  readonly responseSize: number | null;
  readonly userId: string | null;
  readonly errorFingerprint: string | null;
  readonly sentAt: Date;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
}

/** No response, or one that says that something is wrong: a 404 counts. */
export const hasFailed = ({ statusCode }: Pick<HttpRequest, 'statusCode'>): boolean =>
  statusCode === 0 || statusCode >= 400;

export const statusGroupOf = ({ statusCode }: Pick<HttpRequest, 'statusCode'>): StatusGroup =>
  statusGroups[Math.floor(statusCode / 100)] ?? '5xx';
