import type { JsonObject } from '@debrief/kernel';

/** An event in the model: few keys and seqs, so that they collide. */
export interface ModelItem {
  readonly key: number;
  readonly seq: number;
  readonly content: 'plain' | 'call' | 'error' | 'end' | 'start';
  readonly isBroken: boolean;
}

export type ModelOutcome = 'accepted' | 'key' | 'seq' | 'invalid';

const payloads: Record<ModelItem['content'], { readonly type: string; readonly payload: JsonObject }> = {
  plain: { type: 'metric', payload: { name: 'm', value: 1 } },
  call: { type: 'llm_call', payload: { model: 'm', input_tokens: 10, output_tokens: 3, cost_usd: 0.1 } },
  error: { type: 'error', payload: { message: 'x' } },
  end: { type: 'session_end', payload: { status: 'failed' } },
  start: { type: 'state_change', payload: { name: 'session_started', after: { agent: 'model' } } },
};

export const toItem = (trace: string, { key, seq, content, isBroken }: ModelItem): JsonObject => ({
  ...payloads[content],
  session_id: trace,
  timestamp: '2026-01-01T00:00:00Z',
  seq,
  idempotency_key: isBroken ? null : `key-${key}`,
});

/** The append table of native.md §4 in memory: what a trace holds and what becomes of each item of a batch. */
export class ModelTrace {
  private constructor(
    private readonly strictSeq: boolean,
    readonly byKey: ReadonlyMap<number, ModelItem>,
  ) {}

  static empty(strictSeq: boolean): ModelTrace {
    return new ModelTrace(strictSeq, new Map());
  }

  append(items: readonly ModelItem[]): { readonly after: ModelTrace; readonly outcomes: readonly ModelOutcome[] } {
    const byKey = new Map(this.byKey);
    const outcomes = items.map((item): ModelOutcome => {
      if (item.isBroken) return 'invalid';
      const held = byKey.get(item.key);
      if (held) return held.seq === item.seq && held.content === item.content ? 'accepted' : 'key';
      const seqs = [...byKey.values()].map(({ seq }) => seq);
      if (seqs.includes(item.seq) || (this.strictSeq && item.seq <= Math.max(-1, ...seqs))) return 'seq';
      byKey.set(item.key, item);
      return 'accepted';
    });
    return { after: new ModelTrace(this.strictSeq, byKey), outcomes };
  }

  /** Key → seq and type, as the table holds them. */
  rows(): (readonly [key: string, seq: number, type: string])[] {
    return [...this.byKey.values()]
      .map(({ key, seq, content }) => [`key-${key}`, seq, payloads[content].type] as const)
      .sort((a, b) => a[1] - b[1]);
  }

  status(): 'running' | 'failed' {
    return [...this.byKey.values()].some(({ content }) => content === 'end') ? 'failed' : 'running';
  }
}
