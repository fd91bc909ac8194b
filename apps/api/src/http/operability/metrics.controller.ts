import { createHash, timingSafeEqual } from 'node:crypto';
import { CONFIG, type Config, Meters } from '@debrief/infra';
import { DomainError } from '@debrief/kernel';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Operation } from '../operation';
import { Public } from '../requires';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The process's own metrics. Public to the product's principals; `METRICS_TOKEN` closes it to all but the scraper. */
@Controller()
export class MetricsController {
  private readonly expected: Buffer | null;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly meters: Meters,
  ) {
    this.expected = config.http.metricsToken === undefined ? null : digest(`Bearer ${config.http.metricsToken}`);
  }

  @Get('metrics')
  @Public()
  @Operation({
    summary: 'Read the process metrics',
    description: 'Prometheus text format. With `METRICS_TOKEN` set, that token is required as a bearer token.',
    tag: 'Operations',
    answers: {
      200: {
        description: 'Metrics',
        mediaType: 'text/plain',
        example: 'http_server_request_duration_count{http_route="/health"} 12',
      },
    },
    refuses: ['UNAUTHENTICATED'],
  })
  metrics(@Req() request: Request, @Res() response: Response): void {
    if (this.expected && !timingSafeEqual(digest(request.get('authorization') ?? ''), this.expected)) {
      throw new DomainError('UNAUTHENTICATED', 'The metrics token is required');
    }
    this.meters.answer(request, response);
  }
}
