import type { AnalysisService, Detection, Verdict } from '@debrief/analysis';
import type { Database } from '@debrief/infra';
import type { IncidentRow } from '@debrief/incidents';
import { createMasker, type Masker, toMaskerRules } from '@debrief/ingestion';
import type { JsonObject, Scope } from '@debrief/kernel';
import { type Checkpoint, findCheckpointBefore, findTraceCommit, type TraceCommit } from '@debrief/provenance';
import { readStoredMaskers } from '@debrief/tenancy';
import { chooseSeqs } from './choose-seqs';
import { findShownTrace, selectEventsAt } from './evidence.queries';
import type { Evidence, EvidenceCode, EvidenceDetection, MaskedEvidence } from './evidence.types';

/** Paths that are shown of a checkpoint. */
const mostFiles = 50;

export interface IncidentMaterial extends MaskedEvidence {
  /** The project's masker, e-mail addresses included: for whatever else a model or a pull request is shown. */
  readonly masker: Masker;
  /** As `masker`, but for e-mail addresses: tells secrets in code. */
  readonly secretMasker: Masker;
  readonly evidenceRefs: readonly number[];
  /** At which the run's code was, as its client said; null: it did not. */
  readonly commit: TraceCommit | null;
}

/** Collects what is known of an incident by one of its runs. */
export class EvidenceReader {
  constructor(
    private readonly database: Database,
    private readonly analysis: AnalysisService,
  ) {}

  /** @param traceId internal id of the run to show; null: none is left */
  async read(scope: Scope, incident: IncidentRow, traceId: string | null): Promise<IncidentMaterial> {
    const verdict = traceId === null ? undefined : (await this.analysis.find(scope, traceId))?.verdict;
    const detections = toDetections(verdict, incident);
    const evidenceRefs = [...new Set(detections.flatMap((one) => one.evidence_refs))].sort((a, b) => a - b);
    const critical = detections[0]?.critical_step_seq ?? incident.criticalStepSeq;
    const named = [critical, ...detections.map((one) => one.critical_step_seq), ...evidenceRefs];
    const { stored, trace, events, commit, checkpoint } = await this.database.inWorkspace(scope, async (tx) => ({
      stored: await readStoredMaskers(tx, incident.projectId),
      trace: traceId === null ? undefined : await findShownTrace(tx, traceId),
      events:
        traceId === null ? [] : await selectEventsAt(tx, traceId, chooseSeqs(named.filter((seq) => seq !== null))),
      commit: (traceId === null ? undefined : await findTraceCommit(tx, traceId)) ?? null,
      checkpoint: traceId === null || critical === null ? undefined : await findCheckpointBefore(tx, traceId, critical),
    }));
    const rules = toMaskerRules(stored);
    const masker = createMasker({ ...rules, maskEmails: true });
    const secretMasker = createMasker({ ...rules, maskEmails: false });
    const evidence: Evidence = {
      incident: {
        id: incident.id,
        fingerprint: incident.fingerprint,
        label: incident.label,
        title: incident.title,
        severity: incident.severity,
        root_cause: incident.rootCause,
        critical_step_seq: critical,
        session_count: incident.sessionCount,
      },
      session_id: trace?.externalId ?? null,
      goal: trace?.goal ?? null,
      detections,
      code: toCode(commit, checkpoint),
      events,
    };
    // Masked when it was stored, too; the rules may have become stricter since. In place: all of it was read just now.
    const masked = masker.maskValue(evidence as unknown as JsonObject);
    return {
      evidence: masked.value as unknown as Evidence,
      redactions: masked.counts ?? {},
      masker,
      secretMasker,
      evidenceRefs,
      commit,
    };
  }
}

/** The incident's own findings first; suspicions are no evidence. */
const toDetections = (verdict: Verdict | undefined, { labels }: IncidentRow): EvidenceDetection[] =>
  (verdict?.detections ?? [])
    .filter(({ tier }) => tier !== 'suspicion')
    .map((one) => ({
      label: one.label,
      tier: one.tier,
      confidence: one.confidence,
      critical_step_seq: one.criticalStepSeq,
      evidence_refs: one.evidenceRefs,
      summary: one.summary,
      ...withRequests(one),
    }))
    .sort((a, b) => Number(labels.includes(b.label)) - Number(labels.includes(a.label)));

const toCode = (commit: TraceCommit | null, checkpoint: Checkpoint | undefined): EvidenceCode | null =>
  commit === null && checkpoint === undefined
    ? null
    : {
        commit_sha: commit?.sha ?? null,
        branch: commit?.branch ?? null,
        checkpoint: checkpoint?.name ?? null,
        files: checkpoint ? filesInPlay(checkpoint).slice(0, mostFiles) : [],
      };

/** What was changed, then what else was looked at. */
const filesInPlay = ({ filesChanged, filesSnapshot }: Checkpoint): string[] => [
  ...new Set([...filesChanged, ...Object.keys(filesSnapshot ?? {})]),
];

const withRequests = ({ evidence }: Detection): Pick<EvidenceDetection, 'http_requests'> => {
  const requests = evidence.filter((one) => one.kind === 'http_request');
  return requests.length > 0 ? { http_requests: requests } : {};
};
