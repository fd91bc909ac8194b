import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../normalize-span';

/** The contract's rows (otel.md B1), each as attributes in order. A JSON row is the attribute and the text that holds its value. */
type Row = readonly (string | readonly [attribute: string, text: (value: string) => string])[];

const inJson = (attribute: string, key: string) =>
  [attribute, (value: string) => JSON.stringify({ [key]: value })] as const;
const quoted = (attribute: string) => [attribute, (value: string) => JSON.stringify(value)] as const;

const session: Row = [
  'session.id',
  'langfuse.session.id',
  'gen_ai.conversation.id',
  'langsmith.metadata.session_id',
  'langsmith.metadata.thread_id',
  'langsmith.metadata.conversation_id',
  'langsmith.trace.session_id',
  'langsmith.session.id',
  'gcp.vertex.agent.session_id',
  'ai.telemetry.metadata.sessionId',
  'langgraph.thread_id',
  quoted('mlflow.trace.session'),
  'traceloop.association.properties.session_id',
  'traceloop.association.properties.thread_id',
  'traceloop.association.properties.chat_id',
  'langfuse.trace.metadata.langfuse_session_id',
  'langfuse.observation.metadata.langfuse_session_id',
];
const sessionInMetadata: Row = ['session_id', 'thread_id', 'langgraph_thread_id', 'conversation_id'].map((key) =>
  inJson('metadata', key),
);

const user: Row = [
  'user.id',
  'langfuse.user.id',
  'enduser.id',
  'ai.telemetry.metadata.userId',
  quoted('mlflow.trace.user'),
  'langsmith.metadata.user_id',
  'traceloop.association.properties.user_id',
  'langfuse.trace.metadata.langfuse_user_id',
  'langfuse.observation.metadata.langfuse_user_id',
  'gen_ai.user',
  'llm.user',
  'metadata.user_id',
];

/** Attributes of a row from its n-th source on, each with a value of its own. */
const attributesFrom = (row: Row, first: number) =>
  Object.fromEntries(
    row.slice(first).map((source, index) => {
      const value = `value ${first + index}`;
      return typeof source === 'string' ? [source, value] : [source[0], source[1](value)];
    }),
  );

const cases = (row: Row) =>
  row.map((source, index) => [typeof source === 'string' ? source : source[0], index] as const);

describe('session', () => {
  it.each(cases(session))('is read from %s before all later sources', (_source, index) => {
    expect(normalizeSpan(otlpSpan({ attributes: attributesFrom(session, index) })).sessionId).toBe(`value ${index}`);
  });

  it.each(cases(sessionInMetadata))('is read from JSON %s, key %i', (_source, index) => {
    const attributes = attributesFrom(sessionInMetadata.slice(index, index + 1), 0);
    expect(normalizeSpan(otlpSpan({ attributes })).sessionId).toBe('value 0');
  });

  it.each([
    ['an empty value', { 'session.id': '', 'langfuse.session.id': 's' }],
    ['a list', { 'session.id': ['no'], 'langfuse.session.id': 's' }],
    ['metadata that is no JSON', { metadata: '{"session_id": ', 'langfuse.session.id': 's' }],
  ])('is not read from %s', (_what, attributes) => {
    expect(normalizeSpan(otlpSpan({ attributes })).sessionId).toBe('s');
  });

  it.each([
    ['"s\\u002d1"', 's-1'],
    ['"half', '"half'],
    ['plain', 'plain'],
  ])('of MLflow is read from %s', (text, expected) => {
    expect(normalizeSpan(otlpSpan({ attributes: { 'mlflow.trace.session': text } })).sessionId).toBe(expected);
  });

  it('takes a number as text', () => {
    expect(normalizeSpan(otlpSpan({ attributes: { 'session.id': 7 } })).sessionId).toBe('7');
  });

  it('is null where nothing names one', () => {
    expect(normalizeSpan(otlpSpan({ attributes: { 'sideseat.project_id': 'p' } })).sessionId).toBeNull();
  });
});

describe('user', () => {
  it.each(cases(user))('is read from %s before all later sources', (_source, index) => {
    expect(normalizeSpan(otlpSpan({ attributes: attributesFrom(user, index) })).userId).toBe(`value ${index}`);
  });

  it('is read from JSON metadata', () => {
    expect(normalizeSpan(otlpSpan({ attributes: { metadata: '{"user_id":"u"}' } })).userId).toBe('u');
  });
});

const withBoth = (span: Record<string, string>, resource: Record<string, string>) =>
  normalizeSpan(otlpSpan({ attributes: span, resource: { attributes: resource, schemaUrl: '' } }));

describe('environment', () => {
  const names = ['langfuse.environment', 'deployment.environment.name', 'deployment.environment'];

  it.each(names)('is read from %s on the span, then on the resource', (name) => {
    expect(withBoth({ [name]: 'span' }, { [name]: 'resource' }).environment).toBe('span');
    expect(withBoth({}, { [name]: 'resource' }).environment).toBe('resource');
  });

  it('prefers an earlier name on the resource to a later one on the span', () => {
    expect(withBoth({ 'deployment.environment': 'late' }, { 'langfuse.environment': 'early' }).environment).toBe(
      'early',
    );
  });
});

it.each([
  ['langfuse.release', 'release'],
  ['langfuse.version', 'version'],
  ['service.version', 'version'],
] as const)('%s of the resource is the %s', (name, field) => {
  expect(withBoth({}, { [name]: '1.2' })[field]).toBe('1.2');
});
