/** A recorded HTTP request that failed, of one of the session's runs. */
export interface FailedRequest {
  readonly host: string;
  /** 0: no answer came. */
  readonly status: number;
}
