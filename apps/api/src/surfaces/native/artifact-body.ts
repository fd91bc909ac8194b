import type { RegisterArtifact, UploadArtifact } from '@debrief/artifacts';
import { invalid } from '@debrief/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { toJsonObject } from '../../http/body';
import { checkDto } from '../../http/check-dto';
import { contextOf, requestOf } from '../../http/request-context';
import {
  ArtifactFields,
  readJsonField,
  readSize,
  RegisterArtifactBody,
  toRegistration,
  toUpload,
} from './artifacts.dto';
import { parseForm } from './parse-form';

export type ArtifactRequest =
  | { readonly form: 'upload'; readonly artifact: UploadArtifact }
  | { readonly form: 'registration'; readonly artifact: RegisterArtifact };

/** An artifact in any of its three forms, told apart by the media type: JSON registers, multipart and raw bytes carry the file. */
export const ArtifactBody = createParamDecorator(
  async (_: unknown, context: ExecutionContext): Promise<ArtifactRequest> => {
    const request = requestOf(context);
    const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    const { body } = contextOf(request);
    switch (mediaType) {
      case 'application/json':
        return {
          form: 'registration',
          artifact: toRegistration(checkDto(RegisterArtifactBody, toJsonObject(await body.readJson('json')))),
        };
      case 'multipart/form-data':
        return { form: 'upload', artifact: await readForm(context, await body.read('artifact')) };
      default:
        return { form: 'upload', artifact: readRaw(request, await body.read('artifact')) };
    }
  },
);

const readRaw = (request: Request, bytes: Buffer): UploadArtifact => {
  const fields = checkDto(ArtifactFields, {
    artifact_id: request.get('x-promptetheus-artifact-id'),
    artifact_type: request.get('x-promptetheus-artifact-type'),
    filename: request.get('x-promptetheus-filename'),
  });
  const declaredSize = readSize(request.get('x-promptetheus-size-bytes'));
  return toUpload(fields, { bytes, declaredType: request.headers['content-type'], declaredSize });
};

const readForm = async (context: ExecutionContext, bytes: Buffer): Promise<UploadArtifact> => {
  const { file, text } = await parseForm(context, bytes);
  if (!file) throw invalid('file', 'is required');
  const fields = checkDto(ArtifactFields, {
    artifact_id: text('artifact_id'),
    artifact_type: text('artifact_type'),
    filename: file.originalname,
    event_time_map: readJsonField('event_time_map', text('event_time_map')),
  });
  return toUpload(fields, { bytes: file.buffer, declaredType: file.mimetype, declaredSize: null });
};
