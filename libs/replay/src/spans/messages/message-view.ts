import type { MessageBlock, MessageRole, MessageSpan } from '@debrief/ingestion';
import { isJsonObject, type JsonValue } from '@debrief/kernel';

/** What narrows the blocks that are shown. Moments are RFC 3339 in UTC with microseconds, both inclusive. */
export interface MessageFilter {
  readonly from?: string;
  readonly to?: string;
  readonly role?: MessageRole;
}

/** What is said in some spans (M of otel.md C3). */
export interface MessageView {
  readonly blocks: readonly MessageBlock[];
  /** Of the spans that say something shown, each once. */
  readonly totalTokens: number;
  readonly totalCost: number;
  readonly start: string | null;
  readonly end: string | null;
  /** In OpenAI's form, each name once, by name. */
  readonly toolDefinitions: readonly JsonValue[];
  /** Of tools that are defined or called, by name. */
  readonly toolNames: readonly string[];
  /** More was said than is read for one answer. */
  readonly isTruncated: boolean;
}

/** Makes the view of blocks that were laid out of spans. */
export const toMessageView = (
  all: readonly MessageBlock[],
  spans: readonly MessageSpan[],
  filter: MessageFilter,
  isTruncated: boolean,
): MessageView => {
  const blocks = all.filter((block) => passes(block, filter));
  const speakers = new Map(blocks.map((block) => [`${block.trace_id}/${block.span_id}`, block]));
  const moments = blocks.map(({ timestamp }) => timestamp).sort();
  const definitions = new Map<string, JsonValue>();
  for (const { messages } of spans)
    for (const definition of messages.toolDefinitions) {
      const name = nameOf(definition);
      if (!definitions.has(name)) definitions.set(name, definition);
    }
  const called = blocks.flatMap(({ entry_type, tool_name }) => (entry_type === 'tool_use' && tool_name) || []);
  return {
    blocks,
    totalTokens: sum([...speakers.values()].map(({ tokens }) => tokens)),
    totalCost: sum([...speakers.values()].map(({ cost }) => cost)),
    start: moments[0] ?? null,
    end: moments.at(-1) ?? null,
    toolDefinitions: [...definitions].sort(byName).map(([, definition]) => definition),
    toolNames: [...new Set([...definitions.keys(), ...called])].filter((name) => name !== '').sort(),
    isTruncated,
  };
};

const passes = ({ timestamp, role }: MessageBlock, filter: MessageFilter): boolean =>
  (filter.from === undefined || timestamp >= filter.from) &&
  (filter.to === undefined || timestamp <= filter.to) &&
  (filter.role === undefined || role === filter.role);

const sum = (amounts: readonly (number | undefined)[]): number =>
  amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0);

const nameOf = (definition: JsonValue): string => {
  if (!isJsonObject(definition)) return '';
  const inner = definition['function'];
  const name = isJsonObject(inner) ? inner['name'] : definition['name'];
  return typeof name === 'string' ? name : '';
};

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
