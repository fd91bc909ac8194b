import type { Evidence } from '../evidence/evidence.types';
import { noUsage, type RunnerResult } from '../runner/runner.types';
import { decideOutcome } from './decide-outcome';

const evidence: Evidence = {
  incident: {
    id: 'i',
    fingerprint: 'abcdef0123456789',
    label: 'loop',
    title: 'A loop',
    severity: 'high',
    root_cause: null,
    critical_step_seq: 5,
    session_count: 1,
  },
  session_id: 'sess_1',
  goal: null,
  detections: [],
  code: null,
  events: [],
};
const material = { evidence, evidenceRefs: [5], redactions: {} };
const ran = {
  runner: 'claude',
  base: { kind: 'default_branch' as const, commit: 'c', branch: 'main', missing: null },
  allowedPaths: ['agents/'],
  usage: noUsage,
  refusals: [],
};
const proposal = (confidence: number): RunnerResult => ({
  ...ran,
  kind: 'proposal',
  summary: 'Stops the loop',
  plan: ['Stop'],
  confidence,
  diff: 'diff --git …',
  changedFiles: ['agents/a.ts'],
});

describe('decideOutcome', () => {
  it.each([
    [0.7, 0.7],
    [1, 0.9],
    [-1, 0],
  ])('takes a proposal with a confidence of %d as %d', (said, expected) => {
    expect(decideOutcome('run', material, proposal(said))).toMatchObject({
      diff: 'diff --git …',
      baseCommit: 'c',
      outcome: { status: 'succeeded', confidence: expected, branch: 'debrief/fix-run', fallbackReason: null },
    });
  });

  it('trusts a runner less that reached for what it must not', () => {
    const refusals = [{ tool: 'read_file', path: '.env', detail: 'secret_file' }];
    const { outcome } = decideOutcome('run', material, { ...proposal(0.8), refusals });
    expect(outcome).toMatchObject({ status: 'succeeded', confidence: 0.5, refusals });
  });

  it.each([
    [['agents/'], 'agents/regression-cases/abcdef0123456789.json'],
    [['src/agents', 'x/'], 'src/agents/regression-cases/abcdef0123456789.json'],
    [[], 'agents/regression-cases/abcdef0123456789.json'],
  ])('puts the fallback of %j into %s, and is not sure of it', (allowedPaths, path) => {
    const none: RunnerResult = { ...ran, allowedPaths, kind: 'none', reason: 'timed_out', detail: null };
    const { outcome, diff } = decideOutcome('run', material, none);
    expect(outcome).toMatchObject({ status: 'fallback', fallbackReason: 'timed_out', changedFiles: [path] });
    expect(outcome.confidence).toBeLessThan(0.2);
    expect(diff).toContain(`+++ b/${path}\n`);
  });
});
