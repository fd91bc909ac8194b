import { sql } from 'kysely';
import { boundReads } from '../../../libs/replay/src/spans/filters/bound-reads';
import type { Condition } from '../../../libs/replay/src/spans/filters/condition';
import { filtersOf, useOtel } from './otel-suite';

/** The same question in both forms. */
const both = (type: string, column: string, operator: string, op: string, value: unknown) =>
  [
    { type, column, operator, value },
    { key: column, op, value },
  ] as const;

describe('filters of the explorer', () => {
  const suite = useOtel();

  const names = async (list: string, ...conditions: readonly object[]) =>
    (await suite.list(`/${list}?order_by=start_time:asc&${filtersOf(...conditions)}`)).map(
      (item) => item.trace_name ?? item.span_name,
    );

  const insertSpans = () =>
    suite.insert({
      name: 'trace',
      tags: ['x', 'y'],
      user: 'u-1',
      spans: [
        {
          name: 'alpha',
          at: 0,
          lasts: 10,
          type: 'generation',
          category: 'llm',
          framework: 'LangGraph',
          model: 'gpt-4o',
          provider: 'openai',
          agent: 'planner',
          status: 'OK',
          attributes: { 'http.method': 'GET', retries: 3, ok: true, when: '2026-11-20T00:00:00Z', odd: 'a_b%c' },
          metadata: { plan: 'pro' },
          resource: { 'service.name': 'web' },
        },
        {
          name: 'beta_50%',
          at: 10,
          lasts: 30,
          type: 'tool',
          status: 'ERROR',
          attributes: { retries: 12, ok: false },
          resource: { 'service.name': 'api' },
        },
        {
          name: 'gamma',
          at: 20,
          lasts: null,
          attributes: { text: 'nul \u0000 and \ud800 lone', retries: 'many', 'http.method': 'PUT' },
        },
      ],
    });

  it.each([
    [...both('string', 'span_name', '=', 'eq', 'alpha'), ['alpha']],
    [...both('string', 'span_name', 'contains', 'contains', 'a_'), ['beta_50%']],
    [...both('string', 'span_name', 'starts_with', 'starts_with', 'al'), ['alpha']],
    [...both('string', 'span_name', 'ends_with', 'ends_with', '%'), ['beta_50%']],
    [...both('number', 'duration_ms', '=', 'eq', 10), ['alpha']],
    [...both('number', 'duration_ms', '>', 'gt', 10), ['beta_50%']],
    [...both('number', 'duration_ms', '>=', 'gte', 10), ['alpha', 'beta_50%']],
    [...both('number', 'duration_ms', '<', 'lt', 30), ['alpha']],
    [...both('number', 'duration_ms', '<=', 'lte', 30), ['alpha', 'beta_50%']],
    [...both('datetime', 'timestamp_start', '>', 'gt', '2026-11-20T10:00:00.000Z'), ['beta_50%', 'gamma']],
    [...both('datetime', 'start_time', '<', 'lt', '2026-11-20T11:00:00.010+01:00'), ['alpha']],
    [...both('datetime', 'end_time', '>=', 'gte', '2026-11-20T10:00:00.040Z'), ['beta_50%']],
    [...both('datetime', 'timestamp_end', '<=', 'lte', '2026-11-20T10:00:00.010Z'), ['alpha']],
    [...both('string_options', 'observation_type', 'any of', 'in', ['TOOL', 'span']), ['beta_50%', 'gamma']],
    [...both('string_options', 'tags', 'any of', 'in', ['y', 'z']), ['alpha', 'beta_50%', 'gamma']],
    [...both('null', 'status_code', 'is null', 'is_null', null), ['gamma']],
    [...both('null', 'timestamp_end', 'is not null', 'is_not_null', null), ['alpha', 'beta_50%']],
    [...both('string', 'status_code', '=', 'eq', 'error'), ['beta_50%']],
    [...both('string', 'span_category', '=', 'eq', 'LLM'), ['alpha']],
    [...both('string', 'gen_ai_agent_name', '=', 'eq', 'planner'), ['alpha']],
    [...both('string', 'gen_ai_system', '=', 'eq', 'openai'), ['alpha']],
    [...both('string', 'attributes.http.method', '=', 'eq', 'GET'), ['alpha']],
    [...both('string', 'attributes.odd', 'contains', 'contains', 'b%c'), ['alpha']],
    [...both('string', 'attributes.http.method', 'starts_with', 'starts_with', 'P'), ['gamma']],
    [...both('number', 'attributes.retries', '>', 'gt', 3), ['beta_50%']],
    [...both('number', 'attributes.retries', '>=', 'gte', 3), ['alpha', 'beta_50%']],
    [...both('boolean', 'attributes.ok', '=', 'eq', true), ['alpha']],
    [...both('boolean', 'attributes.ok', '<>', 'ne', true), ['beta_50%', 'gamma']],
    [...both('null', 'attributes.ok', 'is null', 'is_null', null), ['gamma']],
    [...both('string', 'attributes.text', 'contains', 'contains', 'lone'), ['gamma']],
    [...both('string', 'resource.service.name', '=', 'eq', 'api'), ['beta_50%']],
    [...both('string', 'metadata.plan', '=', 'eq', 'pro'), ['alpha']],
  ])('ask the same of spans as %j and %j', async (native, documented, expected) => {
    await insertSpans();
    expect(await names('spans', native)).toEqual(expected);
    expect(await names('spans', documented)).toEqual(expected);
  });

  it('read an unknown key as an attribute, and differ from what has no value', async () => {
    await insertSpans();
    expect(await names('spans', { key: 'http.method', op: 'eq', value: 'PUT' })).toEqual(['gamma']);
    expect(await names('spans', { key: 'framework', op: 'ne', value: 'LangGraph' })).toEqual(['beta_50%', 'gamma']);
    const noneOf = { type: 'string_options', column: 'gen_ai_request_model', operator: 'none of', value: ['gpt-4o'] };
    expect(await names('spans', noneOf)).toEqual(['beta_50%', 'gamma']);
    expect(await names('spans', { type: 'string_options', column: 'tags', operator: 'none of', value: ['x'] })).toEqual(
      [],
    );
  });

  it('must all hold', async () => {
    await insertSpans();
    const ended = { key: 'timestamp_end', op: 'is_not_null' };
    expect(await names('spans', ended, { type: 'number', column: 'duration_ms', operator: '>', value: 10 })).toEqual([
      'beta_50%',
    ]);
  });

  it.each([
    [{ key: 'trace_name', op: 'eq', value: 'one' }, ['one']],
    [{ key: 'trace_name', op: 'ne', value: 'one' }, ['two']],
    [{ key: 'session_id', op: 'is_null' }, ['two']],
    [{ key: 'session_id', op: 'in', value: ['s-1', 's-2'] }, ['one']],
    [{ key: 'environment', op: 'eq', value: 'prod' }, ['one']],
    [{ key: 'tags', op: 'in', value: ['b', 'c'] }, ['one']],
    [{ key: 'tags', op: 'is_null' }, ['two']],
    [{ key: 'total_tokens', op: 'gte', value: 10 }, ['two']],
    [{ key: 'total_cost', op: 'eq', value: 0.1 }, ['one']],
    [{ key: 'duration_ms', op: 'gt', value: 50 }, ['one']],
    [{ key: 'end_time', op: 'lte', value: '2026-11-20T10:00:00.050Z' }, ['two']],
    [{ key: 'metadata.plan', op: 'eq', value: 'pro' }, ['one']],
    [{ key: 'gen_ai_request_model', op: 'eq', value: 'gpt-4o' }, ['one']],
    [{ key: 'gen_ai_system', op: 'eq', value: 'openai' }, ['two']],
    [{ key: 'framework', op: 'in', value: ['CrewAI'] }, ['two']],
    [{ key: 'http.method', op: 'eq', value: 'GET' }, ['one', 'two']],
    [{ key: 'resource.service.name', op: 'eq', value: 'api' }, ['two']],
  ])('ask of traces %j', async (condition, expected) => {
    await suite.insert({
      name: 'one',
      session: 's-1',
      environment: 'prod',
      tags: ['a', 'b'],
      metadata: { plan: 'pro' },
      spans: [{ at: 0, lasts: 100, model: 'gpt-4o', cost: 0.1, attributes: { 'http.method': 'GET' } }],
    });
    await suite.insert({
      name: 'two',
      spans: [
        {
          at: 10,
          provider: 'openai',
          framework: 'CrewAI',
          tokens: 10,
          attributes: { 'http.method': 'GET' },
          resource: { 'service.name': 'api' },
        },
      ],
    });
    expect(await names('traces', condition)).toEqual(expected);
  });

  it('and orders that no index may know are given up after ten seconds, all by their start never', async () => {
    const timeoutUnder = (column: string, ...conditions: Condition[]) =>
      suite.database.inWorkspace(suite.own.scope, async (tx) => {
        await boundReads(tx, { conditions, order: { column, direction: 'desc' } });
        const { rows } = await sql<{ timeout: string }>`select current_setting('statement_timeout') as timeout`.execute(
          tx,
        );
        return rows[0]?.timeout;
      });
    const condition: Condition = { target: { kind: 'json', source: 'attributes', key: 'a' }, op: 'eq', value: 'x' };
    expect(await timeoutUnder('start_time', condition)).toBe('10s');
    expect(await timeoutUnder('duration_ms')).toBe('10s');
    expect(await timeoutUnder('start_time')).toBe('0');
  });

  it('on facts of spans select traces of which one span meets them all, with the totals of the whole', async () => {
    await suite.insert({ name: 'one span', spans: [{ model: 'm', attributes: { x: 1 }, tokens: 1 }, { tokens: 5 }] });
    await suite.insert({ name: 'two spans', spans: [{ model: 'm' }, { attributes: { x: 1 } }] });
    const conditions = [
      { key: 'gen_ai_request_model', op: 'eq', value: 'm' },
      { key: 'x', op: 'eq', value: 1 },
    ];
    expect(await suite.list(`/traces?${filtersOf(...conditions)}`)).toEqual([
      expect.objectContaining({ trace_name: 'one span', total_tokens: 6 }),
    ]);
  });

  it.each([
    ['from_timestamp=2026-11-20T10:00:00.010Z', ['b', 'c']],
    ['to_timestamp=2026-11-20T10:00:00.010Z', ['a', 'b']],
    ['from_timestamp=2026-11-20T10:00:00.001Z&to_timestamp=2026-11-20T10:00:00.019Z', ['b']],
    ['environment=prod', ['a']],
    ['environment=prod,dev', ['a', 'b']],
    ['environment=prod&environment=dev', ['a', 'b']],
    ['environment=["prod","dev"]', ['a', 'b']],
    ['user_id=u-2', ['b']],
    ['session_id=s-1', ['a']],
  ])('by parameters: %s', async (query, expected) => {
    await suite.insert({ name: 'a', environment: 'prod', session: 's-1', spans: [{ name: 'a', at: 0 }] });
    await suite.insert({ name: 'b', environment: 'dev', user: 'u-2', spans: [{ name: 'b', at: 10 }] });
    await suite.insert({ name: 'c', spans: [{ name: 'c', at: 20 }] });
    for (const [list, field] of [
      ['traces', 'trace_name'],
      ['spans', 'span_name'],
    ] as const)
      expect((await suite.list(`/${list}?order_by=start_time:asc&${query}`)).map((item) => item[field])).toEqual(
        expected,
      );
  });

  it.each([
    ['span_category=llm', ['a']],
    ['observation_type=TOOL', ['b']],
    ['framework=LangGraph', ['a']],
    ['gen_ai_request_model=gpt-4o', ['a']],
    ['status_code=error', ['b']],
    ['is_observation=true', ['a', 'b']],
    ['is_observation=false', ['c']],
  ])('of spans by parameters: %s', async (query, expected) => {
    const { externalId } = await suite.insert({
      spans: [
        { name: 'a', category: 'llm', framework: 'LangGraph', model: 'gpt-4o' },
        { name: 'b', type: 'tool', status: 'ERROR' },
        { name: 'c' },
      ],
    });
    await suite.insert({ spans: [{ name: 'elsewhere', category: 'x', framework: 'x' }] });
    for (const path of [`/traces/${externalId}/spans?`, `/spans?trace_id=${externalId}&`])
      expect((await suite.list(`${path}order_by=start_time:asc&${query}`)).map(({ span_name }) => span_name)).toEqual(
        expected,
      );
  });
});
