import { invalid, isJsonObject, type JsonObject, type JsonValue, parseJson, toColumnText } from '@debrief/kernel';

const maxItems = 10_000;
const maxPath = 4_096;

/**
 * Reads the fields of a body, of a route or of a batch's item, by the names that clients use; the first one that is there counts, and
 * null is not there. Every method throws INVALID with the field's name.
 */
export class BodyReader {
  constructor(private readonly body: JsonObject) {}

  /** A text of 1 to `max` characters. An empty one is absent. */
  text(max: number, ...names: readonly string[]): string | null {
    const [name, value] = this.find(names);
    if (value === undefined || value === '') return null;
    if (typeof value !== 'string') throw invalid(name, 'must be a string');
    if (value.length > max) throw invalid(name, `must have at most ${max} characters`);
    return toColumnText(value);
  }

  /** @throws DomainError INVALID also where it is absent */
  required(max: number, name: string): string {
    const value = this.text(max, name);
    if (value === null) throw invalid(name, 'is required');
    return value;
  }

  whole(name: string): number | null {
    const [, value] = this.find([name]);
    if (value === undefined) return null;
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw invalid(name, 'must be a whole number of 0 or more');
    return value as number;
  }

  instant(...names: readonly string[]): Date | null {
    const [name, value] = this.find(names);
    if (value === undefined || value === '') return null;
    const date = typeof value === 'string' ? new Date(value) : undefined;
    if (!date || Number.isNaN(date.getTime())) throw invalid(name, 'must be an ISO 8601 time');
    return date;
  }

  /** One of some words, in any case. */
  word<T extends string>(words: readonly T[], ...names: readonly string[]): T | null {
    const [name] = this.find(names);
    const value = this.text(64, ...names)?.toLowerCase();
    if (value === undefined) return null;
    const known = words.find((word) => word === value.replaceAll('-', '_'));
    if (!known) throw invalid(name, `must be one of ${words.join(', ')}`);
    return known;
  }

  /** Paths of files, each once. */
  paths(...names: readonly string[]): string[] {
    const [name, value] = this.find(names);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw invalid(name, 'must be a list');
    if (value.length > maxItems) throw invalid(name, `must have at most ${maxItems} items`);
    const paths = value.map((path) => {
      if (typeof path !== 'string') throw invalid(name, 'must hold strings only');
      if (path.length > maxPath) throw invalid(name, `must hold strings of at most ${maxPath} characters`);
      return toColumnText(path);
    });
    return [...new Set(paths)].filter((path) => path !== '');
  }

  /** An object, or JSON text of one. */
  object(name: string): JsonObject | null {
    const [, value] = this.find([name]);
    if (value === undefined || value === '') return null;
    const object = typeof value === 'string' ? readObject(value) : value;
    if (!isJsonObject(object)) throw invalid(name, 'must be an object, or JSON text of one');
    if (Object.keys(object).length > maxItems) throw invalid(name, `must have at most ${maxItems} entries`);
    return object;
  }

  private find(names: readonly string[]): [string, JsonValue | undefined] {
    const name = names.find((one) => Object.hasOwn(this.body, one) && this.body[one] !== null) ?? names[0] ?? '';
    return [name, Object.hasOwn(this.body, name) ? (this.body[name] ?? undefined) : undefined];
  }
}

const readObject = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
};
