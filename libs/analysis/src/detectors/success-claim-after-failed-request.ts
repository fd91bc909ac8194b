import { claimsDeed } from '../run/success-claim';
import type { PlacedRequest } from '../requests/place-requests';
import { detector } from './detector';

const changing: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * A request that was to change something failed for good, no tool reported it, and the final answer claims success (telemetry.md §5: the
 * one finding of HTTP telemetry by which a run fails). Confidence 0.8.
 */
export const successClaimAfterFailedRequest = detector({
  label: 'success_claim_after_failed_request',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '3.3 Incorrect verification',
  trail: 'Tool Output Misinterpretation',
  thresholds: {},
  missing: ({ requests, finalAnswer }) =>
    requests.length === 0 ? 'http_requests' : finalAnswer ? null : 'agent_message',
  detect: (run) => {
    const { finalAnswer, requests } = run;
    if (!finalAnswer || !claimsDeed(run.text(finalAnswer))) return [];
    const answerIndex = run.events.lastIndexOf(finalAnswer);
    const unreported = requests.filter((request) => isUnreported(request) && request.nearestIndex < answerIndex);
    const [first] = unreported;
    if (!first) return [];
    const steps = unreported.flatMap(({ call }) => (call ? [call.call.seq, call.result?.seq ?? call.call.seq] : []));
    const outcome = first.statusCode === 0 ? 'no response' : String(first.statusCode);
    return [
      {
        confidence: 0.8,
        criticalStepSeq: finalAnswer.seq,
        evidenceRefs: [...steps, finalAnswer.seq],
        requests: unreported,
        summary: `${first.method} ${first.host}${first.path} failed (${outcome}), no tool reported it, and the answer claims success.`,
      },
    ];
  },
});

const isUnreported = ({ hasFailed, isRecovered, method, call }: PlacedRequest): boolean =>
  hasFailed && !isRecovered && changing.has(method) && (call === null || call.failure === null);
