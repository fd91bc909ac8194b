import { invalid, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import { type Finding, readDataType, readFinding, type ScoreDataType, type SentFinding } from './finding';
import { fitConfig } from './fit-config';
import { maskFinding, readStatement, type StatementContext } from './read-statement';
import type { ScoreContent } from './score-statement';

const targets = ['traceId', 'observationId', 'sessionId', 'datasetRunId'] as const;
const readElsewhere: ReadonlySet<string> = new Set([...targets, 'value', 'stringValue', 'dataType']);
const clearable = ['comment', 'configId', 'environment', 'queueId'] as const;

/**
 * A score as a PATCH leaves it (platform.md A): what is absent stays, null clears, metadata merges by key. What it is about does not change.
 * Takes over the patch and changes it.
 * @param context.config the config that the score will have
 * @throws DomainError INVALID with the field
 */
export const editContent = (stored: ScoreContent, patch: JsonObject, context: StatementContext): ScoreContent => {
  for (const field of targets)
    if (patch[field] !== undefined && patch[field] !== stored[field]) throw invalid(field, 'cannot be changed');
  if (patch['name'] === null) throw invalid('name', 'cannot be cleared');
  const finding = editFinding(stored, patch, context);
  const others = Object.entries(patch).filter(([field]) => !readElsewhere.has(field));
  const said = readStatement(Object.fromEntries(others), { ...context, config: null });
  const name = said.name ?? stored.name;
  const edited: { -readonly [Field in keyof ScoreContent]: ScoreContent[Field] } = {
    ...stored,
    ...(context.config === null ? finding : fitConfig(context.config, name, finding)),
    name,
    source: said.source ?? stored.source,
  };
  for (const field of clearable) if (patch[field] !== undefined) edited[field] = said[field];
  if (said.scoredAt !== null) edited.scoredAt = new Date(said.scoredAt);
  if (patch['metadata'] !== undefined) edited.metadata = editMetadata(stored, said.metadata, patch['metadata']);
  return edited;
};

/** A key of metadata that is null is cleared, too. */
const editMetadata = ({ metadata }: ScoreContent, said: JsonObject | null, sent: JsonValue): string | null => {
  if (sent === null) return null;
  const before = metadata === null ? {} : (parseJson(metadata) as JsonObject);
  const merged = new Map([...Object.entries(before), ...Object.entries(said ?? {})]);
  const kept = [...merged].filter(([, value]) => value !== null);
  return kept.length === 0 ? null : JSON.stringify(Object.fromEntries(kept));
};

/** The fields without which a finding says nothing. */
const bearing = {
  NUMERIC: ['value'],
  BOOLEAN: ['value', 'stringValue'],
  CATEGORICAL: ['stringValue'],
  TEXT: ['stringValue'],
} as const satisfies Record<ScoreDataType, readonly ('value' | 'stringValue')[]>;

/** A new value keeps the type of the old one where it can. */
const editFinding = (stored: ScoreContent, patch: JsonObject, { config, masker }: StatementContext): Finding => {
  const { value = null, stringValue = null } = patch;
  const type = readDataType(patch['dataType']) ?? config?.dataType ?? null;
  if (value === null && stringValue === null) {
    for (const field of bearing[stored.dataType]) if (patch[field] === null) throw invalid(field, 'cannot be cleared');
    return type === null || type === stored.dataType
      ? findingOf(stored)
      : required({ ...bareOf(stored), dataType: type });
  }
  const sent = { value, stringValue };
  return maskFinding(type === null ? likeStored(sent, stored) : required({ ...sent, dataType: type }), masker);
};

const findingOf = ({ value, stringValue, dataType }: ScoreContent): Finding => ({ value, stringValue, dataType });

/** A stored value, to be read as another type. */
const bareOf = ({ value, stringValue, dataType }: ScoreContent): SentFinding =>
  dataType === 'NUMERIC' ? { value } : { stringValue };

const likeStored = (sent: SentFinding, { dataType }: ScoreContent): Finding => {
  try {
    return required({ ...sent, dataType });
  } catch {
    return required(sent);
  }
};

const required = (sent: SentFinding): Finding => {
  const finding = readFinding(sent);
  if (finding === null) throw invalid('value', 'is required');
  return finding;
};
