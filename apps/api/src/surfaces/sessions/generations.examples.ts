/** A model call as the API document shows it. */
export const generationExample = {
  id: '0197c1de-6a7b-7c3d-9e1f-2a3b4c5d6e7f:1',
  sessionId: 'conv_1',
  traceId: 'sess_1',
  spanId: 'b7ad6b7169203331',
  agentName: 'booker',
  model: 'gpt-5',
  provider: 'openai',
  startedAt: '2026-05-04T10:00:00.100Z',
  latencyMs: 1260,
  timeToFirstTokenMs: 310,
  usage: { inputTokens: 240, outputTokens: 80, cachedInputTokens: null, reasoningTokens: null, totalTokens: 320 },
  costUsd: 0.0011,
  status: 'ok',
  finishReason: 'stop',
  prompt: { ref: 'prompt_01', messagesRef: null, name: null, version: null, parameters: { temperature: 0.2 } },
};

export const generationSummaryExample = {
  calls: 1,
  models: [
    {
      model: 'gpt-5',
      calls: 1,
      errors: 0,
      inputTokens: 240,
      outputTokens: 80,
      totalTokens: 320,
      costUsd: 0.0011,
      latencyMs: { avg: 1260, p50: 1260, p95: 1260, p99: 1260 },
    },
  ],
};
