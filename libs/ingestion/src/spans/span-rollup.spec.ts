import type { JsonObject } from '@debrief/kernel';
import { foldTrace, type GivenSpan, readSpans } from '../../../../test/factories/fold-trace';

const fold = (...given: GivenSpan[]) => foldTrace(readSpans(given));

describe('fields of a trace', () => {
  const named = (name: string): JsonObject => ({ 'session.id': name, 'langfuse.version': name });

  it("are the root's, whatever came first", () => {
    const folded = fold(
      { id: 'b', under: 'a', at: 1, attributes: named('child') },
      { id: 'a', at: 5, attributes: named('root') },
    );
    expect(folded).toMatchObject({ name: 'a', sessionId: 'root', version: 'root' });
  });

  it('are else those of the earliest span that has one', () => {
    const folded = fold(
      { id: 'a' },
      { id: 'c', under: 'a', at: 3, attributes: named('late') },
      { id: 'b', under: 'a', at: 2, attributes: named('early') },
    );
    expect(folded).toMatchObject({ name: 'a', sessionId: 'early', userId: null });
  });

  it('name the trace by its earliest span while the root has not come', () => {
    expect(fold({ id: 'b', under: 'gone', at: 5 }, { id: 'c', under: 'gone', at: 2 }).name).toBe('c');
    expect(fold().name).toBeNull();
  });

  it('unite tags and metadata of all spans', () => {
    const folded = fold(
      { id: 'b', under: 'a', attributes: { tags: ['x', 'b'], metadata: '{"k":"child","l":2}' } },
      { id: 'a', attributes: { tags: ['x', 'a'], metadata: '{"k":"root"}' } },
    );
    expect(folded.tags).toEqual(['a', 'b', 'x']);
    expect({ ...folded.metadata }).toEqual({ k: 'root', l: 2 });
  });

  it("leave out what Langfuse's SDKs say of an observation below the root", () => {
    const said = (key: string): JsonObject => ({
      [`langfuse.observation.metadata.${key}`]: 'own',
      [`langfuse.trace.metadata.of ${key}`]: 'told',
    });
    const folded = fold({ id: 'a', attributes: said('root') }, { id: 'b', under: 'a', attributes: said('child') });
    expect({ ...folded.metadata }).toEqual({ root: 'own', 'of root': 'told', 'of child': 'told' });
  });
});
