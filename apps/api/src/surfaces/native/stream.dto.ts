import { Text, Whole } from '../../http/fields';

/** Query of GET /api/stream. */
export class StreamQuery {
  @Text({ max: 256, description: 'Id or slug: only records of this project' }) project_id?: string;
  @Text({ max: 256, description: 'Id of a run: only its records' }) session_id?: string;
  @Whole({
    min: -1,
    max: Number.MAX_SAFE_INTEGER,
    description: 'Begin with the events above this seq; -1: with the first. `Last-Event-ID` goes before it.',
  })
  after_seq?: number;
  @Text({
    min: 0,
    max: 256,
    description: 'Further records, separated by commas: trace, analysis, incident, fix_run, regression_run',
    example: 'trace',
  })
  include?: string;
}
