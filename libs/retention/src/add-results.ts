import type { ExpiredTrace } from '@debrief/ingestion';
import type { RetentionResult } from './retention.types';

export const nothingRemoved: RetentionResult = { traces: 0, events: 0, artifacts: 0, failed: [], hasMore: false };

/** What would go with these traces. */
export const dryResult = (traces: readonly ExpiredTrace[]): RetentionResult => ({
  ...nothingRemoved,
  traces: traces.length,
  events: traces.reduce((sum, { eventCount }) => sum + eventCount, 0),
  artifacts: traces.reduce((sum, { artifactCount }) => sum + artifactCount, 0),
});

export const addResults = (one: RetentionResult, other: RetentionResult): RetentionResult => ({
  traces: one.traces + other.traces,
  events: one.events + other.events,
  artifacts: one.artifacts + other.artifacts,
  failed: [...one.failed, ...other.failed],
  hasMore: one.hasMore || other.hasMore,
});
