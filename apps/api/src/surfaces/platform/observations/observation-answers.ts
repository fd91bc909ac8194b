import { once } from 'node:events';
import type { Scope } from '@debrief/kernel';
import { type DetailedObservation, type Observation, ObservationReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';

export interface ObservationsAnswer {
  readonly scope: Scope;
  /** The answer without its observations. */
  readonly rest: object;
  /** Under which name they stand. */
  readonly field: 'data' | 'observations';
  readonly observations: readonly Observation[];
  readonly toResponse: (observation: DetailedObservation) => object;
}

/** Writes answers of observations with what was sent of each. */
@Injectable()
export class ObservationAnswers {
  constructor(private readonly reader: ObservationReader) {}

  /**
   * Observations are read and written a few at a time while the socket drains: one may have a mebibyte, and there may be a thousand and
   * more.
   */
  async write(response: Response, { scope, rest, field, observations, toResponse }: ObservationsAnswer): Promise<void> {
    // Read first: what fails then still is an error of its own.
    const pages = this.reader.eachDetailed(scope, observations);
    let page = await pages.next();
    const rests = JSON.stringify(rest).slice(1);
    response.status(200).type('application/json').write(`{"${field}":[`);
    let separator = '';
    while (!page.done) {
      const items = page.value.map((one) => JSON.stringify(toResponse(one)));
      const isDrained = response.write(separator + items.join());
      if (!isDrained && !response.destroyed) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      if (response.destroyed) return;
      separator = ',';
      page = await pages.next();
    }
    response.end(rests === '}' ? ']}' : `],${rests}`);
  }
}
