import type { JsonObject } from '@debrief/kernel';
import type { Run, RunEvent } from '../../libs/analysis/src/run/run';

/** An event of a made run: type and payload, and what else differs from the plainest event. */
export type EventSketch = readonly [type: string, payload?: JsonObject, more?: Partial<RunEvent>];

/** A run for the tables of rules: events in order, seqs from 0. */
export const makeRun = (events: readonly EventSketch[], about: Partial<Omit<Run, 'events'>> = {}): Run => ({
  goal: null,
  agent: null,
  status: 'failed',
  httpRequests: [],
  ...about,
  events: events.map(([type, payload = {}, more = {}], seq) => ({
    seq,
    type,
    name: typeof payload['tool_name'] === 'string' ? payload['tool_name'] : null,
    agent: null,
    level: 'default',
    spanId: null,
    parentId: null,
    startedAt: null,
    durationMs: null,
    model: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    payload,
    metadata: {},
    ...more,
  })),
});
