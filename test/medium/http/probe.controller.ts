import { BodyLimit, JsonBody, QueryDto, RawBody } from '../../../apps/api/src/http/body';
import { OneOf, Text, Texts, Uuid, Whole } from '../../../apps/api/src/http/fields';
import { Idempotent } from '../../../apps/api/src/http/idempotent';
import { InScope, Public, Requires, SignedIn } from '../../../apps/api/src/http/requires';
import type { VerifiedUser } from '@debrief/infra';
import { type JsonObject, type Scope, unavailable } from '@debrief/kernel';
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { Response } from 'express';

export class Thing {
  @Text({ max: 10, required: true }) name: string;
  @Whole({ min: 0, max: 5 }) count?: number;
  @OneOf(['red', 'blue']) colour?: string;
  @Uuid({ nullable: true }) owner_id?: string | null;
  @Texts({ max: 3, maxItems: 2 }) tags?: string[];
}

export class Page {
  @Whole({ min: 1, max: 200 }) limit = 50;
}

/** Routes of the tests' own: one for each thing that the shell does. */
@Controller('api')
export class ProbeController {
  static orders = 0;
  /** What an order waits for. */
  static gate: Promise<void> | undefined;

  @Post('runs')
  @HttpCode(200)
  @Requires('key:ingest', 'member')
  @BodyLimit('eventBatch')
  record(@InScope() scope: Scope, @JsonBody() body: JsonObject): object {
    return { workspace_id: scope.workspaceId, body };
  }

  @Post('things')
  @Requires('key:write', 'member')
  create(@JsonBody(Thing) thing: Thing): object {
    return { thing, prototype: Object.getPrototypeOf(thing) === Thing.prototype };
  }

  @Post('orders')
  @Requires('key:write', 'member')
  @Idempotent()
  async order(@JsonBody() body: JsonObject, @Res({ passthrough: true }) response: Response): Promise<object> {
    ProbeController.orders += 1;
    await ProbeController.gate;
    if (body.fail === true) throw unavailable('The database cannot be reached now', 3);
    response.status(202).setHeader('Location', '/api/orders/1');
    return { order: ProbeController.orders, secret: 'dbf_sk_canary' };
  }

  @Post('bytes')
  @Requires('key:ingest')
  bytes(@RawBody() bytes: Buffer): object {
    return { bytes: bytes.length };
  }

  @Get('things')
  @Requires('viewer')
  list(@QueryDto(Page) page: Page): object {
    return page;
  }

  @Get('settings')
  @Requires('owner')
  settings(@InScope() scope: Scope): Scope {
    return scope;
  }

  @Get('internal')
  @Requires('server')
  internal(@InScope() scope: Scope): Scope {
    return scope;
  }

  @Get('me')
  @Requires('user')
  me(@SignedIn() user: VerifiedUser): VerifiedUser {
    return user;
  }

  @Get('open/:how')
  @Public()
  open(@Param('how') how: string): object {
    if (how === 'broken') throw new Error('a detail that nobody may see: hunter2');
    if (how === 'down') throw unavailable('The database cannot be reached now', 3);
    return { how };
  }
}
