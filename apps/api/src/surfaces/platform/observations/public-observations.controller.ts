import type { Scope } from '@debrief/kernel';
import { ObservationReader } from '@debrief/replay';
import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { QueryDto } from '../../../http/body';
import { Operation } from '../../../http/operation';
import { InScope, Requires } from '../../../http/requires';
import { PlatformProjects } from '../platform-projects';
import { RowId } from '../row-id';
import { writeItems } from '../write-items';
import { publicListExample, toPublicList, toPublicPage } from '../public/page.dto';
import { NamedPrompts } from './named-prompts';
import { publicObservationExample, publicObservationV2Example } from './observations.examples';
import { toPublicObservation } from './public-observation-response';
import {
  ListPublicObservations,
  ListPublicObservationsV2,
  toPublicQuery,
  toSelection,
} from './public-observations.dto';
import { asksForDetails, toPublicObservationV2 } from './public-v2-observation-response';

const tag = 'Langfuse';

/** Steps of runs of every surface as Langfuse's SDKs read them (platform.md D). */
@Controller('api/public')
export class PublicObservationsController {
  constructor(
    private readonly reader: ObservationReader,
    private readonly prompts: NamedPrompts,
    private readonly projects: PlatformProjects,
  ) {}

  @Get('observations')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List observations',
    description: 'Newest start first.',
    answers: { 200: { description: 'A page', example: publicListExample([publicObservationExample]) } },
    refuses: ['INVALID', 'CONFLICT'],
  })
  async list(
    @InScope() scope: Scope,
    @QueryDto(ListPublicObservations) query: ListPublicObservations,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const page = toPublicPage(query);
    const found = await this.reader.list(scope, projectId, toPublicQuery(query), page);
    if (found.isEstimated) response.setHeader('X-Total-Estimated', 'true');
    const { meta } = toPublicList({ items: [], total: found.total }, page, () => null);
    const promptIdOf = await this.prompts.of(scope, projectId, found.items);
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.reader.eachDetailed(scope, found.items),
      toResponse: (one) => toPublicObservation(one, promptIdOf),
    });
  }

  @Get('observations/:id')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'Get an observation',
    answers: { 200: { description: 'The observation', example: publicObservationExample } },
    refuses: ['NOT_FOUND', 'CONFLICT'],
  })
  async get(@InScope() scope: Scope, @RowId('id', 'observation') id: string, @Req() request: Request) {
    const projectId = await this.projects.of(scope, request);
    const found = await this.reader.get(scope, projectId, id);
    return toPublicObservation(found, await this.prompts.of(scope, projectId, [found]));
  }

  @Get('v2/observations')
  @Requires('viewer', 'key:read')
  @Operation({
    tag,
    summary: 'List observations by groups of fields',
    description: 'Newest start first. `meta.cursor` is absent on the last page.',
    answers: {
      200: {
        description: 'A page',
        example: { data: [publicObservationV2Example], meta: { cursor: 'q1hY0XnT9Wl0bGkzNDU2' } },
      },
    },
    refuses: ['INVALID', 'CONFLICT'],
  })
  async listV2(
    @InScope() scope: Scope,
    @QueryDto(ListPublicObservationsV2) query: ListPublicObservationsV2,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const projectId = await this.projects.of(scope, request);
    const selection = toSelection(query);
    const { limit = 50, cursor } = query;
    const page = { limit, cursor: cursor || undefined, isCounted: false };
    const found = await this.reader.list(scope, projectId, toPublicQuery(query), page);
    const meta = found.nextCursor === null ? {} : { cursor: found.nextCursor };
    const promptIdOf = await this.prompts.of(scope, projectId, selection.groups.has('prompt') ? found.items : []);
    const toResponse = (one: (typeof found.items)[number]) => toPublicObservationV2(one, selection, promptIdOf);
    if (!asksForDetails(selection)) {
      response.status(200).json({ data: found.items.map(toResponse), meta });
      return;
    }
    await writeItems(response, {
      rest: { meta },
      field: 'data',
      parts: this.reader.eachDetailed(scope, found.items),
      toResponse,
    });
  }
}
