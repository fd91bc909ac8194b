import type { Evidence } from '../evidence/evidence.types';

/** Steps of an agent; what tools and people answered is not part of a case that goes into a repository. */
const agentSteps = new Set(['agent_message', 'tool_call', 'browser_action', 'llm_call', 'state_change']);

/** Where the case of an incident lies: below the first allowed path. */
export const regressionCasePath = ({ incident }: Evidence, allowedPaths: readonly string[]): string =>
  `${(allowedPaths[0] ?? 'agents/').replace(/\/+$/, '')}/regression-cases/${incident.fingerprint}.json`;

/** The incident as a test case: what was asked, what the agent did, and the label that must not come back. */
export const toRegressionCase = ({ incident, session_id, goal, events }: Evidence): string =>
  `${JSON.stringify(
    {
      incident: { fingerprint: incident.fingerprint, label: incident.label, title: incident.title },
      source: { session_id, critical_step_seq: incident.critical_step_seq },
      goal,
      expect: { absent_labels: [incident.label] },
      steps: events
        .filter(({ type }) => agentSteps.has(type))
        .map(({ seq, type, name, agent }) => ({ seq, type, name, agent })),
    },
    null,
    2,
  )}\n`;
