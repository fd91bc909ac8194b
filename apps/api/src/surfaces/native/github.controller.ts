import { GithubEventsService, InstallationsService } from '@debrief/repositories';
import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto, RawBody } from '../../http/body';
import { Operation } from '../../http/operation';
import { contextOf } from '../../http/request-context';
import { Public } from '../../http/requires';
import { GithubCallbackQuery, toInstallReturn } from './github.dto';
import { findBrowser } from './install-browser';

const tag = 'GitHub';

/** Where a person goes on: the console's pages are not there yet. */
const landing = '/docs';

/** What GitHub itself calls, or sends a person to. */
@Controller('api/github')
export class GithubController {
  constructor(
    private readonly installations: InstallationsService,
    private readonly events: GithubEventsService,
  ) {}

  @Get('callback')
  @Public()
  @Operation({
    tag,
    summary: 'Come back from installing the GitHub App',
    description:
      'Binds the installation to the workspace of the `state`, once GitHub has said that the person has access to it.',
    answers: { 302: { description: 'To the page that goes on' } },
    refuses: ['NOT_FOUND', 'INVALID', 'UNAVAILABLE'],
  })
  async comeBack(
    @Req() request: Request,
    @QueryDto(GithubCallbackQuery) query: GithubCallbackQuery,
    @Res() response: Response,
  ): Promise<void> {
    const back = toInstallReturn(query, findBrowser(request));
    await this.installations.bind(back, contextOf(request).requestId, new Date());
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).redirect(302, landing);
  }

  @Post('webhook')
  @Public()
  @HttpCode(202)
  @Operation({
    tag,
    summary: 'Take an event of GitHub',
    description:
      'Signed with `X-Hub-Signature-256`. What concerns no workspace, or came before, is accepted and not taken.',
    answers: { 202: { description: 'Accepted', example: { taken: true } } },
    refuses: ['NOT_FOUND', 'UNAUTHENTICATED', 'MALFORMED', 'TOO_LARGE'],
  })
  async receive(@Req() request: Request, @RawBody() body: Buffer) {
    const delivery = {
      body,
      signature: request.get('x-hub-signature-256') ?? '',
      event: request.get('x-github-event') ?? '',
      deliveryId: request.get('x-github-delivery') ?? '',
    };
    return { taken: await this.events.receive(delivery, contextOf(request).requestId) };
  }
}
