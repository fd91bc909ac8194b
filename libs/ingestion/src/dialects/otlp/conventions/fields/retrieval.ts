import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import { readStructure, toText, type SpanReader } from '../span-reader';
import { firstText, firstValue, type Source } from '../source';

/** As many documents as a span may have indexed attributes of; further ones are not read. */
const maxDocuments = 10_000;

const querySources: readonly Source[] = [
  'gen_ai.retrieval.query.text',
  'reranker.query',
  'langfuse.observation.input',
  'traceloop.entity.input',
  'mlflow.spanInputs',
  'input.value',
];
const documentSources: readonly Source[] = [
  'gen_ai.retrieval.documents',
  'langfuse.observation.output',
  'traceloop.entity.output',
  'mlflow.spanOutputs',
  'output.value',
];

export interface RetrievalFacts {
  readonly query: string | null;
  readonly documents: readonly JsonValue[] | null;
}

/** What a retriever was asked and what it found: `{id, content, score, metadata}` a document where attributes are numbered, else as sent. */
export const readRetrieval = (reader: SpanReader, isRetriever: boolean): RetrievalFacts => {
  if (!isRetriever) return { query: null, documents: null };
  return { query: readQuery(reader), documents: readIndexed(reader) ?? readListed(reader) };
};

const readQuery = (reader: SpanReader): string | null => {
  const text = firstText(reader, querySources);
  const object = text === null ? undefined : readStructure(text);
  return isJsonObject(object) ? (toText(object['query']) ?? toText(object['input']) ?? text) : text;
};

/** OpenInference: `retrieval.documents.3.document.content`; of a reranker its output counts. */
const indexed =
  /^(?:retrieval\.documents|reranker\.output_documents)\.(\d{1,5})\.document\.(id|content|score|metadata)$/;

const readIndexed = ({ span }: SpanReader): JsonValue[] | undefined => {
  const found = new Map<number, JsonObject>();
  for (const [name, value] of Object.entries(span.attributes)) {
    const [, place, field = ''] = indexed.exec(name) ?? [];
    if (place === undefined || Number(place) >= maxDocuments) continue;
    const document = found.get(Number(place)) ?? {};
    document[field] = typeof value === 'string' && field === 'metadata' ? (readStructure(value) ?? value) : value;
    found.set(Number(place), document);
  }
  if (found.size === 0) return undefined;
  return [...found].sort(([a], [b]) => a - b).map(([, document]) => document);
};

const readListed = (reader: SpanReader): readonly JsonValue[] | null => {
  const value = firstValue(reader, documentSources);
  const read = typeof value === 'string' ? readStructure(value) : value;
  const list = isJsonObject(read) ? read['documents'] : read;
  return Array.isArray(list) ? list.slice(0, maxDocuments) : null;
};
