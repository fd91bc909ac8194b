/** What one of the four seed detectors found. */
export interface SeedFinding {
  readonly confidence: number;
  readonly criticalStepSeq: number;
  /** Ascending unique seqs. */
  readonly evidenceRefs: readonly number[];
}

export const toSeedFinding = (
  confidence: number,
  criticalStepSeq: number,
  evidence: readonly number[],
): SeedFinding => ({
  confidence,
  criticalStepSeq,
  evidenceRefs: [...new Set(evidence)].sort((a, b) => a - b),
});
