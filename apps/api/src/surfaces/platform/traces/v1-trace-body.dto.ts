import { invalid, type JsonObject, type JsonValue } from '@debrief/kernel';
import { cleanRepoUrl } from '@debrief/provenance';
import { parseMoment } from '@debrief/replay';
import { AnyJson, Flag, JsonField, Text, Texts } from '../../../http/fields';

const times = ['timestamp', 'startTime', 'endTime'] as const;
const levels = ['DEBUG', 'DEFAULT', 'INFO', 'WARNING', 'ERROR'];

/** What a client says of a trace (platform.md B1): body of PATCH /v1/traces/:id, where null clears. */
export class V1TracePatch {
  @Text({ max: 64, description: 'May only name the project of the key' }) projectId?: string;
  @Text({ max: 1024, nullable: true }) name?: string | null;
  @Text({ max: 256, nullable: true }) userId?: string | null;
  @Text({ max: 256, nullable: true }) sessionId?: string | null;
  @Text({ max: 256, nullable: true }) release?: string | null;
  @Text({ max: 256, nullable: true }) version?: string | null;
  @Text({ max: 256, nullable: true }) environment?: string | null;
  @Texts({ max: 256, maxItems: 200, nullable: true }) tags?: string[] | null;
  @JsonField({ nullable: true, description: 'Merges by key' }) metadata?: JsonObject | null;
  @Flag({ nullable: true }) public?: boolean | null;
  @AnyJson({ nullable: true }) input?: JsonValue;
  @AnyJson({ nullable: true }) output?: JsonValue;
  @Text({ max: 16, nullable: true, description: `${levels.join(', ')}, in any case` }) level?: string | null;
  @Text({ max: 65_536, multiline: true, nullable: true }) statusMessage?: string | null;
  @Text({ max: 64, nullable: true, description: 'ISO 8601: when it began' }) timestamp?: string | null;
  @Text({ max: 64, nullable: true, description: 'The same as `timestamp`' }) startTime?: string | null;
  @Text({ max: 64, nullable: true, description: 'ISO 8601' }) endTime?: string | null;
  @Text({ max: 64, nullable: true }) gitCommitSha?: string | null;
  @Text({ max: 256, nullable: true }) gitBranch?: string | null;
  @Text({ max: 2048, nullable: true, description: 'Credentials in it are removed' }) gitRepoUrl?: string | null;
}

/** Body of POST /v1/traces: nothing is required. */
export class V1NewTrace extends V1TracePatch {
  @Text({ max: 256, description: 'Default: a new one of 32 hexadecimal digits' }) id?: string;
}

/** What is said of the trace itself, without what names it. @throws DomainError INVALID for a time or level that is none */
export const toTraceBody = (said: V1TracePatch & { readonly id?: string }): JsonObject => {
  for (const field of times) {
    const text = said[field];
    if (typeof text === 'string' && parseMoment(text) === undefined) throw invalid(field, 'must be an ISO 8601 time');
  }
  const { level } = said;
  if (typeof level === 'string' && !levels.includes(level.toUpperCase()))
    throw invalid('level', `must be one of ${levels.join(', ')}`);
  const { id: _id, projectId: _projectId, ...body } = said;
  return { ...body, ...(body.gitRepoUrl && { gitRepoUrl: cleanRepoUrl(body.gitRepoUrl) }) } as JsonObject;
};

/** Null says nothing of a trace that is new. */
export const withoutNulls = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
