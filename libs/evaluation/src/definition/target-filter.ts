import { observationTypes } from '@debrief/ingestion';
import { invalid, isJsonObject, type JsonValue } from '@debrief/kernel';

/** Which targets an enabled evaluator looks at; an empty list leaves all in. */
export interface TargetFilter {
  readonly names: readonly string[];
  readonly models: readonly string[];
  /** Any of them. */
  readonly tags: readonly string[];
  readonly environments: readonly string[];
  /** With any, each observation of these types is a target, instead of the run. */
  readonly observationTypes: readonly string[];
}

const types = observationTypes.map((type) => type.toUpperCase());
const most = { items: 100, length: 256 };

/** @throws DomainError INVALID naming the field, e.g. `targetFilter.names` */
export const readTargetFilter = (sent: unknown): TargetFilter => {
  if (sent !== undefined && sent !== null && !isJsonObject(sent)) throw invalid('targetFilter', 'must be an object');
  const list = (name: keyof TargetFilter): readonly string[] => readList(name, sent?.[name] ?? null);
  const wanted = list('observationTypes').map((type) => type.toUpperCase());
  if (wanted.some((type) => !types.includes(type)))
    throw invalid('targetFilter.observationTypes', `must hold only ${types.join(', ')}`);
  return {
    names: list('names'),
    models: list('models'),
    tags: list('tags'),
    environments: list('environments'),
    observationTypes: wanted,
  };
};

const readList = (name: string, value: JsonValue): readonly string[] => {
  if (value === null) return [];
  const isText = (one: JsonValue): one is string => typeof one === 'string' && one.length <= most.length;
  if (!Array.isArray(value) || value.length > most.items || !value.every(isText))
    throw invalid(`targetFilter.${name}`, `must be a list of at most ${most.items} strings`);
  return value;
};

/** What of a run, or of an observation in it, a filter looks at. */
export interface Filtered {
  readonly name: string | null;
  readonly models: readonly string[];
  /** Of the run. */
  readonly tags: readonly string[];
  readonly environment: string;
}

/** Whether a target passes; the type of an observation is for its caller. */
export const passesFilter = (filter: TargetFilter, { name, models, tags, environment }: Filtered): boolean =>
  passes(filter.names, name === null ? [] : [name]) &&
  passes(filter.models, models) &&
  passes(filter.tags, tags) &&
  passes(filter.environments, [environment]);

const passes = (wanted: readonly string[], has: readonly string[]): boolean =>
  wanted.length === 0 || wanted.some((one) => has.includes(one));
