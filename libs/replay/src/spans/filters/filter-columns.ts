import type { FilterColumns } from './condition';

const text = { type: 'text' } as const;
const number = { type: 'number' } as const;
const moment = { type: 'moment' } as const;
const tags = { type: 'list' } as const;
const textOfSpan = { type: 'text', ofSpan: true } as const;

/** What lists of runs filter by (otel.md C2). */
export const traceFilterColumns = {
  trace_id: text,
  trace_name: text,
  session_id: text,
  user_id: text,
  environment: text,
  tags,
  start_time: moment,
  end_time: moment,
  duration_ms: number,
  input_tokens: number,
  output_tokens: number,
  total_tokens: number,
  cache_read_tokens: number,
  cache_write_tokens: number,
  reasoning_tokens: number,
  input_cost: number,
  output_cost: number,
  cache_read_cost: number,
  cache_write_cost: number,
  reasoning_cost: number,
  total_cost: number,
  gen_ai_request_model: textOfSpan,
  gen_ai_system: textOfSpan,
  framework: textOfSpan,
} as const satisfies FilterColumns;

/** What lists of spans filter by. */
export const spanFilterColumns = {
  trace_id: text,
  span_id: text,
  session_id: text,
  user_id: text,
  environment: text,
  tags,
  span_category: { type: 'text', fold: 'lower' },
  observation_type: { type: 'text', fold: 'lower' },
  framework: text,
  status_code: { type: 'text', fold: 'upper' },
  gen_ai_request_model: text,
  gen_ai_system: text,
  gen_ai_agent_name: text,
  timestamp_start: moment,
  timestamp_end: moment,
  start_time: moment,
  end_time: moment,
  duration_ms: number,
  span_name: text,
} as const satisfies FilterColumns;

/** What lists of sessions filter by. */
export const sessionFilterColumns = {
  session_id: text,
  user_id: text,
  environment: text,
  start_time: moment,
  end_time: moment,
} as const satisfies FilterColumns;
