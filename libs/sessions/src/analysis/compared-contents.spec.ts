import fc from 'fast-check';
import { arbitrarySession } from '../../../../test/factories/arbitrary-session';
import { makeSession } from '../../../../test/factories/make-session';
import { analyzeSession } from './analyze-session';
import { withComparedContents } from './compared-contents';
import { applyThresholds } from './thresholds';

it('changes nothing that the rules find', () =>
  fc.assert(
    fc.property(arbitrarySession, (session) => {
      const small = { ...session, events: session.events.map(withComparedContents) };
      expect(analyzeSession(small, [], applyThresholds({}))).toEqual(analyzeSession(session, [], applyThresholds({})));
    }),
  ));

it('keeps of long contents no more than tells them apart', () => {
  const call = (text: string, more: object) =>
    withComparedContents(
      makeSession([{ events: [['tool_call', { arguments: { text: text.repeat(1_000_000), ...more } }]] }]).events[0]!,
    );
  expect(call('a', { x: 1, y: 2 })).toEqual(call('a', { y: 2, x: 1 }));
  expect(call('a', {})).not.toEqual(call('b', {}));
  expect(JSON.stringify(call('a', {})).length).toBeLessThan(1_000);
});
