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
  /** Of the span event or log record; null: the span's start (input) or end (output) stands for it. */
  readonly timeUnixNano: bigint | null;
}

export interface SpanMessages {
  readonly messages: readonly SpanMessage[];
  /** In OpenAI's form, each name once. */
  readonly toolDefinitions: readonly JsonValue[];
  /** Values of indexed keys (`gen_ai.prompt.N.…`) that were left out, because their index or nesting is beyond the limits. */
  readonly droppedSlots: number;
}
