import type { FailedRequest } from './failed-request';
import type { SessionReading } from './read-session';
import { type FindingSeverity, severities } from './session-analysis.types';
import type { SessionThresholds } from './thresholds';

/** Something that a rule found, with its place in the list. */
export interface Finding<T extends { readonly severity: FindingSeverity }> {
  readonly entry: T;
  /** How much of it there is: a duration, or a count. */
  readonly size: number;
  /** Of the event where it shows first. */
  readonly position: number;
}

export interface SessionEvidence {
  readonly session: SessionReading;
  readonly failedRequests: readonly FailedRequest[];
  readonly thresholds: SessionThresholds;
}

/** A rule over one session. Pure and near linear in the events: no clock, no randomness, no locale. */
export type SessionRule<T extends { readonly severity: FindingSeverity }> = (evidence: SessionEvidence) => Finding<T>[];

/** Entries that a list shows. */
export const maxEntries = 50;
/** Events that an entry names. */
export const maxEventIds = 20;

export const idsOf = (events: readonly { readonly id: string }[]): string[] =>
  events.slice(0, maxEventIds).map(({ id }) => id);

/** Worst first, then the largest, then the first in the session. */
export const orderFindings = <T extends { readonly severity: FindingSeverity }>(findings: readonly Finding<T>[]): T[] =>
  findings
    .toSorted(
      (a, b) =>
        severities.indexOf(a.entry.severity) - severities.indexOf(b.entry.severity) ||
        b.size - a.size ||
        a.position - b.position,
    )
    .map(({ entry }) => entry);
