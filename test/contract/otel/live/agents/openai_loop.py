"""The loop of a small agent over OpenAI's own client: it asks, calls the tool, and asks again.

The argument says whose instrumentation watches it; each marks the agent and the tool's call in its own convention.
"""

import json
import os
import sys

import openai

from recording import get_weather, provider, record, tracer, weather

parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
function = {"name": "get_weather", "description": "The weather in a city.", "parameters": parameters}


def loop(call_tool) -> str:
    client = openai.OpenAI()
    messages = [
        {"role": "system", "content": weather["system"]},
        {"role": "user", "content": weather["question"]},
    ]
    while True:
        answer = client.chat.completions.create(
            model=weather["model"], messages=messages, tools=[{"type": "function", "function": function}]
        )
        message = answer.choices[0].message
        if not message.tool_calls:
            return message.content
        messages.append(message.model_dump(exclude_none=True))
        for call in message.tool_calls:
            try:
                report = call_tool(call)
            except RuntimeError as error:
                report = f"Error: {error}"
            messages.append({"role": "tool", "tool_call_id": call.id, "content": report})


def openinference():
    from openinference.instrumentation import OITracer, TraceConfig
    from openinference.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)
    own = OITracer(tracer, config=TraceConfig())
    weather_tool = own.tool(name="get_weather")(get_weather)

    @own.agent(name="forecaster")
    def forecaster(question: str) -> str:
        return loop(lambda call: weather_tool(**json.loads(call.function.arguments)))

    record(lambda: forecaster(weather["question"]))


def genai():
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
    from opentelemetry.sdk._logs import LoggerProvider
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

    logs = LoggerProvider(resource=provider.resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    OpenAIInstrumentor().instrument(tracer_provider=provider, logger_provider=logs)

    def call_tool(call):
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": call.function.name,
            "gen_ai.tool.call.id": call.id,
            "gen_ai.tool.call.arguments": call.function.arguments,
        }
        with tracer.start_as_current_span(f"execute_tool {call.function.name}", attributes=attributes) as span:
            report = get_weather(**json.loads(call.function.arguments))
            span.set_attribute("gen_ai.tool.call.result", report)
            return report

    def forecaster():
        attributes = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "forecaster"}
        with tracer.start_as_current_span("invoke_agent forecaster", attributes=attributes):
            loop(call_tool)

    record(forecaster)
    logs.shutdown()


def traceloop():
    """The spans of agent and tool are written as traceloop-sdk's decorators write them."""
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

    OpenAIInstrumentor().instrument(tracer_provider=provider)

    def entity(kind, name, given, call):
        attributes = {
            "traceloop.span.kind": kind,
            "traceloop.entity.name": name,
            "traceloop.entity.input": json.dumps({"args": [], "kwargs": given}),
        }
        with tracer.start_as_current_span(f"{name}.{kind}", attributes=attributes) as span:
            result = call(**given)
            span.set_attribute("traceloop.entity.output", json.dumps(result))
            return result

    def call_tool(call):
        return entity("tool", "get_weather", json.loads(call.function.arguments), get_weather)

    record(lambda: entity("agent", "forecaster", {}, lambda: loop(call_tool)))


{"openinference": openinference, "genai": genai, "traceloop": traceloop}[sys.argv[1]]()
