import { pipeline } from 'node:stream/promises';
import { MediaService } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { PathId } from './path-ids';
import { servedType } from './served-type';

/** The bytes that stood in messages and attributes (otel.md B6). */
@Controller('api/v1/project/:project/files')
export class OtelFilesController {
  constructor(private readonly media: MediaService) {}

  @Get(':sha256')
  @Requires('viewer', 'key:read')
  @Operation({
    tag: 'OpenTelemetry',
    summary: 'Get the bytes of a media block',
    description:
      'Base64 of 1 KiB and more in messages and attributes is stored once a project under the SHA-256 of its bytes; blocks and attributes ' +
      'have this URL in its place. Served to be saved, never to be shown: as an attachment, and what a browser would run as plain text.',
    answers: {
      200: {
        description: 'The bytes, with their own media type',
        mediaType: 'application/octet-stream',
        schema: { type: 'string', format: 'binary' },
      },
      304: { description: 'Known already, by `If-None-Match`' },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'INVALID'],
  })
  async get(
    @InScope() scope: Scope,
    @PathId('project') project: string,
    @Param('sha256') sha256: string,
    @Headers('if-none-match') known: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { mediaType, sizeBytes, read } = await this.media.open(scope, project, sha256);
    const etag = `"${sha256}"`;
    response.set({
      ETag: etag,
      // It may be deleted: whoever keeps it asks each time.
      'Cache-Control': 'private, no-cache',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    });
    if (known?.split(',').some((tag) => tag.trim() === etag)) return void response.status(304).end();
    const bytes = request.method === 'HEAD' ? null : await read();
    response.status(200).set({
      'Content-Type': servedType(mediaType),
      'Content-Length': String(sizeBytes),
      'Content-Disposition': `attachment; filename="${sha256}"`,
    });
    if (bytes === null) return void response.end();
    // A client that goes away is no failure of ours; after the first byte there is nobody to tell anyway.
    await pipeline(bytes, response).catch(() => response.destroy());
  }
}
