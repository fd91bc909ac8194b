import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { failedCalls } from '../run/failures';
import type { IndexedRun } from '../run/index-run';
import type { ToolCall } from '../run/tool-call';
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
  trail: 'Service Errors',
  thresholds: {},
  missing: (run) => (run.calls.some(({ result }) => result) ? null : 'tool_result'),
  detect: (run) =>
    failedRequests(run).map(({ call, kind, isRecovered }) => ({
      confidence: isRecovered ? 0.3 : 0.75,
      criticalStepSeq: call.call.seq,
      evidenceRefs: [call.call.seq, call.result?.seq ?? call.call.seq],
      summary: `The request of ${call.name ?? 'a tool'} failed at the other end: ${kind}.`,
    })),
});

interface FailedRequest {
  readonly call: ToolCall;
  readonly kind: string;
  readonly isRecovered: boolean;
}

/** By the status of the answer, which tools often give without calling it an error, else by the words of the failure. */
const failedRequests = (run: IndexedRun): FailedRequest[] => {
  const recovered = new Map(failedCalls(run).map(({ call, isRecovered }) => [call, isRecovered]));
  const last = new Map(run.calls.map((call) => [call.name, call]));
  return run.calls.flatMap((call) => {
    const kind = statusKind(call) ?? wordsKind(call.failure);
    if (kind === undefined) return [];
    const end = last.get(call.name);
    return [{ call, kind, isRecovered: recovered.get(call) ?? (end !== undefined && isFine(end)) }];
  });
};

const isFine = (call: ToolCall): boolean =>
  call.result !== null && call.failure === null && statusKind(call) === undefined;

const wordsKind = (failure: string | null): string | undefined =>
  failure === null ? undefined : words.find(([pattern]) => pattern.test(failure.slice(0, looked)))?.[1];

const statusKind = ({ result }: ToolCall): string | undefined => {
  const status = statusOf(result?.payload['result']);
  if (status === undefined || status < 400 || status > 599) return undefined;
  if (status === 429) return 'rate limit';
  return status < 500 ? '4xx' : '5xx';
};

const statusOf = (value: JsonValue | undefined): number | undefined => {
  if (!isJsonObject(value)) return undefined;
  const status = value['status_code'] ?? value['statusCode'] ?? value['status'];
  return typeof status === 'number' ? status : undefined;
};
