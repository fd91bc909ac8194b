"""Exports a run as an instrumented program does: address and key come from the environment, nothing else is set but the protocol.

Prints one JSON line with what it recorded, for the test to compare with what the server gives back.
"""

import json
import sys

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

if sys.argv[2] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter


def main(steps: int) -> None:
    provider = TracerProvider(resource=Resource.create({"service.name": "python-agent"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("agent", "1.0.0")
    recorded = []

    def note(span, parent):
        ids = span.get_span_context()
        recorded.append(
            {
                "span_id": trace.format_span_id(ids.span_id),
                "parent_span_id": parent and trace.format_span_id(parent.get_span_context().span_id),
                "span_name": span.name,
            }
        )

    with tracer.start_as_current_span("invoke_agent booker") as root:
        root.set_attributes({"gen_ai.operation.name": "invoke_agent", "session.id": "s-python", "user.id": "u-1"})
        note(root, None)
        for step in range(steps):
            with tracer.start_as_current_span(f"chat {step}") as chat:
                chat.set_attributes(
                    {
                        "gen_ai.operation.name": "chat",
                        "gen_ai.request.model": "example-model",
                        "gen_ai.usage.input_tokens": 10,
                        "gen_ai.usage.output_tokens": 2,
                        "zwölf": "☕",
                        "numbers": [1, 2, 2**53 + 1],
                    }
                )
                chat.add_event("note", {"step": step})
                note(chat, root)
    provider.shutdown()
    trace_id = trace.format_trace_id(root.get_span_context().trace_id)
    print(json.dumps({"trace_id": trace_id, "spans": recorded}))


main(int(sys.argv[1]))
