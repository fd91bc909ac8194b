import { ArtifactsService, signedUrlSeconds, toArtifactResponse } from '@debrief/artifacts';
import type { Scope } from '@debrief/kernel';
import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { ArtifactBody, type ArtifactRequest } from './artifact-body';
import { artifactExample, artifactRequestBody, uploadExample } from './artifacts.examples';
import { ArtifactQuery, RegisterArtifactBody } from './artifacts.dto';
import { TraceQuery } from './traces.dto';
import { wantsJson } from './wants-json';

@Controller()
@ApiExtraModels(RegisterArtifactBody)
export class ArtifactsController {
  constructor(private readonly artifacts: ArtifactsService) {}

  @Post('api/traces/:id/artifacts')
  @Requires('key:ingest', 'member')
  @Idempotent()
  @Operation({
    summary: 'Store or register an artifact of a trace',
    description:
      'Raw bytes (media type in `Content-Type`; `X-Promptetheus-Filename`, `-Artifact-Type`, `-Artifact-Id`, `-Size-Bytes`) and `multipart/form-data` ' +
      'store the artifact. JSON registers it: the answer then says where to PUT the bytes, or null when they are there. The first bytes decide the type.',
    tag: 'Artifacts',
    answers: {
      201: {
        description: 'The artifact; `upload` after registering one',
        example: { artifact: artifactExample, upload: uploadExample },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT', 'TOO_LARGE', 'UNSUPPORTED', 'INVALID'],
  })
  @ApiOperation({ requestBody: artifactRequestBody })
  async add(
    @InScope() scope: Scope,
    @Param('id') id: string,
    @QueryDto(TraceQuery) query: TraceQuery,
    @ArtifactBody() body: ArtifactRequest,
  ) {
    if (body.form === 'upload') {
      return { artifact: toArtifactResponse(await this.artifacts.upload(scope, id, body.artifact, query.project_id)) };
    }
    const { artifact, upload } = await this.artifacts.register(scope, id, body.artifact, query.project_id);
    return {
      artifact: toArtifactResponse(artifact),
      upload: upload && { method: 'PUT', url: upload.url, expires_in: upload.expiresIn },
    };
  }

  @Get('artifacts/:artifact_id')
  @Requires('viewer')
  @Operation({
    summary: 'Get a signed URL of an artifact',
    description: `Redirects to it, or gives it as JSON with \`?format=json\` or \`Accept: application/json\`. It is good for ${signedUrlSeconds} seconds.`,
    tag: 'Artifacts',
    answers: {
      302: { description: 'The URL, in `Location`' },
      200: {
        description: 'The URL',
        example: {
          artifact_id: artifactExample.artifact_id,
          signed_url: 'https://objects.example/…',
          expires_in: signedUrlSeconds,
        },
      },
    },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async open(
    @InScope() scope: Scope,
    @Param('artifact_id') id: string,
    @QueryDto(ArtifactQuery) query: ArtifactQuery,
    @Res() response: Response,
  ) {
    const url = await this.artifacts.signedUrl(scope, id, query.project_id);
    response.set('Cache-Control', 'private, no-store').vary('Accept');
    if (wantsJson(query.format, response.req.get('accept')))
      response.json({ artifact_id: id, signed_url: url, expires_in: signedUrlSeconds });
    else response.redirect(302, url);
  }
}
