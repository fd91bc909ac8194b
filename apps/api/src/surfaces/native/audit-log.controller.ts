import type { Scope } from '@debrief/kernel';
import { AuditService } from '@debrief/tenancy';
import { Controller, Get } from '@nestjs/common';
import { QueryDto } from '../../http/body';
import { Operation } from '../../http/operation';
import { InScope, Requires } from '../../http/requires';
import { auditLogExample, AuditLogQuery, toAuditLogResponse, toAuditQuery } from './audit-log.dto';
import { toPageRequest } from './page.dto';

@Controller('api/audit-log')
export class AuditLogController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Requires('owner')
  @Operation({
    tag: 'Workspace',
    summary: 'List what was changed and by whom, newest first',
    answers: { 200: { description: 'A page; entries never change', example: auditLogExample } },
    refuses: ['INVALID'],
  })
  async list(@InScope() scope: Scope, @QueryDto(AuditLogQuery) query: AuditLogQuery) {
    return toAuditLogResponse(await this.audit.list(scope, toAuditQuery(query), toPageRequest(query)));
  }
}
