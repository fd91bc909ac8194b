import { newId } from '@debrief/kernel';
import type { RunRequest } from '../../libs/analysis/src/run/run-request';

/** A request beside the events of a made run. */
export const makeRequest = (changes: Partial<RunRequest> = {}): RunRequest => ({
  id: newId(),
  method: 'POST',
  host: 'a.example',
  path: '/v1/orders',
  statusCode: 200,
  durationMs: 10,
  startedAt: 0,
  ...changes,
});
