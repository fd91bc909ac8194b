import { setImmediate as turn } from 'node:timers/promises';
import { type Config, type Database, sqlState } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import type { OtlpExport, OtlpSpan } from '../dialects/otlp/otlp.types';
import type { PriceList } from '../dialects/otlp/prices/price-list';
import type { Masker } from '../masking/masker';
import { commitSpans, type SpanCommit, type SpanCommitResult } from './commit-spans';
import type { NewSpan } from './new-span';
import { prepareSpan } from './prepare-span';
import type { SourceStore } from './source-store';

/** Spans prepared at a time: between two windows other requests have their turn. */
const windowSize = 100;
const retries = 3;
const [uniqueViolation, deadlock, serializationFailure] = ['23505', '40P01', '40001'];

export interface SpansToAppend {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly keyId: string | null;
  readonly masker: Masker;
  /** In the order in which they are asked. */
  readonly prices: readonly PriceList[];
  readonly spans: OtlpExport<OtlpSpan>['items'];
  /** Of what was taken out of the spans and is stored, by sha256. */
  readonly mediaIds: ReadonlyMap<string, string>;
  /** See `SpanCommit`. */
  readonly keepsConflicts?: boolean;
}

/** Stores the spans of exports: prepares them, and commits each request in one transaction. */
export class SpanAppender {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly sources: SourceStore,
  ) {}

  /** Takes over the spans and changes them. @throws DomainError UNAUTHENTICATED, UNAVAILABLE */
  async append({
    workspaceId,
    projectId,
    keyId,
    masker,
    prices,
    spans,
    mediaIds,
    keepsConflicts = false,
  }: SpansToAppend): Promise<SpanCommitResult> {
    if (spans.length === 0) return { rejected: [], warnings: [], conflicts: [] };
    const sourcesOf = await this.sources.keep(workspaceId, spans, masker);
    const context = { projectId, hashSecret: this.config.secret, masker, prices, sourcesOf };
    const prepared: NewSpan[] = [];
    for (const span of spans) {
      prepared.push(prepareSpan(span, context));
      if (prepared.length % windowSize === 0) await turn();
    }
    return this.commit(workspaceId, { projectId, keyId, spans: prepared, keepsConflicts, mediaIds });
  }

  private async commit(workspaceId: string, commit: SpanCommit): Promise<SpanCommitResult> {
    const limits = {
      maxTraceEvents: this.config.limits.traceEvents,
      settleSeconds: this.config.traces.settleSeconds,
    };
    let probeAll = false;
    for (let left = retries; ; left -= 1) {
      try {
        return await this.database.inWorkspaceClient(workspaceId, (client) =>
          commitSpans(client, commit, { ...limits, probeAll }),
        );
      } catch (error) {
        const state = error instanceof DomainError ? sqlState(error.cause) : undefined;
        const isDuplicate = state === uniqueViolation;
        if (left === 0 || !(isDuplicate || state === deadlock || state === serializationFailure)) throw error;
        probeAll ||= isDuplicate;
      }
    }
  }
}
