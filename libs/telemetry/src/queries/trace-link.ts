import type { JoinedTrace } from '@debrief/ingestion';

/** The run of a request, as answers show it. */
export interface TraceLink extends Pick<JoinedTrace, 'status' | 'incidentIds'> {
  /** As clients know it. */
  readonly id: string;
  readonly projectId: string;
}

/** Of the runs that an id leads to the one that has it as its own, else the oldest; null for none. */
export const chooseTrace = (joined: readonly JoinedTrace[], wireId: string): JoinedTrace | null =>
  joined.find((trace) => isOwn(trace, wireId)) ?? joined[0] ?? null;

export const toTraceLink = (trace: JoinedTrace | null, projectId: string): TraceLink | null =>
  trace && { id: trace.externalId, projectId, status: trace.status, incidentIds: trace.incidentIds };

/** The ids of requests that are meant by one: itself, and of a run's own id the one that its SDK propagates. */
export const idsBehind = (joined: readonly JoinedTrace[], wireId: string): string[] => [
  ...new Set([wireId, ...joined.filter((trace) => isOwn(trace, wireId)).flatMap(({ wireIds }) => wireIds)]),
];

const isOwn = ({ wireIds: [own] }: JoinedTrace, wireId: string): boolean => own === wireId;
