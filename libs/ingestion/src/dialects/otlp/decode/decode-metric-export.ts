import {
  aggregationMessage,
  dataPoints,
  type EncodedMessage,
  metricExport,
  metricKinds,
  metricMessage,
} from '@debrief/infra';
import type { OtlpDataPoint, OtlpEncoding, OtlpExport, OtlpMetric } from '../otlp.types';
import { exportItems, type SentItem } from './export-items';
import { openExport } from './open-export';
import { pointReaders } from './read-point';
import { Remarks } from './remarks';

type Kind = keyof typeof metricKinds;

const kinds = Object.keys(metricKinds) as readonly Kind[];
const types = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  exponentialHistogram: 'exponential_histogram',
  summary: 'summary',
} as const satisfies Record<Kind, OtlpMetric['type']>;
const temporalities = ['unspecified', 'delta', 'cumulative'] as const;

/** The data points of an ExportMetricsServiceRequest, of all five kinds. Throws MALFORMED if the body does not decode. */
export function decodeMetricExport(body: Buffer, encoding: OtlpEncoding): OtlpExport<OtlpDataPoint> {
  const remarks = new Remarks();
  const points: OtlpDataPoint[] = [];
  for (const sent of exportItems(openExport(body, encoding), metricExport)) readMetric(sent, points, remarks);
  return remarks.with(points);
}

function readMetric(sent: SentItem, points: OtlpDataPoint[], remarks: Remarks): void {
  const described = sent.item.read(metricMessage);
  let isKnown = false;
  for (const kind of kinds) {
    for (const data of sent.item.each(metricKinds[kind])) {
      isKnown = true;
      const { aggregationTemporality, isMonotonic } = data.read(aggregationMessage);
      const temporality = temporalities[aggregationTemporality] ?? 'unspecified';
      const metric: OtlpMetric = { ...described, type: types[kind], temporality, isMonotonic };
      for (const point of data.each(dataPoints)) addPoint(point, kind, { metric, sent, points, remarks });
    }
  }
  if (!isKnown) remarks.rejected.add('metric is of an unknown kind', described.name);
}

interface PointContext {
  readonly metric: OtlpMetric;
  readonly sent: SentItem;
  readonly points: OtlpDataPoint[];
  readonly remarks: Remarks;
}

function addPoint(item: EncodedMessage, kind: Kind, { metric, sent, points, remarks }: PointContext): void {
  const { resource, scope, sourceDefect } = sent;
  const read = pointReaders[kind](item);
  const defect = item.defect ?? sourceDefect ?? (read.timeUnixNano === 0n ? 'point has no time' : null);
  if (defect !== null) remarks.rejected.add(defect, metric.name);
  else points.push({ ...read, metric, resource, scope });
}
