"""An agent of OpenAI's Agents SDK, watched by OpenInference's instrumentation of it."""

from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool
from openai import AsyncOpenAI
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor

from recording import get_weather, provider, record, weather

OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)


def ask():
    agent = Agent(
        name="forecaster",
        instructions=weather["system"],
        model=OpenAIChatCompletionsModel(weather["model"], AsyncOpenAI()),
        tools=[function_tool(get_weather)],
    )
    Runner.run_sync(agent, weather["question"])


record(ask)
