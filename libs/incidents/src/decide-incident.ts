import type { Severity } from '@debrief/analysis';
import { type IncidentStatus, severities } from './incidents.types';

/** What of an incident the rules move. */
export interface IncidentState {
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** A person set the severity: evidence no longer moves it. */
  readonly isSeveritySet: boolean;
  readonly reopenedCount: number;
  /** When it was last verified; it stays when the incident opens again. */
  readonly verifiedAt: Date | null;
}

export type Happening =
  /** A run shows it. `startedAt`: when that run started. */
  | { readonly kind: 'occurrence'; readonly startedAt: Date; readonly severity: Severity }
  | { readonly kind: 'patch'; readonly status?: IncidentStatus; readonly severity?: Severity; readonly now: Date }
  | { readonly kind: 'fix_dispatch' }
  | { readonly kind: 'regression'; readonly verdict: string; readonly now: Date };

/** The state after something happened; the same object when nothing changes (native.md §9). */
export const decideIncident = (state: IncidentState, happening: Happening): IncidentState => {
  switch (happening.kind) {
    case 'occurrence':
      return decideOccurrence(state, happening);
    case 'patch':
      return decidePatch(state, happening);
    case 'fix_dispatch':
      return state.status === 'new' || state.status === 'triaged' ? { ...state, status: 'fixing' } : state;
    case 'regression':
      return state.status === 'fixing' && happening.verdict === 'fixed'
        ? { ...state, status: 'verified', verifiedAt: happening.now }
        : state;
  }
};

/** A run that started before the fix was verified says nothing about the fix. */
const decideOccurrence = (
  state: IncidentState,
  { startedAt, severity }: Extract<Happening, { kind: 'occurrence' }>,
): IncidentState => {
  if (state.status === 'ignored') return state;
  const isReopened = state.status === 'verified' && state.verifiedAt !== null && startedAt > state.verifiedAt;
  const raised = state.isSeveritySet ? state.severity : highestSeverity(state.severity, severity);
  if (!isReopened) return raised === state.severity ? state : { ...state, severity: raised };
  return { ...state, severity: raised, status: 'new', reopenedCount: state.reopenedCount + 1 };
};

const decidePatch = (
  state: IncidentState,
  { status = state.status, severity, now }: Extract<Happening, { kind: 'patch' }>,
): IncidentState => ({
  ...state,
  status,
  verifiedAt: status === 'verified' && state.status !== 'verified' ? now : state.verifiedAt,
  ...(severity !== undefined && { severity, isSeveritySet: true }),
});

export const highestSeverity = (a: Severity, b: Severity): Severity =>
  severities.indexOf(a) >= severities.indexOf(b) ? a : b;

/** `high` from 0.9, else `medium`; a detector may say `critical` or `low`. */
export const decideSeverity = ({
  severity,
  confidence,
}: {
  readonly severity: Severity;
  readonly confidence: number;
}): Severity => {
  if (severity === 'critical' || severity === 'low') return severity;
  return confidence >= 0.9 ? 'high' : 'medium';
};
