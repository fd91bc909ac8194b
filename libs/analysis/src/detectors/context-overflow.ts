import { errorText } from '../run/event-text';
import { detector, needsNothing } from './detector';

const saysOverflow =
  /context[ _](length|window|limit)[ _]?(exceeded|is full)?|maximum context|prompt is too long|input is too long|too many tokens|exceeds the (model's )?(context|token limit)|reduce the length of the messages/i;
const looked = 1_000;

/** A model or tool refused because there was too much to read. Confidence 0.9: providers say it in few ways. */
export const contextOverflow = detector({
  label: 'context_overflow',
  version: '1',
  tier: 'symptom',
  severity: 'high',
  mast: '1.4 Loss of conversation history',
  trail: 'Context Handling Failures',
  thresholds: {},
  missing: needsNothing,
  detect: (run) =>
    run.events.flatMap((event) => {
      const error = errorText(event);
      if (error === null || !saysOverflow.test(error.slice(0, looked))) return [];
      const summary = 'More was sent to the model than its context holds.';
      return [{ confidence: 0.9, criticalStepSeq: event.seq, evidenceRefs: [event.seq], summary }];
    }),
});
