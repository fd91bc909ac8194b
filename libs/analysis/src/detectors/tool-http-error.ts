import { isJsonObject } from '@debrief/kernel';
import { failedCalls } from '../run/failures';
import type { ToolCall } from '../run/index-run';
import { detector } from './detector';

const words: readonly (readonly [RegExp, string])[] = [
  [/\b(http|status|code|error)\D{0,12}429\b|rate.?limit|too many requests/i, 'rate limit'],
  [/timed?.?out|deadline exceeded|etimedout|\b504\b/i, 'timeout'],
  [
    /\b(http|status|code|error)\D{0,12}(401|403)\b|unauthori[sz]ed|forbidden|permission denied/i,
    'refused access (401 or 403)',
  ],
  [/\b(http|status|code|error)\D{0,12}4\d\d\b|\b404 not found\b/i, '4xx'],
  [
    /\b(http|status|code|error)\D{0,12}5\d\d\b|internal server error|bad gateway|service unavailable|econnrefused|connection (refused|reset)/i,
    '5xx',
  ],
];
const looked = 1_000;

/** A tool's request failed at the other end: rate limit, timeout, 4xx, 5xx. Confidence 0.75 when the tool never worked after it, else 0.3. */
export const toolHttpError = detector({
  label: 'tool_http_error',
  version: '1',
  tier: 'symptom',
  severity: 'medium',
  mast: null,
  trail: 'Tool-related',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) =>
    failedCalls(run).flatMap(({ call, failure, isRecovered }) => {
      const kind = statusKind(call) ?? words.find(([pattern]) => pattern.test(failure.slice(0, looked)))?.[1];
      if (kind === undefined) return [];
      return [
        {
          confidence: isRecovered ? 0.3 : 0.75,
          criticalStepSeq: call.call.seq,
          evidenceRefs: [call.call.seq, call.result?.seq ?? call.call.seq],
          summary: `The request of ${call.name ?? 'a tool'} failed at the other end: ${kind}.`,
        },
      ];
    }),
});

const statusKind = ({ result }: ToolCall): string | undefined => {
  const value = result?.payload['result'];
  const status = isJsonObject(value) ? (value['status_code'] ?? value['status']) : undefined;
  if (typeof status !== 'number' || status < 400 || status > 599) return undefined;
  if (status === 429) return 'rate limit';
  return status < 500 ? '4xx' : '5xx';
};
