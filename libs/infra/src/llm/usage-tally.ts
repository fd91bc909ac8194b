export interface LoopLimits {
  /** Answers of the model. */
  readonly steps: number;
  /** Tokens of all steps together. What a request costs is known after it, so one step may go past a limit. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the whole loop. */
  readonly ms: number;
  /** US dollars; holds only where the prices are known. */
  readonly costUsd?: number;
}

/** US dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
}

export interface LoopUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where the prices are not known. */
  readonly costUsd: number | null;
}

/** Adds up what the steps of a loop used. */
export class UsageTally {
  steps = 0;
  private inputTokens = 0;
  private outputTokens = 0;

  constructor(private readonly prices: TokenPrices | null) {}

  add(inputTokens: number, outputTokens: number): void {
    this.steps += 1;
    this.inputTokens += inputTokens;
    this.outputTokens += outputTokens;
  }

  get usage(): LoopUsage {
    const { prices, inputTokens, outputTokens } = this;
    const costUsd = prices && (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000;
    return { inputTokens, outputTokens, costUsd };
  }
}

/** The limit that is reached, the first of them; null while there is room for another step. */
export const findLimit = ({ steps, usage }: UsageTally, limits: LoopLimits) => {
  if (steps >= limits.steps) return 'limit:steps';
  if (usage.inputTokens >= limits.inputTokens) return 'limit:input_tokens';
  if (usage.outputTokens >= limits.outputTokens) return 'limit:output_tokens';
  if (usage.costUsd !== null && limits.costUsd !== undefined && usage.costUsd >= limits.costUsd) return 'limit:cost';
  return null;
};
