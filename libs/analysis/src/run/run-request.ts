/** An HTTP request that a service made during the run, as rules read it (telemetry.md §5). It is never an event. */
export interface RunRequest {
  readonly id: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** 0: no response. */
  readonly statusCode: number;
  readonly durationMs: number;
  /** Epoch milliseconds by the clock of who reported it. */
  readonly startedAt: number;
}
