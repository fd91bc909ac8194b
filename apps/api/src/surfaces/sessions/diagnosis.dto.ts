import type { SessionDiagnosis } from '@debrief/sessions';
import { Text } from '../../http/fields';

/** Query of GET …/metrics and …/analysis. */
export class DiagnosisQuery {
  @Text({ max: 256, description: 'Only this trace of the session' }) traceId?: string;
}

/** An analysis as the surface gives it (sessions.md §7). */
export const toAnalysisResponse = ({ analysis, detections, incidentIds }: SessionDiagnosis) => {
  const { thresholds, ...found } = analysis;
  return { ...found, detections, incidentIds, thresholds };
};
