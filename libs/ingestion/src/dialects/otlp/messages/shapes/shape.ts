import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { BlockContent } from '../message-block';

/** Undefined: the part is of another shape. */
export type PartReader = (part: JsonObject) => BlockContent | undefined;

/** How one vendor or framework writes messages. A new one is a file here, a line in `shapes.ts` and its cases in `shapes.spec.ts`. */
export interface Shape {
  /** Parts of a message's content, by their `type`. */
  readonly typedParts?: Readonly<Record<string, PartReader>>;
  /** Parts without a type, by the key that tells them. */
  readonly keyedParts?: Readonly<Record<string, PartReader>>;
  /** A message in the form that `readRoleMessage` reads: `{role, content, …}`. Undefined: the object is none of this shape. */
  readonly toRoleForm?: (value: JsonObject) => JsonObject | undefined;
  /** What a request, response or state object holds: messages, or objects that hold them in turn. Undefined: it is none of this shape. */
  readonly listMessages?: (value: JsonObject) => JsonValue[] | undefined;
}
