const spent = { input: 1000, output: 50, cache_read: 100, cache_write: 0, reasoning: 0, total: 1050 };

export const optionsExample = { options: { environment: [{ value: 'prod', count: 12 }] } };

export const statsExample = {
  period: { from: '2026-11-20T00:00:00.000000Z', to: '2026-11-21T00:00:00.000000Z' },
  counts: { traces: 12, traces_previous: 9, sessions: 4, spans: 84, unique_users: 3 },
  costs: { ...spent, input: 0.00225, output: 0.0005, cache_read: 0.000125, total: 0.002875 },
  tokens: spent,
  by_framework: [{ framework: 'LangGraph', count: 12, percentage: 100 }],
  by_model: [{ model: 'gpt-4o', tokens: 1050, cost: 0.002875, percentage: 100 }],
  recent_activity_count: 1,
  avg_trace_duration_ms: 4250.5,
  trend_data: [{ bucket: '2026-11-20T10:00:00.000000Z', tokens: 1050 }],
  latency_trend_data: [{ bucket: '2026-11-20T10:00:00.000000Z', avg_duration_ms: 4250.5 }],
};
