import { DatasetsService } from '@debrief/datasets';
import { MediaUploadsService, type UploadInvitation } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { JsonBody } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { Bucket } from '../../../http/rate-limits';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import {
  AnnounceMediaBody,
  invitationExample,
  mediaExample,
  toAnnouncedMedia,
  toMediaResponse,
  UploadReportBody,
} from './media.dto';

const tag = 'Langfuse: media';

/** Images, sounds and files that SDKs take out of what they trace and upload by themselves (platform.md D). */
@Controller('api/public/media')
export class PublicMediaController {
  constructor(
    private readonly uploads: MediaUploadsService,
    private readonly datasets: DatasetsService,
    private readonly projects: PlatformProjects,
  ) {}

  @Post()
  @Requires('member', 'key:ingest')
  @Operation({
    tag,
    summary: 'Announce an upload',
    description:
      'Says where to PUT the bytes within 15 minutes, with the same `Content-Type`; what is not of the length and hash that were announced is ' +
      'refused. `uploadUrl` is null where the project has these bytes already. The id is made of the hash: the same bytes are the same media.',
    answers: { 201: { description: 'Its id, and where to put it', example: invitationExample } },
    refuses: ['INVALID', 'NOT_FOUND', 'TOO_LARGE'],
  })
  async announce(
    @InScope() scope: Scope,
    @Req() request: Request,
    @JsonBody(AnnounceMediaBody) body: AnnounceMediaBody,
  ): Promise<UploadInvitation> {
    const projectId = await this.projects.of(scope, request);
    const media = toAnnouncedMedia(body);
    if (body.datasetId !== undefined) await this.datasets.get(scope, projectId, body.datasetId);
    return this.uploads.announce(scope, projectId, media);
  }

  @Patch(':mediaId')
  @HttpCode(204)
  @Requires('member', 'key:ingest')
  @Operation({
    tag,
    summary: 'Report an upload',
    description: 'Taken note of and not kept: what was uploaded is known from the upload itself.',
    answers: { 204: { description: 'Heard' } },
    refuses: ['INVALID', 'NOT_FOUND'],
  })
  async report(
    @InScope() scope: Scope,
    @Req() request: Request,
    @Param('mediaId') mediaId: string,
    @JsonBody(UploadReportBody) _report: UploadReportBody,
  ): Promise<void> {
    await this.uploads.check(scope, await this.projects.of(scope, request), mediaId);
  }

  @Get(':mediaId')
  @Requires('viewer', 'key:read')
  // One reads as many as there are in what one reads.
  @Bucket('ingest')
  @Operation({
    tag,
    summary: 'Get media',
    description:
      'The address of its bytes is good for an hour, without a credential. There is nothing before they were uploaded.',
    answers: { 200: { description: 'What it is, and where its bytes are', example: mediaExample } },
    refuses: ['NOT_FOUND'],
  })
  async get(@InScope() scope: Scope, @Req() request: Request, @Param('mediaId') mediaId: string) {
    return toMediaResponse(await this.uploads.link(scope, await this.projects.of(scope, request), mediaId));
  }
}
