import type { EventType, ObservationType, SpanCategory } from '../normal-span';
import { reading } from '../source';
import type { SpanReader } from '../span-reader';

/** What a span is. Without an event type it has the one of its observation type. */
export interface Kind {
  readonly type: ObservationType;
  readonly category?: SpanCategory;
  readonly event?: EventType;
  readonly decision?: 'routing' | 'plan' | 'handoff';
}

/** One convention's answer; undefined: it does not say. `reads` names all attributes without which it never does. */
export interface KindRule {
  (reader: SpanReader): Kind | undefined;
  readonly reads?: readonly string[];
}

/** The kinds that conventions name, each under its own words. */
export const kinds = {
  generation: { type: 'generation' },
  embedding: { type: 'embedding' },
  tool: { type: 'tool' },
  agent: { type: 'agent' },
  chain: { type: 'chain' },
  retriever: { type: 'retriever' },
  guardrail: { type: 'guardrail' },
  evaluator: { type: 'evaluator' },
  span: { type: 'span' },
  handoff: { type: 'agent', event: 'handoff', decision: 'handoff' },
  plan: { type: 'agent', event: 'decision', decision: 'plan' },
  routing: { type: 'chain', event: 'decision', decision: 'routing' },
  memoryWrite: { type: 'span', event: 'state_change' },
  http: { type: 'span', category: 'http' },
  db: { type: 'span', category: 'db' },
  storage: { type: 'span', category: 'storage' },
  messaging: { type: 'span', category: 'messaging' },
} as const satisfies Record<string, Kind>;

/** An attribute whose values, without case, are kinds. */
export const byValue = (attribute: string, table: Readonly<Record<string, Kind>>): KindRule =>
  reading([attribute], (reader) => {
    const value = reader.text(attribute)?.toLowerCase();
    return value !== undefined && Object.hasOwn(table, value) ? table[value] : undefined;
  });
