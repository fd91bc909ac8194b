import type { IncomingMessage } from 'node:http';
import type { Config } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import type { BodyBudget, BodyLease } from './body-budget';
import { checkJsonStructure } from './check-json-structure';
import { collectBody } from './collect-body';
import { decodeBody, readEncodings } from './decode-body';
import type { Turns } from './turns';

/** Which limit a route's body has: see `Config['limits']`. */
export type BodyKind = 'json' | 'eventBatch' | 'artifact';

export const bodyLimit = ({ jsonBytes, eventBatchBytes, artifactBytes }: Config['limits'], kind: BodyKind): number =>
  ({ json: jsonBytes, eventBatch: eventBatchBytes, artifact: artifactBytes })[kind];

/** What is parsed is in memory at least twice. */
export const parsedWeight = 2;
/** A JSON body of this size could grow out of proportion when it is parsed. */
const suspectJsonBytes = 256 * 1024;
/** From this size on bodies are parsed and handled one at a time: until they are stored they take some six times their size. */
export const largeBytes = 1024 * 1024;

/** One request's body: read on demand (after the guard), once, however many ask before it is parsed. */
export class BodyReader {
  private bytes?: Promise<Buffer>;
  private isTaken = false;
  private lease?: BodyLease;
  private endTurn?: () => void;
  private isReleased = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: Config['limits'],
    private readonly budget: BodyBudget,
    private readonly largeTurns: Turns,
  ) {}

  /**
   * The body with its content encodings undone.
   * @throws DomainError TOO_LARGE, LIMITED, MALFORMED
   */
  read(kind: BodyKind): Promise<Buffer> {
    if (this.isTaken) throw new Error('the body was taken to be parsed, and is not kept');
    return (this.bytes ??= this.collect(bodyLimit(this.limits, kind), kind === 'artifact' ? 1 : parsedWeight));
  }

  /**
   * As `read`, for a body that is parsed as JSON next: it is not kept. A large one is looked through first, and waits for its turn.
   * @throws DomainError as `read`; TOO_LARGE or MALFORMED for a structure that would not fit in memory
   */
  async readJson(kind: BodyKind): Promise<Buffer> {
    const bytes = await this.read(kind);
    if (bytes.length >= suspectJsonBytes) checkJsonStructure(bytes);
    return this.inTurn(bytes);
  }

  /** As `read`, for a body that is decoded next in another way: it is not kept. A large one waits for its turn. */
  async readToDecode(kind: BodyKind): Promise<Buffer> {
    return this.inTurn(await this.read(kind));
  }

  /** Gives the body's bytes back to the budget, and the turn to the next. */
  release(): void {
    this.isReleased = true;
    this.lease?.release();
    this.endTurn?.();
  }

  private async inTurn(bytes: Buffer): Promise<Buffer> {
    // The request outlives its answer, until its connection brings another: what it refers to grows old.
    this.bytes = undefined;
    this.isTaken = true;
    if (bytes.length < largeBytes || this.endTurn) return bytes;
    this.endTurn = await this.largeTurns.take();
    if (!this.isReleased) return bytes;
    this.endTurn();
    throw new DomainError('MALFORMED', 'The client went away');
  }

  private async collect(limit: number, weight: number): Promise<Buffer> {
    const encodings = readEncodings(this.request.headers['content-encoding']);
    const lease = (this.lease = this.budget.lease(weight));
    const sent = await collectBody(this.request, limit, lease);
    return encodings.length === 0 ? sent : decodeBody(sent, encodings, limit, lease);
  }
}
