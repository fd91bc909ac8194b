import type { Cost, NormalSpan } from '../dialects/otlp/conventions/normal-span';
import type { UsageSpan } from '../dialects/otlp/trace/count-usage';
import type { SpanPlace } from '../dialects/otlp/trace/timeline';
import type { NewSpan } from './new-span';

/** What of a span its trace's totals are counted from. */
export type UsageNode = SpanPlace & UsageSpan;

/** As `listUsage` selects it. */
export interface UsageRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly observationType: NormalSpan['observationType'];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly inputCost: number | null;
  readonly outputCost: number | null;
  readonly cacheReadCost: number | null;
  readonly cacheWriteCost: number | null;
  readonly reasoningCost: number | null;
}

// The order of siblings decides nothing about what counts.
const anywhere = { seq: 0, startUnixNano: 0n };

export const toUsageNode = ({ spanId, parentSpanId, observationType, usage, cost }: NewSpan): UsageNode => ({
  ...anywhere,
  spanId,
  parentSpanId,
  normal: { observationType, usage, cost: cost?.source === 'none' ? null : cost },
});

export const fromUsageRow = (row: UsageRow): UsageNode => ({
  ...anywhere,
  spanId: row.spanId,
  parentSpanId: row.parentId,
  normal: {
    observationType: row.observationType,
    usage:
      row.totalTokens === null
        ? null
        : {
            input: row.inputTokens ?? 0,
            output: row.outputTokens ?? 0,
            total: row.totalTokens,
            cacheRead: row.cacheReadTokens ?? 0,
            cacheWrite: row.cacheWriteTokens ?? 0,
            reasoning: row.reasoningTokens ?? 0,
          },
    cost: toCost(row),
  },
});

const toCost = (row: UsageRow): Cost | null =>
  row.costUsd === null
    ? null
    : {
        input: row.inputCost ?? 0,
        output: row.outputCost ?? 0,
        cacheRead: row.cacheReadCost ?? 0,
        cacheWrite: row.cacheWriteCost ?? 0,
        reasoning: row.reasoningCost ?? 0,
        total: row.costUsd,
        source: 'list',
      };
