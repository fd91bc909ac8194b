"""Runs an agent twice, while the weather station is up and while it is down, and says which traces came of it.

Address and key of the exporter come from the environment, as every program's do.
"""

import json
import os

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

weather = json.loads(os.environ["WEATHER"])
provider = TracerProvider(resource=Resource.create({"service.name": "forecaster"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("forecaster")
station = {"is_down": False}


def get_weather(city: str) -> str:
    """The weather in a city."""
    if station["is_down"]:
        raise RuntimeError("station is down")
    return weather["report"]


def record(ask) -> None:
    traces = {}
    for name, is_down in {"up": False, "down": True}.items():
        station["is_down"] = is_down
        with tracer.start_as_current_span("forecast", attributes={"session.id": "s-live", "user.id": "u-live"}) as span:
            try:
                ask()
            except RuntimeError:
                pass
        traces[name] = trace.format_trace_id(span.get_span_context().trace_id)
    provider.shutdown()
    print(json.dumps(traces))
