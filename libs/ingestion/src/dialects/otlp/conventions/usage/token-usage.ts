import type { TokenUsage } from '../normal-span';

/** What a span reports, before it is known what includes what. Undefined: not reported. */
export interface ReportedUsage {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly total?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
  /** The source counts cached tokens beside the input, or reasoning beside the output, whatever a total says. */
  readonly isCacheApart?: boolean;
  readonly isReasoningApart?: boolean;
}

/**
 * Makes of what is reported a usage in which every token stands once: `input` includes cached ones, `output` reasoning (otel.md B2). The
 * reported total decides where it adds up; else a part that fits inside is inside. A part that cannot be inside never is. Null: no count of
 * input, output or total.
 */
export const settleUsage = (reported: ReportedUsage): TokenUsage | null => {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0, reasoning = 0 } = reported;
  if (reported.input === undefined && reported.output === undefined && reported.total === undefined) return null;
  const cache = cacheRead + cacheWrite;
  const apart = decideApart(reported, { sum: input + output, cache, reasoning });
  const isCacheApart = reported.isCacheApart || cache > input || (apart?.cache ?? false);
  const isReasoningApart = reported.isReasoningApart || reasoning > output || (apart?.reasoning ?? false);
  const whole = {
    input: input + (isCacheApart ? cache : 0),
    output: output + (isReasoningApart ? reasoning : 0),
  };
  const total = Math.max(reported.total ?? 0, whole.input + whole.output);
  return { ...whole, total, cacheRead, cacheWrite, reasoning };
};

/** What must be added to input and output to reach the reported total; undefined: nothing reaches it, or there is none. */
const decideApart = (
  { total }: ReportedUsage,
  { sum, cache, reasoning }: { readonly sum: number; readonly cache: number; readonly reasoning: number },
): { readonly cache: boolean; readonly reasoning: boolean } | undefined => {
  if (total === undefined) return undefined;
  const ways = [
    { cache: false, reasoning: false, adds: 0 },
    { cache: true, reasoning: false, adds: cache },
    { cache: false, reasoning: true, adds: reasoning },
    { cache: true, reasoning: true, adds: cache + reasoning },
  ];
  return ways.find(({ adds }) => sum + adds === total);
};
