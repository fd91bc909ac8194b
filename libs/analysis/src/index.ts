/** Analysis: finds what went wrong in a run, by rules alone. Owns analyses and the detectors; not what becomes of a finding. */
export { analyzeRun, detectorSet } from './analyze-run';
export { AnalysisModule } from './analysis.module';
export type {
  Candidate,
  Detection,
  DetectorSettings,
  Evidence,
  Severity,
  Skipped,
  Subject,
  Tier,
  Verdict,
} from './detection';
export type { Run, RunEvent } from './run/run';
