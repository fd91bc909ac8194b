import { Controller, Get, HttpCode, Redirect } from '@nestjs/common';
import { Operation } from '../../../http/operation';
import { Public } from '../../../http/requires';

/**
 * The links that SDKs print. Until the console stands they lead to the documentation, whatever they name: nobody learns from them what
 * there is.
 */
@Controller()
export class ConsoleLinksController {
  @Get(['project/*path', 'trace/:traceId'])
  @Public()
  @HttpCode(302)
  @Redirect('/docs', 302)
  @Operation({
    tag: 'Langfuse',
    summary: 'Follow a link of an SDK to the console',
    description:
      '`/project/{projectId}/traces/{id}`, `/project/{projectId}/sessions/{id}`, `/project/{projectId}/datasets/{id}/runs/{id}`, `/trace/{id}`. They redirect alike, whether or not there is such a row.',
    answers: { 302: { description: 'To the console, or to the documentation where there is none' } },
  })
  follow(): void {
    // The decorator answers.
  }
}
