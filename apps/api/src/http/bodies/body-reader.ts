import type { IncomingMessage } from 'node:http';
import type { Config } from '@debrief/infra';
import type { BodyBudget, BodyLease } from './body-budget';
import { collectBody } from './collect-body';
import { decodeBody, readEncodings } from './decode-body';

/** Which limit a route's body has: see `Config['limits']`. */
export type BodyKind = 'json' | 'eventBatch' | 'artifact';

export const bodyLimit = ({ jsonBytes, eventBatchBytes, artifactBytes }: Config['limits'], kind: BodyKind): number =>
  ({ json: jsonBytes, eventBatch: eventBatchBytes, artifact: artifactBytes })[kind];

/** One request's body: read on demand (after the guard), once, however many ask. */
export class BodyReader {
  private bytes?: Promise<Buffer>;
  private lease?: BodyLease;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: Config['limits'],
    private readonly budget: BodyBudget,
  ) {}

  /**
   * The body with its content encodings undone.
   * @throws DomainError TOO_LARGE, LIMITED, MALFORMED
   */
  read(kind: BodyKind): Promise<Buffer> {
    return (this.bytes ??= this.collect(bodyLimit(this.limits, kind)));
  }

  /** Gives the body's bytes back to the budget. */
  release(): void {
    this.lease?.release();
  }

  private async collect(limit: number): Promise<Buffer> {
    const encodings = readEncodings(this.request.headers['content-encoding']);
    const lease = (this.lease = this.budget.lease());
    const sent = await collectBody(this.request, limit, lease);
    return encodings.length === 0 ? sent : decodeBody(sent, encodings, limit, lease);
  }
}
