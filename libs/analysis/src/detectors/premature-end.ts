import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { markerOf } from '../run/index-run';
import type { IndexedRun } from '../run/index-run';
import { detector, type Finding } from './detector';

const isOpen = /^(pending|open|todo|not_started|in_progress|in progress)$/i;
const announces =
  /\b(next,? i('ll| will)|i('ll| will) now|let me (?!know\b)(now )?\w+|i am going to|i'm going to)\b[^.!?]{0,200}[.:…]*\s*$/i;
const looked = 400;

/**
 * The run ended before its work did: with open items on its plan (confidence 0.8), after tool calls without any answer (0.6), or on a message that
 * announces a step which never came (0.5).
 */
export const prematureEnd = detector({
  label: 'premature_end',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '3.1 Premature termination',
  trail: 'Goal Deviation',
  thresholds: {},
  missing: (run) => (run.status === 'running' ? 'session_end' : null),
  detect: (run) => [...openPlan(run), ...noAnswer(run)],
});

const openPlan = (run: IndexedRun): Finding[] => {
  const plan = run.events.findLast((event) => /^(plan|todo|todos)$/.test(markerOf(event) ?? ''));
  const items = plan ? itemsOf(plan.payload['after']) : [];
  const open = items.filter(
    (item) => isJsonObject(item) && typeof item['status'] === 'string' && isOpen.test(item['status']),
  );
  if (!plan || open.length === 0) return [];
  const summary = `The run ended with ${open.length} of ${items.length} items of its plan open.`;
  const last = run.events[run.agentSteps.at(-1) ?? 0] ?? plan;
  return [{ confidence: 0.8, criticalStepSeq: last.seq, evidenceRefs: [plan.seq, last.seq], summary }];
};

const itemsOf = (after: JsonValue | undefined): readonly JsonValue[] => {
  const items = isJsonObject(after) ? (after['items'] ?? after['todos'] ?? after['steps']) : after;
  return Array.isArray(items) ? items : [];
};

const noAnswer = (run: IndexedRun): Finding[] => {
  const last = run.events[run.agentSteps.at(-1) ?? -1];
  if (!last) return [];
  const end = [last.seq];
  if (!run.finalAnswer && run.calls.length > 0)
    return [
      {
        confidence: 0.6,
        criticalStepSeq: last.seq,
        evidenceRefs: end,
        summary: 'The run ended after tool calls without any answer.',
      },
    ];
  if (last === run.finalAnswer && announces.test(run.text(last).slice(-looked)))
    return [
      {
        confidence: 0.5,
        criticalStepSeq: last.seq,
        evidenceRefs: end,
        summary: 'The run ended on a message that announces a step which never came.',
      },
    ];
  return [];
};
