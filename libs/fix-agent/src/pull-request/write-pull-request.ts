import type { Evidence } from '../evidence/evidence.types';
import type { Outcome } from '../fix-run.types';

export interface PullRequestText {
  readonly title: string;
  /** Markdown, in which nothing of a run or of a model is markup. */
  readonly body: string;
}

const maxTitle = 120;
const maxQuote = 8_000;

/**
 * The pull request's words. What came from a run or a model is shown as plain text in fences: there it mentions nobody, loads no
 * image and hides no comment.
 */
export const writePullRequest = (
  { incident, session_id, goal, detections }: Evidence,
  outcome: Outcome,
  links: { readonly incident: string; readonly fixRun: string },
): PullRequestText => {
  const findings = detections.map((one) => `step ${one.critical_step_seq}, ${one.label}: ${one.summary}`);
  const label = outcome.status === 'fallback' ? 'Regression case' : 'Fix';
  return {
    title: clip(`${label}: ${toPlainLine(incident.title)}`, maxTitle),
    body: [
      outcome.status === 'fallback'
        ? `**No fix was proposed** (\`${outcome.fallbackReason}\`). This only adds the regression case of an incident.`
        : 'Proposed by the Debrief fix agent: written by a language model from a recorded run. **Read it before you merge it.**',
      '### Summary',
      quote(outcome.summary),
      '### Plan',
      quote(outcome.plan.map((step, index) => `${index + 1}. ${step}`).join('\n')),
      '### Evidence',
      quote(
        [
          `incident: ${incident.title}`,
          ...(session_id ? [`run: ${session_id}`] : []),
          ...(goal ? [`goal: ${goal}`] : []),
          ...findings,
        ].join('\n'),
      ),
      `Confidence ${outcome.confidence} · [incident](${links.incident}) · [fix run](${links.fixRun})`,
    ].join('\n\n'),
  };
};

/** A fence that is longer than any within. */
const quote = (text: string): string => {
  const shown = clip(text, maxQuote);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
};

/** One line without what a forge reads as a mention, a reference or markup. */
const toPlainLine = (text: string): string =>
  text
    .replace(/[^\p{L}\p{N} .,:;()'"_+=/-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const clip = (text: string, length: number): string => (text.length <= length ? text : `${text.slice(0, length - 1)}…`);
