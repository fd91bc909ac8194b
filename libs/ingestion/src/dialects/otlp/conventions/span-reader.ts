import { isJsonObject, parseJson, type JsonValue } from '@debrief/kernel';
import type { Attributes, OtlpSpan, OtlpSpanEvent } from '../otlp.types';
import { anyEvent, everySpan, topicsOf, type Topics } from './topics';

/** JSON text is read as deep as attributes may be; what is deeper stays text. */
const maxLevels = 64;
const detailsEvent = 'gen_ai.client.inference.operation.details';

/** Looks fields up in one span. Each JSON text is parsed once, and only when a rule asks for its inside. */
export class SpanReader {
  /** What the span may say something to. */
  private readonly topics: Topics;
  /** Stand in where the span has no attribute of a name that says something. */
  private readonly details: Attributes | undefined;
  private structures: Map<string, JsonValue | undefined> | undefined;

  constructor(readonly span: OtlpSpan) {
    const hasEvents = span.events.length > 0;
    this.details = hasEvents ? this.eventNamed(detailsEvent)?.attributes : undefined;
    let topics = hasEvents ? topicsOf(anyEvent) : 0;
    for (const name of Object.keys(span.attributes)) topics |= topicsOf(name);
    if (this.details !== undefined) for (const name of Object.keys(this.details)) topics |= topicsOf(name);
    this.topics = topics;
  }

  /** False: no rule of the topic has anything to read. */
  isOn(topic: Topics = everySpan): boolean {
    return topic === everySpan || (this.topics & topic) !== 0;
  }

  /** The names of all attributes that say something. One may come twice. */
  names(): readonly string[] {
    const own = Object.keys(this.span.attributes);
    const all = this.details === undefined ? own : [...Object.keys(this.details), ...own];
    return all.filter((name) => this.value(name) !== undefined);
  }

  /** Undefined: absent, null or empty. */
  value(name: string): JsonValue | undefined {
    const own = filled(this.span.attributes[name]);
    return own === undefined && this.details !== undefined ? filled(this.details[name]) : own;
  }

  /** An attribute as text; undefined for lists and objects. */
  text(name: string): string | undefined {
    return toText(this.value(name));
  }

  /** An attribute that is an object or a list, or JSON text of one. */
  structure(name: string): JsonValue | undefined {
    const value = this.value(name);
    if (typeof value !== 'string') return typeof value === 'object' ? value : undefined;
    this.structures ??= new Map();
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
