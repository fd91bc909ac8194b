import type { Database, LiveBus, LiveSeats, Log } from '@debrief/infra';
import { DomainError, type Scope, unavailable } from '@debrief/kernel';
import type { CredentialsService } from '@debrief/tenancy';
import { AccessChecks } from './access-checks';
import type { Start } from './decide-start';
import { LedgerReader } from './ledger-reader';
import { parseInclude, parseResume } from './parse-resume';
import { backfillRecent } from './recent-backfill';
import { resolveStart } from './resolve-start';
import { nativeDialect, type StreamDialect } from './stream-dialect';
import {
  type RecordReaders,
  type StreamFilter,
  type StreamRequest,
  type StreamSink,
  type StreamTiming,
  streamTiming,
} from './stream.types';
import { Subscriber } from './subscriber';
import { Tails } from './tails';
import { backfillTimeline } from './timeline-backfill';
import { endSink, watchSink } from './watch-sink';

export interface StreamParts {
  readonly database: Database;
  readonly bus: LiveBus;
  readonly seats: LiveSeats;
  readonly credentials: Pick<CredentialsService, 'membershipsOf'>;
  readonly streamsPerWorkspace: number;
  readonly log: Log;
  readonly readers: RecordReaders;
  readonly timing?: StreamTiming;
  /** Default: the native one. */
  readonly dialect?: StreamDialect;
}

/** A stream that has been granted. It holds a seat until the sink that it is sent to is closed: send it at once. */
export interface GrantedStream {
  sendTo(sink: StreamSink): void;
}

/** Shows clients what is appended to their workspace, from where they left off (native.md §6). */
export class StreamService {
  private readonly reader: LedgerReader;
  private readonly timing: StreamTiming;
  private readonly tails: Tails;
  private readonly access: AccessChecks;
  private readonly sinks = new Set<StreamSink>();
  private readonly dialect: StreamDialect;
  private isClosing = false;

  constructor(private readonly parts: StreamParts) {
    this.dialect = parts.dialect ?? nativeDialect;
    this.reader = new LedgerReader(parts.database, parts.readers, this.dialect);
    this.timing = parts.timing ?? streamTiming;
    // A reader of their own: those at the head do not wait for those who catch up.
    this.tails = new Tails(
      new LedgerReader(parts.database, parts.readers, this.dialect),
      parts.bus,
      this.timing.pollMs,
      parts.log,
    );
    this.access = new AccessChecks(parts.credentials, this.timing.accessCheckMs, parts.log);
  }

  /**
   * Grants a stream. All that can be refused is refused here, before anything is sent.
   * @throws DomainError INVALID (resume value, include), FORBIDDEN (project), NOT_FOUND and CONFLICT (trace), LIMITED (too many streams
   * of the workspace), UNAVAILABLE (database away, or the process is stopping)
   */
  async open(scope: Scope, request: StreamRequest): Promise<GrantedStream> {
    if (this.isClosing) throw unavailable('The server is stopping', 1);
    const { projectId, sessionId } = request;
    const resume = parseResume(request.lastEventId, request.afterSeq);
    const kinds = parseInclude(request.include);
    const { filter, start } = await this.parts.database.inWorkspace(scope, (tx) =>
      resolveStart(tx, scope, { projectId, sessionId, kinds, resume }),
    );
    return this.grant(scope, { filter, start }, request.credentialExpiresAt);
  }

  /**
   * Grants a stream of which it is decided already what it shows and where it starts.
   * @throws DomainError LIMITED, UNAVAILABLE as `open`
   */
  async grant(
    scope: Scope,
    { filter, start }: { readonly filter: StreamFilter; readonly start: Start },
    credentialExpiresAt: Date | null,
  ): Promise<GrantedStream> {
    if (this.isClosing) throw unavailable('The server is stopping', 1);
    const giveSeat = await this.parts.seats.take(scope.workspaceId, this.parts.streamsPerWorkspace);
    if (!giveSeat) throw new DomainError('LIMITED', 'The workspace has too many open streams', { retryAfter: 10 });
    return {
      sendTo: (sink) => {
        sink.onClose(giveSeat);
        this.access.add(scope, sink);
        watchSink(sink, this.timing, credentialExpiresAt, this.dialect);
        this.send(scope.workspaceId, filter, start, sink);
      },
    };
  }

  /** Ends every stream in order: the clients connect again, to another process if this one stops. */
  onModuleDestroy(): void {
    this.isClosing = true;
    this.tails.close();
    this.access.close();
    for (const sink of [...this.sinks]) endSink(sink, this.dialect.farewell('shutdown'));
  }

  private send(workspaceId: string, filter: StreamFilter, start: Start, sink: StreamSink): void {
    this.sinks.add(sink);
    sink.onClose(() => void this.sinks.delete(sink));
    if (this.isClosing) return sink.end();
    sink.write(this.dialect.opening);
    if (start.reset) sink.write(this.dialect.toReset(start.reset, start.from));
    const tail = this.tails.enter(workspaceId, sink);
    const subscriber = new Subscriber({
      workspaceId,
      filter,
      sink,
      tail,
      reader: this.reader,
      timing: this.timing,
      log: this.parts.log,
    });
    void subscriber.run(start, this.backfill(workspaceId, filter, start));
  }

  private backfill(
    workspaceId: string,
    { projectId, kinds }: StreamFilter,
    { backfill, from: until }: Start,
  ): AsyncIterable<readonly Buffer[]> | null {
    if (!backfill) return null;
    const { traceId, aboveSeq } = backfill;
    return traceId === null
      ? backfillRecent(this.reader, { workspaceId, projectId, aboveSeq, until })
      : backfillTimeline(this.reader, { workspaceId, traceId, aboveSeq, until, kinds });
  }
}
