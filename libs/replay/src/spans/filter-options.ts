/** Columns of each list whose values can be offered as options, and which of them are unless the query says (otel.md C3). */
export const optionColumns = {
  traces: [
    'environment',
    'trace_name',
    'user_id',
    'session_id',
    'gen_ai_request_model',
    'gen_ai_system',
    'framework',
    'tags',
  ],
  spans: [
    'observation_type',
    'gen_ai_request_model',
    'framework',
    'status_code',
    'span_category',
    'environment',
    'gen_ai_agent_name',
    'gen_ai_system',
  ],
  sessions: ['environment', 'user_id'],
} as const;

export type OptionList = keyof typeof optionColumns;

export interface FilterOption {
  readonly value: string;
  readonly count: number;
}

export interface OptionsQuery {
  readonly columns: readonly string[];
  /** Microseconds since 1970; both inclusive, on the start. */
  readonly from?: number;
  readonly to?: number;
  /** Of spans: only those that are more than plain ones, or have a model. */
  readonly observationsOnly: boolean;
}
