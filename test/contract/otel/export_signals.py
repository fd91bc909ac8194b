"""Exports a span, log records in it and metrics, as a program does that sets nothing but the protocol. Prints the trace's id."""

import sys

from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.metrics import Observation
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if sys.argv[1] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

resource = Resource.create({"service.name": "signals"})
traces = TracerProvider(resource=resource)
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
logs = LoggerProvider(resource=resource)
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
metrics = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())])

meter = metrics.get_meter("agent", "1.0.0")
calls = meter.create_counter("calls", unit="{call}", description="Calls of models.")
open_runs = meter.create_up_down_counter("open_runs")
duration = meter.create_histogram("duration", unit="s", explicit_bucket_boundaries_advisory=[0.5, 1, 2])
meter.create_observable_gauge("queue", callbacks=[lambda _options: [Observation(7)]])
calls.add(2, {"model": "m"})
calls.add(3, {"model": "m"})
open_runs.add(4)
open_runs.add(-1)
for seconds in (0.25, 0.75, 3):
    duration.record(seconds)

logger = logs.get_logger("agent", "1.0.0")
with traces.get_tracer("agent").start_as_current_span("chat m") as span:
    for number in range(600):
        logger.emit(
            severity_number=SeverityNumber.WARN, severity_text="WARN", body=f"record {number}", attributes={"n": number}
        )
    logger.emit(event_name="agent.handoff", body={"to": "billing", "zwölf": ["☕", 12]})
traces.shutdown()
logs.shutdown()
metrics.shutdown()
print(trace.format_trace_id(span.get_span_context().trace_id))
