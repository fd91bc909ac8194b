import type { ObservationQuery } from '@debrief/replay';
import { Text, Texts } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';
import { toObservationQuery, toPlainConditions } from './observations.dto';

/** Query of GET /v1/observations. */
export class ListV1Observations extends V1PageQuery {
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 256, description: 'Exactly' }) name?: string;
  @Text({ max: 32, example: 'generation' }) type?: string;
  @Text({ max: 32, description: 'DEBUG, DEFAULT (or INFO), WARNING or ERROR' }) level?: string;
  @Text({ max: 256 }) model?: string;
  @Text({ min: 0, max: 256, description: 'Empty: those without a parent' }) parentObservationId?: string;
  @Text({ max: 256, description: 'Of the trace' }) userId?: string;
  @Text({ max: 256, description: 'Of the trace' }) sessionId?: string;
  @Texts({ max: 256, maxItems: 100, description: 'One of these; may repeat' }) environment?: string[];
  @Text({ max: 256 }) version?: string;
  @Text({ max: 64, description: 'ISO 8601: started then or later' }) fromTimestamp?: string;
  @Text({ max: 64, description: 'ISO 8601: started before' }) toTimestamp?: string;
}

export const toV1Query = (query: ListV1Observations): ObservationQuery =>
  toObservationQuery(
    toPlainConditions(query, {
      from: ['fromTimestamp', query.fromTimestamp],
      to: ['toTimestamp', query.toTimestamp],
    }),
  );
