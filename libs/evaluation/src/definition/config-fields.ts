import { invalid, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';

/** Reads the fields of a `config`; each problem names its field as `config.<name>`. Null is absent. */
export class ConfigFields {
  constructor(
    private readonly config: JsonObject,
    private readonly at = 'config',
  ) {}

  value(name: string): JsonValue | undefined {
    const value = Object.hasOwn(this.config, name) ? this.config[name] : undefined;
    return value === null ? undefined : value;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.config, name);
  }

  flag(name: string, standard: boolean): boolean {
    const value = this.value(name) ?? standard;
    if (typeof value !== 'boolean') throw this.wrong(name, 'must be true or false');
    return value;
  }

  text(name: string, max: number): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '' || value.length > max)
      throw this.wrong(name, `must be a string of 1 to ${max} characters`);
    return value;
  }

  required(name: string, max: number): string {
    const value = this.text(name, max);
    if (value === undefined) throw this.wrong(name, 'is required');
    return value;
  }

  number(name: string, { min, max = Infinity }: { readonly min: number; readonly max?: number }): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !(value >= min && value <= max))
      throw this.wrong(
        name,
        max === Infinity ? `must be a number from ${min}` : `must be a number from ${min} to ${max}`,
      );
    return value;
  }

  choice<T extends string>(name: string, values: readonly T[], standard: T): T {
    const value = this.value(name) ?? standard;
    const found = typeof value === 'string' ? values.find((one) => one === value.toLowerCase()) : undefined;
    if (found === undefined) throw this.wrong(name, `must be one of ${values.join(', ')}`);
    return found;
  }

  /** A list of texts; one text is a list of one. */
  texts(name: string, most: { readonly items: number; readonly length: number }): string[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    const texts = list.filter((one) => typeof one === 'string' && one !== '' && one.length <= most.length) as string[];
    if (texts.length < list.length || list.length === 0 || list.length > most.items)
      throw this.wrong(name, `must be a list of 1 to ${most.items} strings of 1 to ${most.length} characters`);
    return texts;
  }

  object(name: string): JsonObject | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!isJsonObject(value)) throw this.wrong(name, 'must be an object');
    return value;
  }

  wrong(name: string, problem: string): Error {
    return invalid(`${this.at}.${name}`, problem);
  }
}
