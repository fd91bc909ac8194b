import type { Detection, Evidence } from '../detection';
import type { PlacedRequest } from './place-requests';

/** Shown of a detection at most: those that nothing made good first. */
const most = 20;

export const toRequestEvidence = (request: PlacedRequest): Evidence => ({
  kind: 'http_request',
  id: request.id,
  method: request.method,
  host: request.host,
  path: request.path,
  statusCode: request.statusCode,
  durationMs: request.durationMs,
  nearestSeq: request.nearestSeq,
  approximate: true,
  recovered: request.isRecovered,
});

/** A detection with some requests as further evidence, in the order of time, each once. */
export const withRequests = (detection: Detection, requests: readonly PlacedRequest[]): Detection => {
  const known = new Set(detection.evidence.map((one) => (one.kind === 'http_request' ? one.id : null)));
  const fresh = [...new Set(requests)].filter(({ id }) => !known.has(id));
  const open = fresh.filter(({ isRecovered }) => !isRecovered);
  const shown = new Set([...open, ...fresh.filter(({ isRecovered }) => isRecovered)].slice(0, most));
  if (shown.size === 0) return detection;
  return {
    ...detection,
    evidence: [...detection.evidence, ...fresh.filter((one) => shown.has(one)).map(toRequestEvidence)],
  };
};
