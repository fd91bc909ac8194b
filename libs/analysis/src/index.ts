/** Analysis: finds what went wrong in a run, by rules alone. Owns analyses and the detectors; not what becomes of a finding. */
export { analyzeRun } from './analyze-run';
export { detectorLabels } from './detectors/detector-labels';
export { detectorSet } from './detectors/detector-set';
export { readAnalysisRecords, toAnalysisResponse, toDetectionResponse, type AnalysisHome } from './analysis-json';
export { findAnalysis, listAnalyses } from './analysis.queries';
export { AnalysisModule } from './analysis.module';
export { AnalysisService } from './analysis.service';
export type { StoredAnalysis } from './analysis.types';
export type {
  Candidate,
  Detection,
  DetectorSettings,
  Evidence,
  HttpEvidence,
  Severity,
  Skipped,
  Subject,
  Tier,
  Verdict,
} from './detection';
export { messageOf } from './error-text/message-of';
export { normaliseText } from './error-text/normalise-text';
export { reportDetection } from './reported/report-detection';
export { type ReportedDetection, reportedBy } from './reported/reported-detection';
export { readVerdict, type VerdictInput } from './read-verdict';
export { guardrailOutcome } from './run/guardrail';
export type { Run, RunEvent } from './run/run';
export type { RunRequest } from './run/run-request';
