import { invalid, isJsonObject, isUuid, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { Detection, Evidence, Severity, Tier, Verdict } from './detection';

/** What an analyser of somebody else's says of a run. */
export interface VerdictInput {
  readonly verdict: Verdict;
  /** Incidents that the run is to be linked with. */
  readonly incidentIds: readonly string[];
}

const tiers: readonly Tier[] = ['defect', 'symptom', 'suspicion'];
const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const most = { labels: 100, detections: 200, evidence: 1_000, incidents: 100, label: 128, text: 10_000 };

/**
 * Reads a verdict out of a request in the shape of native.md §8, bare or under `analysis`. What the rules alone can say (candidates,
 * skipped, who is responsible) is not taken from outside.
 * @throws DomainError INVALID naming the field, e.g. `detections.0.confidence`
 */
export const readVerdict = (body: JsonObject): VerdictInput => {
  const sent = isJsonObject(body['analysis']) ? body['analysis'] : body;
  const detections = list('detections', sent['detections'], most.detections).map(readDetection);
  const labels = list('labels', sent['labels'], most.labels).map((label, index) =>
    text(`labels.${index}`, label, most.label),
  );
  const incidentIds = list('incident_ids', sent['incident_ids'], most.incidents).map((id, index) => {
    if (!isUuid(id)) throw invalid(`incident_ids.${index}`, 'must be a UUID');
    return id;
  });
  return {
    incidentIds,
    verdict: {
      labels: labels.length > 0 ? [...new Set(labels)] : labelsOf(detections),
      criticalStepSeq: optional(sent['critical_step_seq'], (value) => seq('critical_step_seq', value)),
      confidence: optional(sent['confidence'], (value) => confidence('confidence', value)) ?? 0,
      rootCause: optional(sent['root_cause'], (value) => text('root_cause', value, most.text)),
      detections,
      subjects: [],
      candidates: [],
      responsibleAgent: null,
      skipped: [],
      detectorSet: optional(sent['detector_set'], (value) => text('detector_set', value, most.label)) ?? 'external',
    },
  };
};

/** Every seq that a verdict points at. */
export const seqsOf = ({ criticalStepSeq, detections }: Verdict): number[] => [
  ...new Set([
    ...(criticalStepSeq === null ? [] : [criticalStepSeq]),
    ...detections.flatMap((one) => [one.criticalStepSeq, ...one.evidenceRefs]),
  ]),
];

const readDetection = (sent: JsonValue, index: number): Detection => {
  const at = `detections.${index}`;
  if (!isJsonObject(sent)) throw invalid(at, 'must be an object');
  const evidenceRefs = list(`${at}.evidence_refs`, sent['evidence_refs'], most.evidence).map((value, position) =>
    seq(`${at}.evidence_refs.${position}`, value),
  );
  const ascending = [...new Set(evidenceRefs)].sort((a, b) => a - b);
  return {
    label: text(`${at}.label`, sent['label'], most.label),
    detector: optional(sent['detector'], (value) => text(`${at}.detector`, value, most.label)) ?? 'external',
    version: optional(sent['version'], (value) => text(`${at}.version`, value, most.label)) ?? '1',
    tier: oneOf(`${at}.tier`, sent['tier'] ?? 'symptom', tiers),
    confidence: confidence(`${at}.confidence`, sent['confidence'] ?? null),
    severity: oneOf(`${at}.severity`, sent['severity'] ?? 'medium', severities),
    evidenceRefs: ascending,
    criticalStepSeq: seq(`${at}.critical_step_seq`, sent['critical_step_seq'] ?? null),
    summary: optional(sent['summary'], (value) => text(`${at}.summary`, value, most.text)) ?? '',
    evidence: ascending.map((value): Evidence => ({ kind: 'event', seq: value })),
  };
};

const labelsOf = (detections: readonly Detection[]): string[] => [
  ...new Set(detections.filter(({ tier }) => tier !== 'suspicion').map(({ label }) => label)),
];

const optional = <T>(value: JsonValue | undefined, read: (value: JsonValue) => T): T | null =>
  value === undefined || value === null ? null : read(value);

const list = (field: string, value: JsonValue | undefined, maxItems: number): readonly JsonValue[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > maxItems) throw invalid(field, `must be a list of at most ${maxItems}`);
  return value;
};

const text = (field: string, value: JsonValue | undefined, max: number): string => {
  if (typeof value !== 'string' || value === '' || value.length > max)
    throw invalid(field, `must be a string of 1 to ${max} characters`);
  return value;
};

const seq = (field: string, value: JsonValue): number => {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw invalid(field, 'must be a seq');
  return value;
};

const confidence = (field: string, value: JsonValue): number => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw invalid(field, 'must be a number from 0 to 1');
  return value;
};

const oneOf = <T extends string>(field: string, value: JsonValue, values: readonly T[]): T => {
  const found = values.find((one) => one === value);
  if (found === undefined) throw invalid(field, `must be one of ${values.join(', ')}`);
  return found;
};
