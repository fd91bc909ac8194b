import type { SessionEvent, SessionEventType, SessionRecord, SessionTrace } from '@debrief/sessions';

type Facts = Omit<SessionEvent, 'type' | 'data'>;
type DataOf<T extends SessionEventType> = Extract<SessionEvent, { type: T }>['data'];

/** An event of a made session: type and data, and what else differs from the plainest event. */
export type SessionSketch = {
  [T in SessionEventType]: readonly [type: T, data?: Partial<DataOf<T>>, more?: Partial<Facts>];
}[SessionEventType];

export interface RunSketch extends Partial<SessionTrace> {
  readonly events: readonly SessionSketch[];
}

/** When made sessions begin. */
export const sessionStart = Date.UTC(2026, 4, 4, 10);

const plainest: { readonly [T in SessionEventType]: DataOf<T> } = {
  llm_call: {
    model: null,
    provider: null,
    inputTokens: null,
    outputTokens: null,
    cachedInputTokens: null,
    reasoningTokens: null,
    totalTokens: null,
    latencyMs: null,
    timeToFirstTokenMs: null,
    costUsd: null,
    prompt: null,
    parameters: null,
    finishReason: null,
    input: null,
    output: null,
  },
  tool_call: { toolName: null, callId: null, arguments: null, success: null, latencyMs: null },
  tool_result: { toolName: null, callId: null, callEventId: null, result: null, success: true, error: null },
  decision: { kind: null, choice: null, options: null, reasoning: null, confidence: null, outcome: null },
  handoff: { fromAgent: null, toAgent: null, reason: null },
  guardrail_eval: { guardrail: null, passed: null, blocked: null, score: null, action: null, reason: null },
  state_change: { key: null, before: null, after: null, attributes: {} },
  error: { errorType: null, message: '', stack: null, handled: null },
  response: { content: null, final: true },
};

/**
 * A session for the tables of rules: runs `t1`, `t2`, … of events that start a second apart and have ids `t1:0`, `t1:1`, … Times in `more` are
 * ms since `sessionStart`.
 */
export const makeSession = (runs: readonly RunSketch[]): SessionRecord => {
  let position = 0;
  const made = runs.map(({ events, ...about }, index): { trace: SessionTrace; events: SessionEvent[] } => {
    const id = about.id ?? `t${index + 1}`;
    return {
      trace: {
        id,
        status: 'completed',
        startedAt: sessionStart,
        endedAt: null,
        surface: 'native',
        incidentIds: [],
        ...about,
      },
      events: events.map(([type, data, more = {}], seq) => {
        const startedAt = sessionStart + (more.startedAt ?? position * 1_000);
        position += 1;
        return {
          id: `${id}:${seq}`,
          sessionId: 's',
          traceId: id,
          position,
          decisionKind: null,
          name: null,
          agentName: null,
          spanId: null,
          parentSpanId: null,
          endedAt: null,
          durationMs: null,
          clockSkew: false,
          status: 'ok',
          error: null,
          derived: false,
          source: { surface: 'native', type, seq },
          isWrapper: false,
          embeddingTokens: null,
          ...more,
          startedAt,
          ...(typeof more.durationMs === 'number' && { endedAt: startedAt + more.durationMs }),
          type,
          data: { ...plainest[type], ...data },
        } as SessionEvent;
      }),
    };
  });
  return { sessionId: 's', traces: made.map(({ trace }) => trace), events: made.flatMap(({ events }) => events) };
};

/** What the user says: it opens a turn. */
export const userMessage = (more: Partial<Facts> = {}): SessionSketch => [
  'state_change',
  { key: 'user_message' },
  more,
];
