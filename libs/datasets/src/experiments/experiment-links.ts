import { DomainError, type JsonValue, parseJson } from '@debrief/kernel';

/** What of a span says that its trace is what an experiment gave for an item. */
export interface SentSpan {
  readonly traceId: string;
  readonly attributes: Readonly<Record<string, JsonValue>>;
}

/** A trace as what a run over a data set gave for an item, as Langfuse's SDKs say it on spans. Ids as clients know them. */
export interface ExperimentLink {
  readonly traceId: string;
  /** Of the run. */
  readonly experimentId: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly metadata: JsonValue;
  readonly datasetId: string;
  readonly itemId: string;
  /** The observation whose output counts. */
  readonly observationId: string | null;
}

const prefix = 'langfuse.experiment.';
const maxIdLength = 256;

/**
 * Each link once, with what any of its spans says of it. An experiment on items of no data set links nothing: nothing here would be its
 * run.
 */
export class ExperimentLinks {
  private readonly links = new Map<string, ExperimentLink>();

  hear(span: SentSpan): void {
    const link = readLink(span);
    if (!link) return;
    const key = JSON.stringify([link.traceId, link.experimentId, link.itemId]);
    this.links.set(key, merge(this.links.get(key), link));
  }

  get all(): ExperimentLink[] {
    return [...this.links.values()];
  }
}

const readLink = ({ traceId, attributes }: SentSpan): ExperimentLink | undefined => {
  const text = (name: string): string | null => {
    const value = attributes[`${prefix}${name}`];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const id = (name: string): string | null => text(name)?.slice(0, maxIdLength) ?? null;
  const experimentId = id('id');
  if (experimentId === null) return undefined;
  const [datasetId, itemId] = [id('dataset.id'), id('item.id')];
  if (datasetId === null || itemId === null) return undefined;
  return {
    ...{ traceId, experimentId, datasetId, itemId },
    name: id('name'),
    description: text('description'),
    metadata: readJson(attributes[`${prefix}metadata`]),
    observationId: id('item.root_observation_id'),
  };
};

/** SDKs send objects as JSON text. */
const readJson = (value: JsonValue | undefined): JsonValue => {
  if (typeof value !== 'string') return value ?? null;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof DomainError) return value;
    throw error;
  }
};

const merge = (before: ExperimentLink | undefined, link: ExperimentLink): ExperimentLink => ({
  ...link,
  name: before?.name ?? link.name,
  description: before?.description ?? link.description,
  metadata: before?.metadata ?? link.metadata,
  observationId: before?.observationId ?? link.observationId,
});
