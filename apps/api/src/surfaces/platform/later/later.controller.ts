import { DomainError } from '@debrief/kernel';
import { All, applyDecorators, Controller, Delete, Get, Post, Put, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Bucket } from '../../../http/rate-limits';
import { Requires } from '../../../http/requires';
import { laterRoutes } from './later-routes';

/** Whoever may call anything of the surface is told that this is not there yet; others are refused as everywhere. */
const Anybody = (): MethodDecorator =>
  applyDecorators(Requires('viewer', 'key:read', 'key:ingest', 'key:write'), Bucket('general'));

const notYet = ({ method, path }: Request): never => {
  throw new DomainError('NOT_IMPLEMENTED', `Not supported by this server: ${method} ${path}`);
};

/** Answers what is to come: a client learns that the server knows the route, and that nothing was done. */
@Controller()
@ApiExcludeController()
export class LaterController {
  @All(laterRoutes.every)
  @Anybody()
  any(@Req() request: Request): never {
    return notYet(request);
  }

  @Post(laterRoutes.post)
  @Anybody()
  post(@Req() request: Request): never {
    return notYet(request);
  }

  @Get(laterRoutes.get)
  @Anybody()
  get(@Req() request: Request): never {
    return notYet(request);
  }

  @Put(laterRoutes.put)
  @Anybody()
  put(@Req() request: Request): never {
    return notYet(request);
  }

  @Delete(laterRoutes.delete)
  @Anybody()
  delete(@Req() request: Request): never {
    return notYet(request);
  }
}
