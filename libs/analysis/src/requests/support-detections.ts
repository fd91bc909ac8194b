import type { Detection } from '../detection';
import type { ToolCall } from '../run/tool-call';
import type { PlacedRequest } from './place-requests';
import { withRequests } from './request-evidence';

/** Statuses by which the other side failed; 0: it did not answer. */
const isServerFault = (status: number): boolean =>
  status === 0 || status === 408 || status === 425 || status === 429 || status >= 500;
/** Statuses that speak of arguments or credentials. */
const clientFaults: ReadonlySet<number> = new Set([400, 401, 403, 404, 409, 422]);

/**
 * Adds to detections the failed requests that were made while their tool calls were open (telemetry.md §5): a fault of the other side
 * supports what is said of a call that failed or was never answered, a fault of the client whatever is said of the call. Nothing else
 * of a detection changes.
 */
export const supportDetections = (
  detections: readonly Detection[],
  requests: readonly PlacedRequest[],
): readonly Detection[] => {
  const byCall = new Map<number, PlacedRequest[]>();
  for (const request of requests)
    if (request.call && supports(request, request.call)) addTo(byCall, request.call.call.seq, request);
  if (byCall.size === 0) return detections;
  const callOf = new Map<number, number>();
  for (const { call } of requests)
    if (call) for (const seq of [call.call.seq, call.result?.seq ?? call.call.seq]) callOf.set(seq, call.call.seq);
  return detections.map((detection) => {
    const named = new Set(detection.evidenceRefs.flatMap((seq) => callOf.get(seq) ?? []));
    return withRequests(
      detection,
      [...named].flatMap((seq) => byCall.get(seq) ?? []),
    );
  });
};

const supports = ({ hasFailed, statusCode }: PlacedRequest, { result, failure }: ToolCall): boolean =>
  hasFailed && (clientFaults.has(statusCode) || (isServerFault(statusCode) && (result === null || failure !== null)));

const addTo = (map: Map<number, PlacedRequest[]>, seq: number, request: PlacedRequest): void => {
  const known = map.get(seq);
  if (known) known.push(request);
  else map.set(seq, [request]);
};
