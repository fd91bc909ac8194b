"""A graph of LangGraph: a node for the model, one for the tools, and the edge that decides between them.

Watched by OpenInference's instrumentation of LangChain.
"""

from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition
from openinference.instrumentation.langchain import LangChainInstrumentor

from recording import get_weather, provider, record, weather

LangChainInstrumentor().instrument(tracer_provider=provider)
model = ChatOpenAI(model=weather["model"]).bind_tools([get_weather])


def forecaster(state: MessagesState):
    return {"messages": [model.invoke([SystemMessage(weather["system"]), *state["messages"]])]}


builder = StateGraph(MessagesState)
builder.add_node(forecaster)
builder.add_node("tools", ToolNode([get_weather], handle_tool_errors=True))
builder.add_edge(START, "forecaster")
builder.add_conditional_edges("forecaster", tools_condition)
builder.add_edge("tools", "forecaster")
graph = builder.compile()
record(
    lambda: graph.invoke(
        {"messages": [HumanMessage(weather["question"])]}, config={"configurable": {"thread_id": "t-live"}}
    )
)
