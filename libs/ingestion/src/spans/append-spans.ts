import { setImmediate as turn } from 'node:timers/promises';
import { type Config, type Database, sqlState } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import type { OtlpSpan, SpanExport } from '../dialects/otlp/otlp.types';
import type { PriceList } from '../dialects/otlp/prices/price-list';
import type { Masker } from '../masking/masker';
import { commitSpans, type SpanCommit, type SpanCommitResult } from './commit-spans';
import type { NewSpan } from './new-span';
import { prepareSpan } from './prepare-span';
import type { KeptSources, SourceStore } from './source-store';

/** Spans decoded and prepared at a time: what is read of them dies young, and between two windows other requests have their turn. */
const windowSize = 100;
const retries = 3;
const [uniqueViolation, deadlock, serializationFailure] = ['23505', '40P01', '40001'];

export interface SpansToPrepare {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly masker: Masker;
  /** In the order in which they are asked. */
  readonly prices: readonly PriceList[];
  readonly sent: SpanExport;
  /** Is told each span before it is masked. */
  readonly hear: ((span: OtlpSpan) => void) | undefined;
}

/** Stores the spans of exports: prepares them one by one while they are decoded, and commits those of a request in one transaction. */
export class SpanAppender {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly sources: SourceStore,
  ) {}

  /** Takes over the export and changes it. What spans come under is stored. @throws DomainError MALFORMED, UNAVAILABLE */
  async prepare({ workspaceId, projectId, masker, prices, sent, hear }: SpansToPrepare): Promise<NewSpan[]> {
    const context = { projectId, hashSecret: this.config.secret, masker, prices };
    const sources: KeptSources = new Map();
    const prepared: NewSpan[] = [];
    for (const window of inWindows(sent.items)) {
      if (prepared.length > 0) await turn();
      const sourcesOf = await this.sources.keep(workspaceId, window, masker, sources);
      for (const span of window) {
        hear?.(span);
        prepared.push(prepareSpan(span, { ...context, sourcesOf }));
      }
    }
    return prepared;
  }

  /** @throws DomainError UNAUTHENTICATED, UNAVAILABLE */
  async commit(workspaceId: string, commit: SpanCommit): Promise<SpanCommitResult> {
    if (commit.spans.length === 0) return { rejected: [], warnings: [], conflicts: [] };
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

function* inWindows(spans: Iterable<OtlpSpan>): Iterable<OtlpSpan[]> {
  let window: OtlpSpan[] = [];
  for (const span of spans) {
    window.push(span);
    if (window.length < windowSize) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
