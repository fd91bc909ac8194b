import type { IndexedRun } from '../run/index-run';
import type { RunEvent } from '../run/run';
import { isTrusted } from '../run/trust';

const sources: ReadonlySet<string> = new Set([
  'tool_result',
  'retrieval',
  'dom_snapshot',
  'browser_action',
  'state_change',
  'error',
]);

/** Whether later events may name what this one says. What agents say themselves is no source; an imported call holds its own result. */
export const gives = (run: IndexedRun, event: RunEvent): boolean =>
  sources.has(event.type) ||
  isTrusted(event) ||
  (event.type === 'tool_call' && run.callOf.get(event.seq)?.result === event);

export const givenText = (run: IndexedRun, event: RunEvent): string =>
  event.type === 'tool_call' ? run.text(event) + resultOf(event) : run.text(event);

const resultOf = ({ payload }: RunEvent): string => {
  const result = payload['result'];
  return result === undefined ? '' : typeof result === 'string' ? result : JSON.stringify(result);
};
