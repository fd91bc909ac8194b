import { isJsonObject } from '@debrief/kernel';
import { kinds } from '../kinds/kind';
import type { SpanReader } from '../span-reader';
import type { Framework } from './framework';

const metadataMarks = [
  'langgraph_node',
  'langgraph_step',
  'langgraph_thread_id',
  'langgraph_triggers',
  'langgraph_path',
];

/** A graph's nodes are chains; what decides over the next node is a decision. */
export const langGraph: Framework = {
  name: 'LangGraph',
  prefixes: ['langgraph.', 'langsmith.metadata.langgraph_', 'traceloop.association.properties.langgraph_'],
  isNamed: (name) => name === 'LangGraph',
  isSaid: (reader) => metadataMarks.some((mark) => reader.within('metadata', [mark]) !== undefined),
  kindOf: (reader) => {
    if (reader.span.name === 'LangGraph') return kinds.chain;
    return isNode(reader) ? kinds.chain : undefined;
  },
};

const isNode = (reader: SpanReader): boolean => {
  if (reader.value('langgraph.node') !== undefined) return true;
  const metadata = reader.value('metadata') === undefined ? undefined : reader.structure('metadata');
  return isJsonObject(metadata) && Object.hasOwn(metadata, 'langgraph_node');
};
