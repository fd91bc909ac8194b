import { ReadinessChecks } from '@debrief/infra';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Operation } from '../operation';
import { Public } from '../requires';

/** For whoever runs the process: is it alive, and is it of use. */
@Controller()
export class HealthController {
  constructor(private readonly readiness: ReadinessChecks) {}

  @Get('health')
  @Public()
  @Operation({
    summary: 'Tell whether the process is alive',
    description: 'Does no I/O.',
    tag: 'Operations',
    answers: { 200: { description: 'Alive', example: { status: 'ok' } } },
  })
  health(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @Operation({
    summary: 'Tell whether the process can serve',
    description: 'Checks each part that it depends on. While the process stops the answer is 503.',
    tag: 'Operations',
    answers: {
      200: { description: 'Ready', example: { status: 'ready', checks: { database: 'ok' } } },
      503: { description: 'Not ready', example: { status: 'unavailable', checks: { database: 'failed' } } },
    },
  })
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const { ready, checks } = await this.readiness.run();
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : this.readiness.isDraining ? 'draining' : 'unavailable', checks };
  }
}
