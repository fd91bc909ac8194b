"""An agent of Pydantic AI, which instruments itself."""

from pydantic_ai import Agent
from pydantic_ai.capabilities import Instrumentation
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.models.openai import OpenAIChatModel

from recording import get_weather, provider, record, weather

agent = Agent(
    OpenAIChatModel(weather["model"]),
    name="forecaster",
    system_prompt=weather["system"],
    tools=[get_weather],
    capabilities=[Instrumentation(settings=InstrumentationSettings(tracer_provider=provider))],
)
record(lambda: agent.run_sync(weather["question"]))
