import { ReadinessChecks } from '@debrief/infra';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from './requires';

/** For whoever runs the process: is it alive, and is it of use. */
@Controller()
export class HealthController {
  constructor(private readonly readiness: ReadinessChecks) {}

  @Get('health')
  @Public()
  health(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const { ready, checks } = await this.readiness.run();
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : this.readiness.isDraining ? 'draining' : 'unavailable', checks };
  }
}
