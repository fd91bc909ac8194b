import { pipeline } from 'node:stream/promises';
import { mediaContentPath, MediaUploadsService } from '@debrief/ingestion';
import { Controller, Get, HttpCode, Put, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Public } from '../../../http/requires';
import { servedType } from '../../otel/served-type';

const pathOf = (request: Request): string => request.path.slice(`/${mediaContentPath}/`.length);

/**
 * Takes and gives the bytes of media at signed addresses, wherever they are kept: no object store would make sure of both their length and
 * their hash.
 */
@Controller(mediaContentPath)
@ApiExcludeController()
export class MediaContentController {
  constructor(private readonly uploads: MediaUploadsService) {}

  @Put('*path')
  @Public()
  @HttpCode(200)
  async upload(@Req() request: Request, @Query('token') token: unknown): Promise<void> {
    await this.uploads.accept({
      path: pathOf(request),
      token: String(token),
      contentType: request.get('content-type')?.toLowerCase() ?? '',
      // Clients of Azure's store send `x-ms-blob-type` beside it, which says nothing here.
      sha256Base64: request.get('x-amz-checksum-sha256'),
      // What is refused half-way is still to be answered: the connection stays.
      bytes: request.iterator({ destroyOnReturn: false }),
    });
  }

  @Get('*path')
  @Public()
  async download(@Req() request: Request, @Query('token') token: unknown, @Res() response: Response): Promise<void> {
    const path = pathOf(request);
    const { mediaId, mediaType, sizeBytes, read } = await this.uploads.download({ path, token: String(token) });
    const bytes = request.method === 'HEAD' ? null : await read();
    response.status(200).set({
      'Content-Type': servedType(mediaType),
      'Content-Length': String(sizeBytes),
      'Content-Disposition': `attachment; filename="${mediaId}"`,
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      // A console on another origin shows the image; the token is what protects it.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    if (bytes === null) return void response.end();
    // A client that goes away is no failure of ours; after the first byte there is nobody to tell anyway.
    await pipeline(bytes, response).catch(() => response.destroy());
  }
}
