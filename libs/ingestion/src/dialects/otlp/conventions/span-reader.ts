import { isJsonObject, parseJson, type JsonValue } from '@debrief/kernel';
import type { Attributes, OtlpSpan, OtlpSpanEvent } from '../otlp.types';

/** JSON text is read as deep as attributes may be; what is deeper stays text. */
const maxLevels = 64;
const detailsEvent = 'gen_ai.client.inference.operation.details';

/** Looks fields up in one span. Each JSON text is parsed once, and only when a rule asks for its inside. */
export class SpanReader {
  /** Of the span and, where it has none of a name, of its event of details; those that say something. */
  private readonly values = new Map<string, JsonValue>();
  private readonly structures = new Map<string, JsonValue | undefined>();

  constructor(readonly span: OtlpSpan) {
    const details = span.events.length === 0 ? undefined : this.eventNamed(detailsEvent);
    if (details !== undefined) this.addAll(details.attributes);
    this.addAll(span.attributes);
  }

  private addAll(attributes: Attributes): void {
    for (const name of Object.keys(attributes)) {
      const value = filled(attributes[name]);
      if (value !== undefined) this.values.set(name, value);
    }
  }

  /** The names of all attributes that say something. */
  names(): Iterable<string> {
    return this.values.keys();
  }

  /** Undefined: absent, null or empty. */
  value(name: string): JsonValue | undefined {
    return this.values.get(name);
  }

  /** An attribute as text; undefined for lists and objects. */
  text(name: string): string | undefined {
    return toText(this.value(name));
  }

  /** An attribute that is an object or a list, or JSON text of one. */
  structure(name: string): JsonValue | undefined {
    const value = this.value(name);
    if (typeof value !== 'string') return typeof value === 'object' ? value : undefined;
    if (!this.structures.has(name)) this.structures.set(name, readStructure(value));
    return this.structures.get(name);
  }

  /** What stands at a path inside an attribute. Text that does not hold the path's first key is not parsed. */
  within(name: string, path: readonly string[]): JsonValue | undefined {
    const value = this.value(name);
    if (value === undefined || (typeof value === 'string' && !value.includes(`"${path[0]}"`))) return undefined;
    return filled(follow(this.structure(name), path));
  }

  eventNamed(name: string): OtlpSpanEvent | undefined {
    return this.span.events.find((event) => event.name === name);
  }
}

/** Undefined for what says nothing: null, empty text, empty lists and objects. */
export const filled = (value: JsonValue | undefined): JsonValue | undefined => {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  for (const _key in value) return value;
  return undefined;
};

export const toText = (value: JsonValue | undefined): string | undefined => {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
};

/** Own fields only: keys come from strangers. */
export const follow = (value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined => {
  let inner = value;
  for (const key of path) inner = isJsonObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  return inner;
};

/** What JSON can begin with; prose in brackets and what Python prints are not tried. */
const opening = /^\s*(?:\{\s*["}]|\[\s*["[{\]\dtfn-])/;

/** The object or list that a text is JSON of; undefined for every other text. */
export const readStructure = (text: string): JsonValue | undefined => {
  if (!opening.test(text)) return undefined;
  try {
    const value = parseJson(text);
    return isDeeper(value, maxLevels) ? undefined : value;
  } catch {
    return undefined;
  }
};

const isDeeper = (value: JsonValue, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return inner.some((item) => isDeeper(item, levels - 1));
};

/** JSON text as what it is JSON of; every other value as it is, and null for an absent one. */
export const toJsonValue = (value: JsonValue | undefined): JsonValue =>
  typeof value === 'string' ? (readStructure(value) ?? value) : (value ?? null);
