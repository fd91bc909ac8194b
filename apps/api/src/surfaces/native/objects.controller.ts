import { LocalObjectStore, ObjectStore } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { Controller, Get, HttpCode, Put, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { contextOf } from '../../http/request-context';
import { Public } from '../../http/requires';

const pathOf = (request: Request): string => request.path.slice('/objects/'.length);

/** Serves the signed URLs of the local object store. With Supabase Storage they lead there, and nothing is found here. */
@Controller('objects')
@ApiExcludeController()
export class ObjectsController {
  constructor(private readonly store: ObjectStore) {}

  @Get('*path')
  @Public()
  async download(@Req() request: Request, @Query('token') token: unknown, @Res() response: Response): Promise<void> {
    const path = pathOf(request);
    const { file, contentType } = await this.localStore(path).openDownload(path, String(token));
    response.set({
      'Content-Type': contentType,
      'Content-Disposition': `inline; filename="${path.split('/').at(-1)}"`,
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': 'sandbox',
      'X-Content-Type-Options': 'nosniff',
      // A console on another origin shows the recording; the token is what protects it.
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    await sendFile(response, file);
  }

  @Put('*path')
  @Public()
  @HttpCode(200)
  async upload(@Req() request: Request, @Query('token') token: unknown): Promise<object> {
    const path = pathOf(request);
    const contentType = request.headers['content-type'] ?? '';
    await this.localStore(path).acceptUpload(path, String(token), {
      contentType,
      read: () => contextOf(request).body.read('artifact'),
    });
    return {};
  }

  private localStore(path: string): LocalObjectStore {
    if (!(this.store instanceof LocalObjectStore)) throw notFound('object', path);
    return this.store;
  }
}

/** Express serves ranges, conditions and HEAD. The folder's own name may begin with a dot; paths inside were checked. */
const sendFile = (response: Response, file: string): Promise<void> =>
  new Promise((resolve, reject) => {
    response.sendFile(
      file,
      { dotfiles: 'allow', cacheControl: false },
      (error?: Error & { status?: number; headers?: Record<string, string> }) => {
        if (error?.status === 416)
          response
            .status(416)
            .set(error.headers ?? {})
            .end();
        if (!error || response.headersSent) resolve();
        else reject(error);
      },
    );
  });
