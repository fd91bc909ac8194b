import type { Scope } from '@debrief/kernel';
import { ApiKeysService } from '@debrief/tenancy';
import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { JsonBody, QueryDto } from '../../http/body';
import { Idempotent } from '../../http/idempotent';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import {
  apiKeysExample,
  CreateApiKeyBody,
  createdApiKeyExample,
  RotateApiKeyBody,
  rotatedApiKeyExample,
  toApiKeysResponse,
  toCreateApiKey,
  toCreatedApiKeyResponse,
  toRotatedApiKeyResponse,
} from './api-keys.dto';
import { PageQuery, toPageRequest } from './page.dto';

const tag = 'Projects';

@Controller('api/projects/:id')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get('api-keys')
  @Requires('owner')
  @Operation({
    tag,
    summary: 'List API keys, newest first, ended ones included',
    answers: { 200: { description: 'A page', example: apiKeysExample } },
    refuses: ['NOT_FOUND', 'INVALID'],
  })
  async list(@InScope() scope: Scope, @Param('id') id: string, @QueryDto(PageQuery) query: PageQuery) {
    return toApiKeysResponse(await this.apiKeys.list(scope, id, toPageRequest(query)));
  }

  @Post('api-keys')
  @Idempotent()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Create an API key',
    description: 'The secret `api_key` is shown in this answer only.',
    answers: { 201: { description: 'The key and, this once, its secret', example: createdApiKeyExample } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async create(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(CreateApiKeyBody) body: CreateApiKeyBody) {
    return toCreatedApiKeyResponse(await this.apiKeys.create(scope, id, toCreateApiKey(body)));
  }

  @Delete('api-keys/:keyId')
  @HttpCode(204)
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Revoke an API key at once',
    answers: { 204: { description: 'Revoked' } },
    refuses: ['NOT_FOUND'],
  })
  async revoke(@InScope() scope: Scope, @Param('id') id: string, @Param('keyId') keyId: string): Promise<void> {
    await this.apiKeys.revoke(scope, id, keyId);
  }

  @Post('api-key')
  @Idempotent()
  @Requires('owner')
  @Operation({
    tag,
    summary: 'Rotate the API keys of a project',
    description: 'A new key with name and scopes of the newest active one; all old keys end after `grace_seconds`.',
    answers: { 201: { description: 'The new key and, this once, its secret', example: rotatedApiKeyExample } },
    refuses: ['NOT_FOUND', 'INVALID', 'CONFLICT'],
  })
  async rotate(@InScope() scope: Scope, @Param('id') id: string, @JsonBody(RotateApiKeyBody) body: RotateApiKeyBody) {
    return toRotatedApiKeyResponse(await this.apiKeys.rotate(scope, id, body.grace_seconds ?? 0));
  }
}
