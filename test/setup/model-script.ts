export interface ScriptedCall {
  readonly name: string;
  readonly input: unknown;
}

/** What the model answers; `status` stands for a failing provider, `hang` for one that never answers. */
export interface ScriptedAnswer {
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
  readonly status?: number;
  readonly hang?: boolean;
  /** Sends the caller to another address. */
  readonly redirect?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Those of the input that OpenAI's cache held. */
  readonly cachedTokens?: number;
}

/** A request as any model sees it, whatever its form. */
export interface ModelRequest {
  readonly form: 'openai' | 'anthropic';
  readonly key: string;
  readonly model: string;
  readonly system: string;
  /** What people and tools said, in order. */
  readonly inputs: readonly string[];
  readonly tools: readonly string[];
  /** How often the model has answered in this conversation. */
  readonly turn: number;
  /** Headers and body as they came. */
  readonly raw: string;
}

export type Script = (request: ModelRequest) => ScriptedAnswer;
