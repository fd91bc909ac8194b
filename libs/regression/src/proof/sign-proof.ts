import { canonicalJson, type JsonValue } from '@debrief/kernel';
import type { RegressionRun, RegressionRunDetails } from '../runs/regression.types';
import { type Envelope, signEnvelope } from './dsse';
import type { ProofKey } from './proof-key';
import { type ProofInputs, type ProofStatement, type ProvenCase, toStatement } from './proof-statement';

/** What came out of a run whose cases are all judged, and the signed proof of it. */
export const signProof = (
  details: RegressionRunDetails,
  completedAt: Date,
  key: ProofKey,
): { readonly result: ProofStatement['predicate']['result']; readonly envelope: Envelope } => {
  const statement = toStatement(toInputs(details, completedAt));
  const text = canonicalJson(statement as unknown as JsonValue);
  return { result: statement.predicate.result, envelope: signEnvelope(text, key) };
};

const toInputs = ({ run, cases }: RegressionRunDetails, completedAt: Date): ProofInputs => ({
  regression_run: {
    id: run.id,
    workspace_id: run.workspaceId,
    project_id: run.projectId,
    incident_id: run.incidentId,
    pr_url: run.prUrl,
    fix_run_id: run.fixRunId,
    created_at: run.createdAt.toISOString(),
    started_at: run.startedAt?.toISOString() ?? null,
    completed_at: completedAt.toISOString(),
  },
  incident_labels: run.incidentLabels,
  detector_set: run.detectorSet,
  replay: replayOf(run),
  cases: cases.map((one): ProvenCase => ({
    case_id: one.id,
    cassette_sha256: one.cassetteHash,
    before: toProven(one),
    after: one.attempts.map((attempt) => ({
      ...toProven(attempt),
      is_candidate: attempt.isCandidate,
      hits: attempt.hits,
      misses: attempt.misses,
    })),
  })),
});

const replayOf = ({ replayKind, replayRef }: RegressionRun): ProofInputs['replay'] =>
  replayKind === null ? null : { kind: replayKind, ref: replayRef };

type Judged = RegressionRunDetails['cases'][number] | RegressionRunDetails['cases'][number]['attempts'][number];

const toProven = ({ traceExternalId, facts, outcome, reason }: Judged): ProvenCase['before'] => ({
  trace_id: traceExternalId,
  facts: facts === null ? null : (JSON.parse(facts) as ProvenCase['before']['facts']),
  outcome: outcome ?? 'unknown',
  reason: reason ?? 'not_judged',
});
