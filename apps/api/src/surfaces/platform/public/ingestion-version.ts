import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Of Langfuse's protocol, as SDKs name it. */
const newestVersion = 4;
const headers = ['x-langfuse-ingestion-version', 'x_langfuse_ingestion_version'] as const;

/** Refuses a client that speaks a newer protocol than this server knows (platform.md C1): it would misread what it is sent. */
@Injectable()
export class IngestionVersion implements NestMiddleware {
  use(request: Request, _response: Response, next: NextFunction): void {
    if (headers.some((name) => isNewer(request.get(name))))
      throw new DomainError('MALFORMED', `${headers[0]} must be at most ${newestVersion}`);
    next();
  }
}

const isNewer = (version: string | undefined): boolean =>
  version !== undefined && /^\d+(?:\.\d+)*$/.test(version.trim()) && Number.parseFloat(version) > newestVersion;
