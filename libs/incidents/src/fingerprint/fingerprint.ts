import { createHash } from 'node:crypto';
import { normaliseText, type Subject } from '@debrief/analysis';

export interface Failure {
  readonly label: string;
  /** The agent that took the step, else the run's. */
  readonly agent: string | null;
  readonly step: Pick<Subject, 'type' | 'name' | 'error'>;
}

/**
 * What two failing runs share when they fail alike: 16 hex digits of SHA-256 over label, agent, and the critical step's type, tool or
 * action name and normalised error (native.md §9). As JSON, so that no two lists of parts are the same text.
 */
export const fingerprint = ({ label, agent, step }: Failure): string => {
  const error = step.error === null ? null : normaliseText(step.error);
  const parts = [label, agent, step.type, step.name, error];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
};
