import type { JsonValue } from '@debrief/kernel';
import { readStructure, type SpanReader } from '../span-reader';
import { field, flatOrAt, read } from '../source';

export const tagSources = field([
  'tags',
  'tag.tags',
  'langsmith.tags',
  'langsmith.span.tags',
  'langfuse.trace.tags',
  'langfuse.tags',
  flatOrAt('langfuse.trace.metadata', 'langfuse_tags'),
  flatOrAt('langfuse.observation.metadata', 'langfuse_tags'),
  'ai.telemetry.metadata.tags',
]);

/** The tags of all sources: lists, JSON lists and comma lists; unique and sorted. */
export const readTags = (reader: SpanReader): readonly string[] => {
  if (!reader.isOn(tagSources.topic)) return [];
  const tags = tagSources.flatMap((source) => toTags(read(reader, source)));
  return tags.length === 0 ? tags : [...new Set(tags)].sort();
};

const toTags = (value: JsonValue | undefined): string[] => {
  if (value === undefined) return [];
  const list = typeof value === 'string' ? (readStructure(value) ?? value.split(',')) : value;
  if (!Array.isArray(list)) return [];
  return list.flatMap((tag) => (typeof tag === 'string' && tag.trim() !== '' ? [tag.trim()] : []));
};
