import type { JsonObject } from '@debrief/kernel';
import { metricExportOf, metricsExportOf, sentPoint, textAttribute } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

describe('metrics', () => {
  const suite = useOtel();
  const send = async (body: JsonObject, path = '/otel/default/v1/metrics') => {
    const answer = await suite.api.call(suite.own.secretKey, 'POST', path, body);
    if (answer.status !== 200) throw new Error(`not exported: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  /** So many seconds after 2025-11-25T23:12:00Z. */
  const at = (second: number) => ({ timeUnixNano: `${1764112320 + second}000000000` });
  const start = { startTimeUnixNano: '1764112300000000000' };
  const point = (second: number, value: number, model?: string): JsonObject =>
    sentPoint({
      ...start,
      ...at(second),
      asInt: `${value}`,
      attributes: model === undefined ? [] : [textAttribute('model', model)],
    });
  const aggregate = async (query: string) =>
    (await suite.list(`/metrics/aggregates?metric_name=tokens&bucket=1m&${query}`)).map(({ value }) => value);

  it('are listed as they were sent, with integers that no double holds', async () => {
    expect(await send(metricExportOf('tokens', sentPoint({ asInt: '9007199254740993' })))).toEqual({});
    expect(await suite.list('/metrics')).toEqual([
      {
        datapoint_id: expect.any(String),
        metric_name: 'tokens',
        metric_type: 'sum',
        unit: '1',
        description: '',
        timestamp: '2025-11-25T23:12:25.000000Z',
        start_timestamp: '2025-11-25T23:12:20.000000Z',
        attributes: {},
        value: '9007199254740993',
        count: null,
        sum: null,
        min: null,
        max: null,
        bucket_counts: null,
        explicit_bounds: null,
        temporality: 'cumulative',
        is_monotonic: true,
        service_name: 'shop',
        exemplars: [],
      },
    ]);
  });

  it('of all kinds are taken', async () => {
    const distribution = { ...start, ...at(1), count: '3', sum: 4.5 };
    await send(
      metricsExportOf(
        { name: 'gauge', gauge: { dataPoints: [{ ...at(1), asDouble: 'NaN' }] } },
        {
          name: 'histogram',
          histogram: {
            aggregationTemporality: 1,
            dataPoints: [{ ...distribution, min: 0.5, max: 3, bucketCounts: ['1', '2'], explicitBounds: [1] }],
          },
        },
        { name: 'exponential', exponentialHistogram: { aggregationTemporality: 1, dataPoints: [{ ...distribution }] } },
        {
          name: 'summary',
          summary: { dataPoints: [{ ...distribution, quantileValues: [{ quantile: 0.5, value: 1 }] }] },
        },
      ),
    );
    const points = new Map((await suite.list('/metrics')).map((item) => [item.metric_name, item]));
    expect(points.get('gauge')).toMatchObject({ metric_type: 'gauge', value: 'NaN', start_timestamp: null });
    expect(points.get('histogram')).toMatchObject({
      count: 3,
      sum: 4.5,
      min: 0.5,
      max: 3,
      bucket_counts: [1, 2],
      explicit_bounds: [1],
      temporality: 'delta',
    });
    expect(points.get('exponential')).toMatchObject({ metric_type: 'exponential_histogram', count: 3 });
    expect(points.get('summary')).toMatchObject({ metric_type: 'summary', sum: 4.5 });
  });

  it('that are sent again, also at once and with another value, change nothing', async () => {
    const body = metricExportOf('tokens', ...Array.from({ length: 30 }, (_, second) => point(second, 1)));
    await Promise.all(Array.from({ length: 8 }, () => send(body)));
    await send(metricExportOf('tokens', point(0, 7)));
    const points = await suite.list('/metrics');
    expect(points).toHaveLength(30);
    expect(new Set(points.map(({ value }) => value))).toEqual(new Set([1]));
  });

  it('without a time are rejected and counted, and the rest is stored', async () => {
    const answer = await send(metricExportOf('tokens', point(1, 1), sentPoint({ timeUnixNano: '0' })), '/v1/metrics');
    expect(answer).toMatchObject({ partialSuccess: { rejectedDataPoints: '1' } });
    expect(await suite.list('/metrics')).toHaveLength(1);
  });

  it.each([
    ['metric_name=tokens', 2],
    ['metric_name=calls', 0],
    ['service_name=shop', 2],
    ['service_name=x', 0],
    ['attributes.model=a', 1],
    ['attributes.model=a&attributes.other=b', 0],
    ['attributes.__proto__=a', 0],
    ['from_timestamp=2025-11-25T23:12:02Z', 1],
  ])('are narrowed by ?%s', async (query, count) => {
    await send(metricExportOf('tokens', point(1, 1, 'a'), point(2, 1, 'b')));
    expect(await suite.list(`/metrics?${query}`)).toHaveLength(count);
  });

  it('that are cumulative count by how much they rose, from bucket to bucket and after a restart', async () => {
    const restarted = { ...point(150, 4), startTimeUnixNano: '1764112460000000000' };
    await send(metricExportOf('tokens', point(10, 10), point(20, 15), point(70, 25), point(130, 26), restarted));
    expect(await suite.list('/metrics/aggregates?metric_name=tokens&bucket=1m&agg=sum')).toEqual([
      { bucket: '2025-11-25T23:12:00.000000Z', group: null, value: 15 },
      { bucket: '2025-11-25T23:13:00.000000Z', group: null, value: 10 },
      { bucket: '2025-11-25T23:14:00.000000Z', group: null, value: 5 },
    ]);
    expect(await aggregate('agg=sum&from_timestamp=2025-11-25T23:13:00Z')).toEqual([10, 5]);
    expect(await aggregate('agg=max')).toEqual([10, 10, 4]);
  });

  it('are differenced in each series by itself, and grouped', async () => {
    await send(
      metricExportOf('tokens', point(10, 10, 'a'), point(11, 100, 'b'), point(20, 15, 'a'), point(21, 120, 'b')),
    );
    const rows = await suite.list('/metrics/aggregates?metric_name=tokens&bucket=1d&agg=sum&group_by=model');
    expect(rows.map(({ group, value }) => [group, value])).toEqual([
      ['a', 15],
      ['b', 120],
    ]);
    expect(await aggregate('agg=sum&attributes.model=b')).toEqual([120]);
    expect(await aggregate('agg=sum&group_by=service_name')).toEqual([135]);
  });

  it.each([
    ['sum', 6],
    ['avg', 2],
    ['min', 1],
    ['max', 3],
    ['count', 3],
    ['last', 2],
  ])('of a gauge have their %s', async (agg, value) => {
    const dataPoints = [3, 1, 2].map((asInt, second) => ({ ...at(second), asInt: `${asInt}` }));
    await send(metricsExportOf({ name: 'tokens', gauge: { dataPoints } }));
    expect(await aggregate(`agg=${agg}`)).toEqual([value]);
  });

  it('of a histogram have the mean of what was measured', async () => {
    const dataPoints = [1, 2].map((second) => ({ ...start, ...at(second), count: '2', sum: 5 }));
    await send(metricsExportOf({ name: 'tokens', histogram: { aggregationTemporality: 1, dataPoints } }));
    expect(await aggregate('agg=avg')).toEqual([2.5]);
    expect(await aggregate('agg=count')).toEqual([4]);
  });

  it.each([
    ['/metrics/aggregates', 'MISSING_PARAM'],
    ['/metrics/aggregates?metric_name=a&agg=median', 'VALIDATION_ERROR'],
    ['/metrics/aggregates?metric_name=a&from_timestamp=x', 'INVALID_TIMESTAMP'],
    ['/metrics?attributes.a=1&attributes.a=2', 'VALIDATION_ERROR'],
    ['/metrics?cursor=x', 'INVALID_CURSOR'],
  ])('refuse %s', async (path, code) => {
    expect(await suite.read(path)).toMatchObject({ status: 400, body: { code } });
  });
});
