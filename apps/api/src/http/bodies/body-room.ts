import type { IncomingMessage } from 'node:http';
import { CONFIG, type Config } from '@debrief/infra';
import { Inject, Injectable } from '@nestjs/common';
import { BodyBudget } from './body-budget';
import { BodyReader, largeBytes, parsedWeight } from './body-reader';
import { overBudget } from './collect-body';
import { Turns } from './turns';

/** Where bodies are held, whatever protocol they come by: all count in one budget, and large ones are handled in turn. */
@Injectable()
export class BodyRoom {
  private readonly limits: Config['limits'];
  private readonly budget: BodyBudget;
  private readonly largeTurns = new Turns();

  constructor(@Inject(CONFIG) { limits }: Pick<Config, 'limits'>) {
    this.limits = limits;
    this.budget = new BodyBudget(limits.bodyBytesInFlight);
  }

  get bytesHeld(): number {
    return this.budget.bytesHeld;
  }

  readerOf(request: IncomingMessage): BodyReader {
    return new BodyReader(request, this.limits, this.budget, this.largeTurns);
  }

  /** Makes room for a body that has come whole, until it has been handled. @throws DomainError LIMITED when there is none */
  async hold<T>(bytes: number, handle: () => Promise<T>): Promise<T> {
    const lease = this.budget.lease(parsedWeight);
    if (!lease.grow(bytes)) throw overBudget();
    try {
      const endTurn = bytes < largeBytes ? undefined : await this.largeTurns.take();
      try {
        return await handle();
      } finally {
        endTurn?.();
      }
    } finally {
      lease.release();
    }
  }
}
