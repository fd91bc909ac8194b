import { invalid } from '@debrief/kernel';
import type { ObservationQuery } from '@debrief/replay';
import { Flag, Text, Texts, Whole } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';
import { toObservationQuery, toPlainConditions } from './observations.dto';
import {
  type ObservationFieldGroup,
  observationFieldGroups,
  type ObservationSelection,
} from './public-v2-observation-response';

const filterDescription = 'JSON list of {type, column, operator, value, key}; wins over the other parameters';

/** Query of GET /api/public/observations. */
export class ListPublicObservations extends PublicPageQuery {
  @Text({ max: 256 }) name?: string;
  @Text({ max: 256, description: 'Of the trace' }) userId?: string;
  @Text({ max: 32, example: 'GENERATION' }) type?: string;
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 32, description: 'DEBUG, DEFAULT, WARNING or ERROR' }) level?: string;
  @Text({ min: 0, max: 256 }) parentObservationId?: string;
  @Texts({ max: 256, maxItems: 100, description: 'One of these; may repeat' }) environment?: string[];
  @Text({ max: 64, description: 'ISO 8601: started then or later' }) fromStartTime?: string;
  @Text({ max: 64, description: 'ISO 8601: started before' }) toStartTime?: string;
  @Text({ max: 256 }) version?: string;
  @Text({ min: 0, max: 70_000, multiline: true, description: filterDescription }) filter?: string;
}

/** Query of GET /api/public/v2/observations. */
export class ListPublicObservationsV2 {
  @Text({ min: 0, max: 1024, description: `Comma list of ${observationFieldGroups.join(', ')}`, default: 'core,basic' })
  fields?: string;
  @Text({ min: 0, max: 4096, description: 'Comma list of keys of metadata whose values are not cut' })
  expandMetadata?: string;
  @Whole({ min: 1, max: 1_000, default: 50 }) limit?: number;
  @Text({ min: 0, max: 4096, description: '`meta.cursor` of the page before' }) cursor?: string;
  @Flag({ description: 'Only false: input and output are texts' }) parseIoAsJson?: boolean;
  @Text({ max: 256 }) name?: string;
  @Text({ max: 256, description: 'Of the trace' }) userId?: string;
  @Text({ max: 256, description: 'Of the trace' }) sessionId?: string;
  @Text({ max: 32, example: 'GENERATION' }) type?: string;
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 32, description: 'DEBUG, DEFAULT, WARNING or ERROR' }) level?: string;
  @Text({ min: 0, max: 256, description: 'Empty: those without a parent' }) parentObservationId?: string;
  @Flag({ description: 'Without a parent, or called a root by its sender' }) isRootObservation?: boolean;
  @Texts({ max: 256, maxItems: 100, description: 'One of these; may repeat' }) environment?: string[];
  @Text({ max: 64, description: 'ISO 8601: started then or later' }) fromStartTime?: string;
  @Text({ max: 64, description: 'ISO 8601: started before' }) toStartTime?: string;
  @Text({ max: 256 }) version?: string;
  @Text({ min: 0, max: 70_000, multiline: true, description: filterDescription }) filter?: string;
}

export const toPublicQuery = (query: ListPublicObservations | ListPublicObservationsV2): ObservationQuery =>
  toObservationQuery(
    toPlainConditions(query, {
      from: ['fromStartTime', query.fromStartTime],
      to: ['toStartTime', query.toStartTime],
    }),
    query.filter,
  );

/** @throws DomainError INVALID where texts would have to be read as JSON */
export const toSelection = ({
  fields,
  expandMetadata = '',
  parseIoAsJson,
}: ListPublicObservationsV2): ObservationSelection => {
  if (parseIoAsJson === true) throw invalid('parseIoAsJson', 'must be false: input and output are texts');
  const named = (fields || 'core,basic').split(',').map((name) => name.trim());
  return {
    groups: new Set(named.filter((name): name is ObservationFieldGroup => isGroup(name))),
    expanded: new Set(expandMetadata.split(',').filter((key) => key !== '')),
  };
};

/** Groups that came with a later version of the SDK are left out. */
const isGroup = (name: string): boolean => (observationFieldGroups as readonly string[]).includes(name);
