import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { otlpSpan, otlpSpanEvent } from '../../../../../../test/factories/otlp-span';
import type { JsonObject } from '@debrief/kernel';
import { readSpanMessages } from '../messages/read-span-messages';
import { toSteps } from '../steps/to-steps';
import { foldTrace } from '../../../../../../test/factories/fold-trace';
import type { NormalSpan } from './normal-span';
import { normalizeSpan } from './normalize-span';

/**
 * A trace as one framework sends it, and what is made of it. Attributes under `json:<name>` are sent as JSON text. What is not named in
 * an expectation is not looked at.
 */
interface Fixture {
  readonly about: string;
  readonly spans: readonly {
    readonly id: string;
    readonly under?: string;
    readonly name: string;
    readonly scope?: string;
    readonly scopeVersion?: string;
    readonly service?: string;
    readonly language?: string;
    readonly status?: { readonly code: 0 | 1 | 2; readonly message: string };
    readonly events?: readonly { readonly name: string; readonly attributes: JsonObject }[];
    readonly attributes: JsonObject;
    readonly expected: Partial<NormalSpan>;
  }[];
  readonly trace?: JsonObject;
  /** `<span> <type>`, in order. */
  readonly steps?: readonly string[];
}

const folder = join(__dirname, '../../../../../../test/fixtures/otlp/conventions');
const fixtures = readdirSync(folder).map((file): [string, Fixture] => [
  file.slice(0, -'.json'.length),
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture,
]);

const asSent = (attributes: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) =>
      name.startsWith('json:') ? [name.slice('json:'.length), JSON.stringify(value)] : [name, value],
    ),
  );

const toSpans = ({ spans }: Fixture) =>
  spans.map((given, seq) => {
    const resource: JsonObject = {
      ...(given.service && { 'service.name': given.service }),
      ...(given.language && { 'telemetry.sdk.language': given.language }),
    };
    const span = otlpSpan({
      spanId: given.id,
      parentSpanId: given.under ?? null,
      name: given.name,
      startUnixNano: 1_780_000_000_000_000_000n + BigInt(seq) * 1_000_000_000n,
      attributes: asSent(given.attributes),
      events: (given.events ?? []).map(({ name, attributes }) => otlpSpanEvent(name, asSent(attributes))),
      status: given.status ?? { code: 0, message: '' },
      resource: { attributes: resource, schemaUrl: '' },
      scope: { name: given.scope ?? '', version: given.scopeVersion ?? '', attributes: {}, schemaUrl: '' },
    });
    const normal = normalizeSpan(span);
    return { ...span, seq, normal, messages: readSpanMessages(span, normal) };
  });

/** Metadata has no prototype, which no JSON says. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

describe.each(fixtures)('%s', (_name, fixture) => {
  const spans = toSpans(fixture);

  it.each(fixture.spans.map(({ id, expected }, place) => [id, expected, place] as const))(
    'makes of %s what its sender meant',
    (_id, expected, place) => {
      const normal = spans[place]?.normal;
      const looked = Object.keys(expected) as (keyof NormalSpan)[];
      expect(Object.fromEntries(looked.map((field) => [field, plain(normal?.[field])]))).toEqual(expected);
    },
  );

  it.each([
    ['as sent', spans],
    ['children first', spans.toReversed()],
  ])('adds up to one trace, %s', (_order, arrived) => {
    const folded = foldTrace(arrived);
    expect(folded).toMatchObject(fixture.trace ?? {});
    if (fixture.steps === undefined) return;
    expect(toSteps(folded.timeline).map(({ spanId, type }) => `${spanId} ${type}`)).toEqual(fixture.steps);
  });
});
