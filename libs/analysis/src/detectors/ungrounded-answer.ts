import { groundingOf, type Ungrounded } from '../grounding/grounding';
import { isUntrusted } from '../run/trust';
import { type Detector, detector } from './detector';

type Kind = Ungrounded['kind'];

/**
 * The final answer gives something that nothing in the run had given: made up, or from what the model remembers. Confidence rises with
 * their number: `first` for one, 0.1 more for each further one, 0.8 at most.
 */
const ungrounded = (label: string, what: string, kinds: readonly Kind[], first: number): Detector =>
  detector({
    label,
    version: '2',
    tier: 'suspicion',
    severity: 'medium',
    mast: '3.2 No or incomplete verification',
    trail: 'Language-only',
    thresholds: {},
    missing: (run) => (run.finalAnswer && run.events.some(isUntrusted) ? null : 'agent_message, tool_result'),
    detect: (run) => {
      const found = groundingOf(run).inAnswer.filter(({ kind }) => kinds.includes(kind));
      const [one] = found;
      if (!one) return [];
      const confidence = Math.min(0.8, Math.round((first + 0.1 * (found.length - 1)) * 100) / 100);
      const summary = `The answer gives ${what} that nothing in the run had given.`;
      return [{ confidence, criticalStepSeq: one.seq, evidenceRefs: [one.seq], summary }];
    },
  });

/** Not what follows from seen numbers by rounding or one calculation, nor counts up to 100, years and round numbers. */
export const ungroundedNumber = ungrounded('ungrounded_number', 'a number', ['number'], 0.4);
/** Ids of letters and digits, long numbers, e-mail addresses. */
export const ungroundedId = ungrounded('ungrounded_id', 'an id or address', ['id', 'email'], 0.6);
export const ungroundedUrl = ungrounded('ungrounded_url', 'a link', ['url'], 0.6);
