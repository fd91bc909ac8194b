import { decideAfter, decideBefore, decideRepeats, type Judgement, type Outcome } from '../rules/decide-case';
import { type CaseResult, decideVerdict } from '../rules/decide-verdict';
import type { FiredLabel } from '../rules/run-facts';
import type { JudgedFacts, ReplayKind } from '../runs/regression.types';

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://debrief.dev/proof/regression/v1';

/** A run as a proof names it: its facts, or why there are none. */
export interface ProvenRun {
  readonly trace_id: string;
  readonly facts: JudgedFacts | null;
  readonly outcome: Outcome;
  readonly reason: string;
}

export interface ProvenAttempt extends ProvenRun {
  readonly is_candidate: boolean;
  readonly hits: number;
  readonly misses: number;
}

export interface ProvenCase {
  readonly case_id: string;
  readonly cassette_sha256: string | null;
  readonly before: ProvenRun;
  readonly after: readonly ProvenAttempt[];
}

/** All that a verdict rests on. */
export interface ProofInputs {
  readonly regression_run: {
    readonly id: string;
    readonly workspace_id: string;
    readonly project_id: string;
    readonly incident_id: string;
    readonly pr_url: string | null;
    readonly fix_run_id: string | null;
    readonly created_at: string;
    readonly started_at: string | null;
    readonly completed_at: string;
  };
  readonly incident_labels: readonly string[];
  readonly detector_set: string | null;
  readonly replay: { readonly kind: ReplayKind; readonly ref: string | null } | null;
  readonly cases: readonly ProvenCase[];
}

/** An in-toto statement (v1): the runs and cassettes by their hashes, the inputs, and what the rules make of them. */
export const toStatement = (inputs: ProofInputs) => ({
  _type: statementType,
  subject: subjectsOf(inputs.cases),
  predicateType,
  predicate: { ...inputs, result: resultOf(inputs) },
});
export type ProofStatement = ReturnType<typeof toStatement>;

const subjectsOf = (cases: readonly ProvenCase[]) =>
  cases.flatMap(({ case_id, cassette_sha256, before, after }) => [
    ...[before, ...after].flatMap(({ trace_id, facts }) =>
      facts === null ? [] : [{ name: `trace/${trace_id}`, digest: { sha256: facts.eventsSha256 } }],
    ),
    ...(cassette_sha256 === null ? [] : [{ name: `cassette/${case_id}`, digest: { sha256: cassette_sha256 } }]),
  ]);

/** The verdict of the inputs, by the rules of the product. */
export const resultOf = ({ cases, incident_labels }: Pick<ProofInputs, 'cases' | 'incident_labels'>) => {
  const decision = decideVerdict(cases.map(toCaseResult), incident_labels);
  return {
    verdict: decision.verdict,
    before_pass: decision.beforePass,
    before_fail: decision.beforeFail,
    after_pass: decision.afterPass,
    after_fail: decision.afterFail,
    new_labels: decision.newLabels,
    p_value: decision.pValue,
    interval: decision.interval,
    fallback_reason: fallbackReason(cases),
  };
};

/** Why nothing was shown: nobody named a candidate, or none of the runs after the change was recorded. */
const fallbackReason = (cases: readonly ProvenCase[]): string | null => {
  const attempts = cases.flatMap(({ after }) => after);
  if (attempts.length === 0) return 'no_candidate';
  return attempts.every(({ facts }) => facts === null) ? 'not_recorded' : null;
};

const toCaseResult = ({ before, after }: ProvenCase): CaseResult => ({
  before: before.outcome,
  after: decideRepeats(after).outcome,
  labelsBefore: before.facts?.labels ?? [],
  labelsAfter: after.flatMap(({ facts, misses }): readonly FiredLabel[] => (misses > 0 ? [] : (facts?.labels ?? []))),
});

/** Labels that runs before the change had. */
export const labelsBefore = (cases: readonly { readonly before: Pick<ProvenRun, 'facts'> }[]): string[] => [
  ...new Set(cases.flatMap(({ before }) => before.facts?.labels.map(({ label }) => label) ?? [])),
];

/** Whether each outcome that is stated follows from the facts beside it. Without facts it can only be unknown. */
export const outcomesFollow = ({ cases, incident_labels }: Pick<ProofInputs, 'cases' | 'incident_labels'>): boolean => {
  const known = { incident: incident_labels, before: labelsBefore(cases) };
  const follows = (stated: ProvenRun, decide: (facts: JudgedFacts) => Judgement): boolean => {
    if (stated.facts === null) return stated.outcome === 'unknown';
    const { outcome, reason } = decide(stated.facts);
    return outcome === stated.outcome && reason === stated.reason;
  };
  return cases.every(
    ({ before, after }) =>
      follows(before, (facts) => decideBefore(facts, incident_labels)) &&
      after.every((attempt) => follows(attempt, (facts) => decideAfter(facts, known, attempt.misses))),
  );
};
