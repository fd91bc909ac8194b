import { artifactMediaTypes } from '@debrief/artifacts';
import { getSchemaPath } from '@nestjs/swagger';
import { RegisterArtifactBody } from './artifacts.dto';

/** An artifact as the API document shows it. */
export const artifactExample = {
  artifact_id: 'art_01JZ5YQ5W8',
  session_id: 'sess_01JZ5YPX2K',
  workspace_id: '01979f5e-2c00-7000-8000-000000000001',
  project_id: '01979f5e-2c00-7000-8000-000000000002',
  content_type: 'image/png',
  size_bytes: 48_213,
  filename: 'shot.png',
  artifact_type: 'screenshot',
  storage_path:
    'artifacts/01979f5e-2c00-7000-8000-000000000001/sess_01JZ5YPX2K/01979f5e-2c00-7000-8000-000000000003/shot.png',
  event_time_map: { '7': 1500 },
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  status: 'stored',
  created_at: '2026-11-23T10:15:00.000Z',
};

export const uploadExample = { method: 'PUT', url: 'https://objects.example/…', expires_in: 300 };

const bytes = { type: 'string' as const, format: 'binary' };
const text = { type: 'string' as const };
const form = {
  type: 'object' as const,
  properties: { file: bytes, artifact_type: text, artifact_id: text, event_time_map: { ...text, description: 'JSON' } },
  required: ['file'],
};

/** The three forms of POST …/artifacts. */
export const artifactRequestBody = {
  required: true,
  content: {
    'application/json': {
      schema: { $ref: getSchemaPath(RegisterArtifactBody) },
      example: { content_type: 'image/png', size_bytes: 48_213, filename: 'shot.png', artifact_type: 'screenshot' },
    },
    'multipart/form-data': { schema: form },
    ...Object.fromEntries(artifactMediaTypes.map((type) => [type, { schema: bytes }])),
  },
};
