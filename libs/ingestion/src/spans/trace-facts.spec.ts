import fc from 'fast-check';
import { gatherFacts, noFacts, readFacts, rootStatusOf, type TraceFacts, valueOf } from './trace-facts';
import type { NewSpan } from './new-span';

type Facts = Partial<NewSpan>;

const span = (n: number, facts: Facts = {}): NewSpan =>
  ({
    spanId: `s${n}`,
    parentSpanId: 'root',
    isRoot: facts.parentSpanId === null,
    isFolded: false,
    startMicros: n * 1_000,
    endMicros: (n + 1) * 1_000,
    level: 'default',
    status: null,
    name: `name ${n}`,
    sessionId: null,
    userId: null,
    environment: null,
    release: null,
    version: null,
    agent: null,
    inputPreview: null,
    outputPreview: null,
    metadata: null,
    sharedMetadata: null,
    ...facts,
  }) as NewSpan;
const root = (n: number, facts: Facts = {}): NewSpan => span(n, { parentSpanId: null, ...facts });

const gather = (...spans: NewSpan[]): TraceFacts => gatherFacts(noFacts, spans).facts;

describe('gatherFacts', () => {
  it.each<[string, NewSpan[], string | null]>([
    ['of no span', [], null],
    ['of a span that says it', [span(1), span(2, { sessionId: 'a' })], 'a'],
    ['of the earliest', [span(3, { sessionId: 'c' }), span(2, { sessionId: 'b' })], 'b'],
    ['of a root, though it is later', [span(1, { sessionId: 'a' }), root(9, { sessionId: 'r' })], 'r'],
    ['of another where the root says nothing', [root(0), span(1, { sessionId: 'a' })], 'a'],
    ['of the earlier of two roots', [root(5, { sessionId: 'late' }), root(4, { sessionId: 'early' })], 'early'],
  ])('takes the session %s', (_name, spans, session) => {
    expect(valueOf(gather(...spans), 'session')).toBe(session);
  });

  it.each<[string, NewSpan[], string | null]>([
    ['no root', [span(1)], null],
    ['a root that runs', [root(1, { endMicros: null })], null],
    ['a root that ended', [root(1)], 'completed'],
    ['a root that ended with an error', [root(1, { status: 'ERROR' })], 'failed'],
    ['a root that met an error and went on', [root(1, { level: 'error' })], 'completed'],
    ['an error below the root', [root(1), span(2, { status: 'ERROR' })], 'completed'],
    ['two roots, the earlier failed', [root(2), root(1, { status: 'ERROR' })], 'failed'],
  ])('reads how a run ended: %s', (_name, spans, status) => {
    expect(rootStatusOf(gather(...spans))).toBe(status);
  });

  it('takes the last answer, but the root’s before all others', () => {
    expect(valueOf(gather(span(1, { outputPreview: 'a' }), span(2, { outputPreview: 'b' })), 'output')).toBe('b');
    expect(valueOf(gather(root(0, { outputPreview: 'r' }), span(2, { outputPreview: 'b' })), 'output')).toBe('r');
  });

  it('takes what is said before what tools take and give, but for a root', () => {
    const tool = span(3, { observationType: 'tool', inputPreview: '{"room":4}', outputPreview: '{"booked":true}' });
    const search = span(0, { observationType: 'retriever', inputPreview: 'rooms' });
    const chat = span(1, { observationType: 'generation', inputPreview: 'Book a room', outputPreview: 'Booked.' });
    const previews = (...spans: NewSpan[]) =>
      ['input', 'output'].map((field) => valueOf(gather(...spans), field as 'input'));
    expect(previews(search, chat, tool)).toEqual(['Book a room', 'Booked.']);
    expect(previews(tool, chat, search)).toEqual(['Book a room', 'Booked.']);
    expect(previews(tool, search)).toEqual(['rooms', '{"booked":true}']);
    expect(previews(chat, { ...tool, isRoot: true })).toEqual(['{"room":4}', '{"booked":true}']);
  });

  it('takes the metadata of a root whole, and of others what is not of the observation alone', () => {
    const metadata = new Map([['own', '1']]);
    const sharedMetadata = new Map([['told', '2']]);
    const keysOf = (one: NewSpan): string[] => [...gatherFacts(noFacts, [one]).metadata.keys()];
    expect(keysOf(root(1, { metadata, sharedMetadata }))).toEqual(['own']);
    expect(keysOf(span(1, { metadata, sharedMetadata }))).toEqual(['told']);
    expect(keysOf(root(1, { metadata, sharedMetadata, isFolded: true }))).toEqual([]);
  });

  it('lets a span that completes another take its place', () => {
    const unfinished = gather(root(1, { endMicros: null, environment: 'a' }));
    expect(valueOf(gatherFacts(unfinished, [root(1, { environment: 'b' })]).facts, 'environment')).toBe('b');
  });

  it('says the same for every order and division of the spans', () => {
    const text = fc.option(fc.constantFrom('a', 'b', 'c'));
    const metadata = fc.option(
      fc
        .dictionary(fc.constantFrom('k', 'l', '__proto__'), fc.constantFrom('1', '"x"'))
        .map((one) => new Map(Object.entries(one))),
    );
    const spans = fc.uniqueArray(
      fc.record({
        n: fc.nat(20),
        at: fc.nat(3),
        isRoot: fc.boolean(),
        facts: fc.record({
          sessionId: text,
          agent: text,
          outputPreview: text,
          observationType: fc.constantFrom('tool', 'chain'),
          metadata,
        }),
      }),
      { selector: ({ n }) => n },
    );
    const shuffled = spans.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    const toSpan = ({ n, at, isRoot, facts }: { n: number; at: number; isRoot: boolean; facts: Facts }) =>
      span(n, {
        ...facts,
        sharedMetadata: facts.metadata ?? null,
        startMicros: at,
        parentSpanId: isRoot ? null : 'root',
      });
    fc.assert(
      fc.property(shuffled, fc.infiniteStream(fc.boolean()), ([given, arrived], breaks) => {
        let facts = noFacts;
        const values = new Map<string, string>();
        let batch: NewSpan[] = [];
        const flush = (): void => {
          const gathered = gatherFacts(readFacts(JSON.stringify(facts)), batch);
          facts = gathered.facts;
          for (const [key, value] of gathered.metadata) values.set(key, value);
          batch = [];
        };
        for (const one of arrived.map(toSpan)) {
          batch.push(one);
          if (breaks.next().value) flush();
        }
        flush();
        const whole = gatherFacts(noFacts, given.map(toSpan));
        expect(facts).toEqual(JSON.parse(JSON.stringify(whole.facts)));
        expect([...values].sort()).toEqual([...whole.metadata].sort());
      }),
    );
  });
});
