import type { KindRule } from '../kinds/kind';
import type { SpanReader } from '../span-reader';

/** A framework: how its spans are known, and what they are where only their names tell. */
export interface Framework {
  readonly name: string;
  /** Beginnings of attribute names, which end in `.` or `_`, and whole names. */
  readonly prefixes?: readonly string[];
  /** In lower case. */
  readonly providers?: readonly string[];
  /** `service.name` of the resource, in lower case. */
  readonly services?: readonly string[];
  readonly scopes?: readonly string[];
  readonly isNamed?: (spanName: string) => boolean;
  readonly isSaid?: (reader: SpanReader) => boolean;
  readonly kindOf?: KindRule;
}
