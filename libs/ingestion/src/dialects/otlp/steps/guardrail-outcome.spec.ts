import type { JsonValue } from '@debrief/kernel';
import { guardrailOutcome } from './guardrail-outcome';

it.each<[JsonValue, string]>([
  [{ tripwire_triggered: true }, 'blocked'],
  [{ triggered: true }, 'blocked'],
  [{ blocked: true, passed: true }, 'blocked'],
  [{ flagged: true }, 'blocked'],
  [{ passed: false }, 'blocked'],
  [{ valid: false }, 'blocked'],
  [{ tripwire_triggered: false }, 'passed'],
  [{ passed: true }, 'passed'],
  [{ valid: true, flagged: false }, 'passed'],
  [{ passed: 'yes' }, 'unknown'],
  [{}, 'unknown'],
  ['blocked', 'unknown'],
  [null, 'unknown'],
])('a guardrail that says %j: %s', (output, outcome) => {
  expect(guardrailOutcome(output)).toBe(outcome);
});
