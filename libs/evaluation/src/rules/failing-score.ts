import { type ReportedDetection, reportedBy } from '@debrief/analysis';
import { type Outcome } from './outcome';

export interface Scored {
  readonly evaluatorId: string;
  readonly version: number;
  readonly isJudged: boolean;
  readonly scoreName: string;
  readonly failBelow: number | null;
  readonly outcome: Outcome;
  /** Agent of the run or of the observation. */
  readonly agent: string | null;
  /** The observation that was looked at; null: the run. */
  readonly step: { readonly seq: number; readonly type: string; readonly name: string | null } | null;
  /** The last seq of the run. */
  readonly lastSeq: number;
}

/** A rule is sure of what it says, a model is not. */
const [ruleConfidence, judgeConfidence] = [1, 0.8];
const maxLabel = 128;

/**
 * The detection that a score is: where a number is under `failBelow`, or a flag is false (platform.md B4); null: it is none. Runs fail alike
 * when the same score of the same agent fails.
 */
export const failingScore = (scored: Scored): ReportedDetection | null => {
  const { evaluatorId, version, scoreName, failBelow, outcome, agent, step, lastSeq } = scored;
  if (failBelow === null || outcome.value === null) return null;
  const hasFailed = outcome.dataType === 'BOOLEAN' ? outcome.value === 0 : outcome.value < failBelow;
  if (!hasFailed) return null;
  const seq = step?.seq ?? lastSeq;
  const said = outcome.dataType === 'BOOLEAN' ? 'is false' : `is ${outcome.value}, under ${failBelow}`;
  return {
    detection: {
      label: `${reportedBy}${scoreName}`.slice(0, maxLabel),
      detector: `${reportedBy}${evaluatorId}`,
      version: String(version),
      tier: 'symptom',
      confidence: scored.isJudged ? judgeConfidence : ruleConfidence,
      severity: 'medium',
      evidenceRefs: [seq],
      criticalStepSeq: seq,
      summary: `The score ${scoreName} ${said}.`,
      evidence: [{ kind: 'event', seq }],
    },
    subject: { agent, type: step?.type ?? 'run', name: step?.name ?? null, error: null },
  };
};
