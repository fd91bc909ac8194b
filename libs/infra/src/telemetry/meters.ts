import type { IncomingMessage, ServerResponse } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Counter, Histogram, Meter, ObservableGauge, UpDownCounter } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** Bounds in seconds: of the OpenTelemetry convention for http.server.request.duration. */
const secondsBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * The process's own metrics, read by a scrape of `/metrics`. Instruments carry no tenant label: their number must not grow with
 * the number of customers.
 */
export class Meters {
  private readonly exporter = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  private readonly provider = new MeterProvider({ readers: [this.exporter] });
  private readonly meter: Meter = this.provider.getMeter('debrief');

  constructor() {
    this.observeProcess();
  }

  counter(name: string, description: string): Counter {
    return this.meter.createCounter(name, { description });
  }

  upDownCounter(name: string, description: string, unit?: string): UpDownCounter {
    return this.meter.createUpDownCounter(name, { description, unit });
  }

  /** A distribution of durations, in seconds. */
  seconds(name: string, description: string): Histogram {
    return this.meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: secondsBounds },
    });
  }

  /** A value that is read when it is asked for. */
  gauge(name: string, description: string, read: () => number, unit?: string): ObservableGauge {
    const gauge = this.meter.createObservableGauge(name, { description, unit });
    gauge.addCallback((result) => result.observe(read()));
    return gauge;
  }

  /** Writes all metrics in the Prometheus text format. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    this.exporter.getMetricsRequestHandler(request, response);
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
  }

  private observeProcess(): void {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    this.gauge('process.memory.usage', 'Resident memory', () => process.memoryUsage.rss(), 'By');
    this.gauge('nodejs.heap.used', 'Used heap', () => process.memoryUsage().heapUsed, 'By');
    this.gauge(
      'nodejs.eventloop.delay.p99',
      'Event loop delay, 99th percentile since the last scrape',
      () => {
        const seconds = delay.percentile(99) / 1e9;
        delay.reset();
        return seconds;
      },
      's',
    );
    this.meter
      .createObservableCounter('process.cpu.time', { description: 'CPU time used', unit: 's' })
      .addCallback((result) => {
        const { user, system } = process.cpuUsage();
        result.observe((user + system) / 1e6);
      });
    this.gauge('process.uptime', 'Time since the start', () => process.uptime(), 's');
  }
}
