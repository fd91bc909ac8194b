import { ReadinessChecks } from '@debrief/infra';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Operation } from '../../http/operation';
import { Public } from '../../http/requires';
import { readProductVersion } from './product-version';

@Controller('api/v1/health')
export class OtelHealthController {
  constructor(private readonly readiness: ReadinessChecks) {}

  @Get()
  @Public()
  @Operation({
    tag: 'Operations',
    summary: 'Tell whether the product can serve',
    answers: {
      200: { description: 'It can', example: { status: 'ok', version: '1.0.0' } },
      503: { description: 'A part that it needs does not work', example: { status: 'failed', version: '1.0.0' } },
    },
  })
  async health(@Res({ passthrough: true }) response: Response) {
    const { ready } = await this.readiness.run();
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'failed', version: readProductVersion() };
  }
}
