export interface LiveSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly span_name: string;
  readonly observation_type: string;
  readonly [field: string]: unknown;
}

export interface LiveTrace {
  readonly trace_id: string;
  readonly spans: readonly LiveSpan[];
  readonly [field: string]: unknown;
}

export interface LiveBlock {
  readonly role: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

type PlacedSpan = Pick<LiveSpan, 'span_id' | 'parent_span_id' | 'observation_type' | 'span_name'>;

/** The spans in their order, each indented below its parent: `  tool get_weather`. */
export const treeOf = ({ spans }: { readonly spans: readonly PlacedSpan[] }): string[] => {
  const depths = new Map<string | null, number>([[null, -1]]);
  return spans.map(({ span_id, parent_span_id, observation_type, span_name }) => {
    const depth = (depths.get(parent_span_id) ?? -1) + 1;
    depths.set(span_id, depth);
    return `${'  '.repeat(depth)}${observation_type} ${span_name}`;
  });
};

/** What was said, a line a block: `assistant calls get_weather({"city":"Paris"}) call_0_0, tool_use`. */
export const conversationOf = (blocks: readonly LiveBlock[]): string[] =>
  blocks.map(({ role, content, finish_reason }) => {
    const end = typeof finish_reason === 'string' ? `, ${finish_reason}` : '';
    return `${role} ${say(content)}${end}`;
  });

const say = (content: LiveBlock['content']): string => {
  switch (content['type']) {
    case 'text':
      return `says ${String(content['text'])}`;
    case 'tool_use':
      return `calls ${String(content['name'])}(${JSON.stringify(content['input'])}) ${String(content['id'])}`;
    case 'tool_result':
      return `${content['is_error'] === true ? 'fails with' : 'answers'} ${plain(content['content'])} ${String(content['tool_use_id'])}`;
    default:
      return JSON.stringify(content);
  }
};

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
