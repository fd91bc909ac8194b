import type { BlockContent, MessageCategory, MessageRole, SpanMessage } from '../message-block';

const byRole: Readonly<Record<MessageRole, MessageCategory>> = {
  system: 'GenAISystemMessage',
  user: 'GenAIUserMessage',
  assistant: 'GenAIAssistantMessage',
  tool: 'GenAIToolMessage',
};

const byContent: Partial<Record<BlockContent['type'], MessageCategory>> = {
  tool_definitions: 'GenAIToolDefinitions',
  context: 'GenAIContext',
};

/** Who speaks: a call is the assistant's and its result the tool's, even where a vendor puts results into the user's message. */
export function speakerOf(content: BlockContent, role: MessageRole): MessageRole {
  if (content.type === 'tool_use') return 'assistant';
  return content.type === 'tool_result' ? 'tool' : role;
}

const aroundMessages = new Set<BlockContent['type']>(['thinking', 'redacted_thinking', 'context', 'tool_definitions']);

/** Thoughts, context and definitions of tools stand around messages and are none. */
export const isAroundMessages = ({ type }: BlockContent): boolean => aroundMessages.has(type);

/** What kind of entry a block is (otel.md C3): by its content, by its span where that says more, else by who speaks. */
export function categorize(
  content: BlockContent,
  { side, role, isChoice = false }: Pick<SpanMessage, 'side' | 'role' | 'isChoice'>,
  observationType: string | null,
): MessageCategory {
  const known = byContent[content.type];
  if (known) return known;
  if (observationType === 'tool' && side === 'input' && content.type === 'tool_use') return 'GenAIToolInput';
  if (observationType === 'retriever' && side === 'output') return 'Retrieval';
  if (isChoice && content.type !== 'tool_result') return 'GenAIChoice';
  return byRole[speakerOf(content, role)];
}
