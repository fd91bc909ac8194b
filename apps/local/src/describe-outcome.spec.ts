import { describeOutcome } from './describe-outcome';

const url = 'http://127.0.0.1:4318';

describe('describeOutcome', () => {
  it('names the step, the cause, the incident and where both are', () => {
    const incident = { id: 'i-1', title: 'booking-agent ignored a warning', severity: 'high' };
    const lines = describeOutcome(url, 'booking/1', { critical_step_seq: 9, root_cause: 'Step 9 went on.' }, [
      incident,
    ]);
    expect(lines.join('\n')).toMatch(/step +9\n.*Step 9 went on\.\n.*ignored a warning \(high\)/);
    expect(lines).toContain(`  the run        ${url}/api/traces/booking%2F1`);
    expect(lines).toContain(`  the incident   ${url}/api/incidents/i-1/context`);
  });

  it('says so when nothing was found', () =>
    expect(describeOutcome(url, 'x', { critical_step_seq: null, root_cause: null }, []).join('\n')).toContain(
      'none was found',
    ));
});
