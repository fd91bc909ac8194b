import { type AnnouncedMedia, type MediaLink, type MediaUser, readSha256 } from '@debrief/ingestion';
import { invalid } from '@debrief/kernel';
import { Instant, OneOf, Text, Whole } from '../../../http/fields';

const id = { max: 256 };
/** As RFC 6838 §4.2 names types, in lower case and without parameters. */
const typeForm = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const fields = ['input', 'output', 'metadata', 'expectedOutput'] as const;

/** Body of `POST /api/public/media`. */
export class AnnounceMediaBody {
  @Text({ ...id, description: 'Of the run that names it, which may come later' }) traceId?: string;
  @Text({ ...id, nullable: true, description: 'With `traceId`' }) observationId?: string | null;
  @Text({ ...id, description: 'By id; with `datasetItemId`, in place of `traceId`' }) datasetId?: string;
  @Text({ ...id, description: 'Of the item that names it, which may come later' }) datasetItemId?: string;
  @OneOf(fields, { required: true, description: 'Where it is named' }) field: string;
  @Text({ max: 255, required: true, example: 'image/png' }) contentType: string;
  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, required: true, description: 'Bytes' }) contentLength: number;
  @Text({ max: 44, min: 44, required: true, description: 'SHA-256 in base64' }) sha256Hash: string;
}

/** Body of `PATCH /api/public/media/:mediaId`. */
export class UploadReportBody {
  @Instant({ required: true }) uploadedAt: string;
  @Whole({ min: 0, max: 999, required: true }) uploadHttpStatus: number;
  @Text({ max: 100_000, min: 0, nullable: true, multiline: true }) uploadHttpError?: string | null;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, nullable: true }) uploadTimeMs?: number | null;
}

/** @throws DomainError INVALID unless it names a run, or a data set and its item */
const toUser = ({ traceId, observationId, datasetId, datasetItemId }: AnnounceMediaBody): MediaUser => {
  if (traceId !== undefined) {
    if (datasetId !== undefined || datasetItemId !== undefined)
      throw invalid('traceId', 'and datasetId, datasetItemId exclude each other');
    return { traceId };
  }
  if ((observationId ?? undefined) !== undefined) throw invalid('traceId', 'is required with observationId');
  if (datasetId === undefined && datasetItemId === undefined)
    throw invalid('traceId', 'is required, or datasetId and datasetItemId');
  if (datasetId === undefined) throw invalid('datasetId', 'is required with datasetItemId');
  if (datasetItemId === undefined) throw invalid('datasetItemId', 'is required with datasetId');
  return { datasetItemId };
};

/** @throws DomainError INVALID */
export const toAnnouncedMedia = (body: AnnounceMediaBody): AnnouncedMedia => {
  const mediaType = body.contentType.toLowerCase();
  if (!typeForm.test(mediaType)) throw invalid('contentType', 'must be a media type without parameters');
  return { user: toUser(body), mediaType, sizeBytes: body.contentLength, sha256: readSha256(body.sha256Hash) };
};

export const toMediaResponse = ({ mediaId, mediaType, sizeBytes, uploadedAt, url, expiresAt }: MediaLink) => ({
  mediaId,
  contentType: mediaType,
  contentLength: sizeBytes,
  uploadedAt: uploadedAt.toISOString(),
  url,
  urlExpiry: expiresAt.toISOString(),
});

const mediaId = '47DEQpj8HBSa-_TImW-5JC';

export const invitationExample = { mediaId, uploadUrl: 'https://debrief.example/media-content/…' };

export const mediaExample = {
  mediaId,
  contentType: 'image/png',
  contentLength: 18_230,
  uploadedAt: '2026-11-23T10:15:02.113Z',
  url: 'https://debrief.example/media-content/…',
  urlExpiry: '2026-11-23T11:15:02.000Z',
};
