import { clientOf, Database } from '@debrief/infra';
import { DomainError, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { decideStart } from '../../stream/decide-start';
import { findHead } from '../../stream/stream.queries';
import type { GrantedStream, StreamService } from '../../stream/stream.service';

/** What a request asks of the stream of spans; ids as clients know them. */
export interface SpanStreamRequest {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly sessionId?: string;
  /** `@<position>` of what was received last. */
  readonly lastEventId?: string;
  readonly credentialExpiresAt: Date | null;
}

/** Shows explorers which spans are stored and completed, from where they left off (otel.md C4). */
export class SpanStreamService {
  constructor(
    private readonly database: Database,
    private readonly streams: StreamService,
  ) {}

  /**
   * Grants a stream. Without an id it is live only.
   * @param project id, slug or `default`
   * @throws DomainError MALFORMED `invalid_cursor`; NOT_FOUND project; CONFLICT `project_ambiguous`; LIMITED; UNAVAILABLE
   */
  async open(scope: Scope, project: string, request: SpanStreamRequest): Promise<GrantedStream> {
    const after = parsePosition(request.lastEventId);
    const { projectId, head } = await this.database.inWorkspace(scope, async (tx) => ({
      projectId: await locateProject(tx, scope, project),
      head: await findHead(clientOf(tx)),
    }));
    const start = decideStart(after === null ? { at: 'nothing' } : { at: 'position', position: after }, head, null);
    const facts = Object.fromEntries(
      Object.entries({
        trace_id: request.traceId,
        span_id: request.spanId,
        session_id: request.sessionId,
      }).filter((fact): fact is [string, string] => fact[1] !== undefined),
    );
    const filter = { projectId, traceId: null, kinds: new Set(['event'] as const), facts };
    return this.streams.grant(scope, { filter, start }, request.credentialExpiresAt);
  }

  onModuleDestroy(): void {
    this.streams.onModuleDestroy();
  }
}

/** An empty header is none, as browsers send it. */
const parsePosition = (id: string | undefined): number | null => {
  if (id === undefined || id === '') return null;
  const position = /^@\d{1,16}$/.test(id) ? Number(id.slice(1)) : NaN;
  if (!Number.isSafeInteger(position))
    throw new DomainError('MALFORMED', 'Last-Event-ID must be the id of an event of this stream', {
      reason: 'invalid_cursor',
    });
  return position;
};
