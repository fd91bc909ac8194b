import type { ArtifactFacts, RegisterArtifact, UploadArtifact } from '@debrief/artifacts';
import { isJsonObject, invalid, parseJson } from '@debrief/kernel';
import { JsonField, Text, Whole } from '../../http/fields';
import { TraceQuery } from './traces.dto';

/** What all three ways of sending an artifact have in common. */
export class ArtifactFields {
  @Text({ max: 256, description: 'Unique in the project. Default: `art_` + ULID.', example: 'art_01JZ5YQ5W8' })
  artifact_id?: string;
  @Text({ max: 64, example: 'screenshot' }) artifact_type?: string;
  @Text({ min: 0, max: 4096, multiline: true, example: 'shot.png' }) filename?: string;
  @JsonField({ description: 'seq of an event → milliseconds into the recording', example: { '7': 1500 } })
  event_time_map?: Record<string, unknown>;
}

/** Body of the JSON form: registers an artifact whose bytes follow. */
export class RegisterArtifactBody extends ArtifactFields {
  @Text({ max: 256, required: true, example: 'image/png' }) content_type: string;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, required: true, example: 48_213 }) size_bytes: number;
  @Text({ min: 64, max: 64, description: '64 hex digits' }) sha256?: string;
}

/** Query of GET /artifacts/{artifact_id}. */
export class ArtifactQuery extends TraceQuery {
  @Text({ min: 0, max: 16, description: '`json`: the URL in a JSON body in place of a redirect' }) format?: string;
}

const maxTimeMapBytes = 1024 * 1024;

export const toFacts = (fields: ArtifactFields): ArtifactFacts => {
  const eventTimeMap = fields.event_time_map === undefined ? null : JSON.stringify(fields.event_time_map);
  if (eventTimeMap !== null && Buffer.byteLength(eventTimeMap) > maxTimeMapBytes)
    throw invalid('event_time_map', 'must have at most 1 MiB as JSON');
  return {
    artifactId: fields.artifact_id ?? null,
    artifactType: fields.artifact_type ?? null,
    filename: fields.filename ?? null,
    eventTimeMap,
  };
};

export const toRegistration = (body: RegisterArtifactBody): RegisterArtifact => {
  if (body.sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(body.sha256))
    throw invalid('sha256', 'must be 64 hex digits');
  return { ...toFacts(body), contentType: body.content_type, sizeBytes: body.size_bytes, sha256: body.sha256 ?? null };
};

export const toUpload = (
  fields: ArtifactFields,
  file: Pick<UploadArtifact, 'bytes' | 'declaredType' | 'declaredSize'>,
): UploadArtifact => ({
  ...toFacts(fields),
  ...file,
});

/** A number of bytes from a header; NaN, which equals no size, for anything else. */
export const readSize = (header: string | undefined): number | null => {
  if (header === undefined) return null;
  return /^\d{1,15}$/.test(header) ? Number(header) : Number.NaN;
};

/** A JSON object from a form field. */
export const readJsonField = (name: string, text: string | undefined): Record<string, unknown> | undefined => {
  if (text === undefined || text === '') return undefined;
  try {
    const value = parseJson(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Said below: the caller needs the field's name, not the parser's words.
  }
  throw invalid(name, 'must be a JSON object');
};
