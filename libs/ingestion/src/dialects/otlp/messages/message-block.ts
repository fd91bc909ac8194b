import type { JsonValue } from '@debrief/kernel';

export type MessageRole = 'system' | 'user' | 'assistant' | 'tool';

/** What a message holds (otel.md B5), in the form that the API gives it. */
export type BlockContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly text: string; readonly signature?: string }
  | { readonly type: 'redacted_thinking'; readonly data: string }
  | { readonly type: 'tool_use'; readonly id: string | null; readonly name: string; readonly input: JsonValue }
  | {
      readonly type: 'tool_result';
      readonly tool_use_id: string | null;
      readonly content: JsonValue;
      readonly is_error: boolean;
    }
  | {
      readonly type: 'image' | 'audio' | 'video' | 'document' | 'file';
      readonly media_type: string | null;
      readonly source: 'base64' | 'url' | 'id';
      readonly data: string;
      readonly name: string | null;
    }
  | { readonly type: 'tool_definitions'; readonly tools: readonly JsonValue[]; readonly tool_choice: JsonValue }
  | { readonly type: 'context'; readonly data: JsonValue }
  | { readonly type: 'refusal'; readonly message: string }
  | { readonly type: 'json'; readonly data: JsonValue }
  | { readonly type: 'unknown'; readonly raw: JsonValue };

/** One message of a span, with all of its blocks. */
export interface SpanMessage {
  readonly side: 'input' | 'output';
  readonly role: MessageRole;
  readonly name: string | null;
  readonly blocks: readonly BlockContent[];
  /** Normalised: stop, length, tool_use, content_filter, error; null where none is given. */
  readonly finishReason: string | null;
  /** Where the message stood. */
  readonly source: 'event' | 'attribute' | 'log';
  /** One of the choices of a model, as events call its answers. Absent: no. */
  readonly isChoice?: boolean;
  /** Of the span event or log record; null: the span's start (input) or end (output) stands for it. */
  readonly timeUnixNano: bigint | null;
}

export interface SpanMessages {
  readonly messages: readonly SpanMessage[];
  /** In OpenAI's form, each name once. */
  readonly toolDefinitions: readonly JsonValue[];
  /** Values of indexed keys (`gen_ai.prompt.N.…`) that were left out, because their index or nesting is beyond the limits. Absent: none. */
  readonly droppedSlots?: number;
}

export type MessageCategory =
  | 'GenAISystemMessage'
  | 'GenAIUserMessage'
  | 'GenAIAssistantMessage'
  | 'GenAIToolMessage'
  | 'GenAIToolInput'
  | 'GenAIToolDefinitions'
  | 'GenAIChoice'
  | 'GenAIContext'
  | 'Exception'
  | 'Log'
  | 'Retrieval'
  | 'Observation'
  | 'Other';

/** One block of a message, as the API gives it (otel.md C3, M). Optional fields are absent, not null. */
export interface MessageBlock {
  readonly entry_type: BlockContent['type'];
  readonly content: BlockContent;
  readonly role: MessageRole;
  readonly trace_id: string;
  readonly span_id: string;
  readonly session_id?: string;
  /** Of the message in its span, from 0. */
  readonly message_index: number;
  /** Of the block in its message, from 0. */
  readonly entry_index: number;
  readonly parent_span_id?: string;
  /** From the root, or the nearest 128 ancestors, down to the span itself. */
  readonly span_path: readonly string[];
  /** RFC 3339, UTC, microseconds. */
  readonly timestamp: string;
  readonly observation_type?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly name?: string;
  readonly finish_reason?: string;
  readonly tool_use_id?: string;
  readonly tool_name?: string;
  /** Of the whole span, on each of its blocks. */
  readonly tokens?: number;
  readonly cost?: number;
  readonly status_code?: string;
  readonly is_error: boolean;
  readonly source_type: 'event' | 'attribute' | 'log';
  readonly category: MessageCategory;
  /** 16 hex digits: the same for the same content, whoever says it. */
  readonly content_hash: string;
  /** False for what only stands around a message: thoughts, context, definitions of tools. */
  readonly is_semantic: boolean;
}
