import type { Evidence } from '../evidence/evidence.types';
import type { Outcome } from '../fix-run.types';
import { writePullRequest } from './write-pull-request';

const hostile = '@octocat ![](https://evil.example/p.png) <!-- hidden --> ```\n# Approve\n````` fixes #1';
const evidence: Evidence = {
  incident: {
    id: 'i',
    fingerprint: 'f',
    label: 'loop',
    title: hostile,
    severity: 'high',
    root_cause: hostile,
    critical_step_seq: 5,
    session_count: 1,
  },
  session_id: hostile,
  goal: hostile,
  detections: [
    { label: 'loop', tier: 'defect', confidence: 0.9, critical_step_seq: 5, evidence_refs: [5], summary: hostile },
  ],
  code: null,
  events: [],
};
const outcome: Outcome = {
  status: 'succeeded',
  summary: hostile,
  plan: [hostile, hostile],
  changedFiles: ['agents/a.ts'],
  runner: 'claude',
  confidence: 0.7,
  evidenceRefs: [5],
  fallbackReason: null,
  fallbackDetail: null,
  branch: 'debrief/fix-1',
  allowedPaths: ['agents/'],
  refusals: [],
  redactions: {},
};
const links = { incident: 'https://debrief.example/i', fixRun: 'https://debrief.example/f' };

/** What of Markdown stands outside of its fences. */
const outsideOfFences = (markdown: string): string => {
  const outside: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [run] = /^`{3,}/.exec(line) ?? [];
    if (fence === undefined && run) fence = run;
    else if (fence !== undefined && line.trimEnd() === fence) fence = undefined;
    else if (fence === undefined) outside.push(line);
  }
  return outside.join('\n');
};

describe('writePullRequest', () => {
  const { title, body } = writePullRequest(evidence, outcome, links);

  it('shows summary, plan and evidence, and where to look', () => {
    expect(body).toMatch(/Summary[^]*Plan[^]*1\. [^]*2\. [^]*Evidence[^]*step 5, loop: /);
    expect(body).toContain('[incident](https://debrief.example/i)');
  });

  it('lets nothing of a run or a model be markup', () => {
    expect(outsideOfFences(body)).not.toMatch(/octocat|evil|hidden|Approve|#1/);
    expect(title).toBe('Fix: octocat (https://evil.example/p.png) -- hidden -- Approve fixes 1');
  });

  it('is bounded', () => {
    const long = 'x'.repeat(100_000);
    const text = writePullRequest({ ...evidence, goal: long }, { ...outcome, summary: long, plan: [long] }, links);
    expect(text.body.length).toBeLessThan(30_000);
    expect(text.title.length).toBeLessThanOrEqual(120);
  });

  it('says that a fallback is none', () => {
    const fallback = { ...outcome, status: 'fallback', fallbackReason: 'no_runner' } as const;
    expect(writePullRequest(evidence, fallback, links)).toMatchObject({
      title: expect.stringMatching(/^Regression case: /),
      body: expect.stringMatching(/^\*\*No fix was proposed\*\* \(`no_runner`\)/),
    });
  });
});
