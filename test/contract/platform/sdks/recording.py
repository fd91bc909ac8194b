"""Records a run as an application does and reads it again, through whichever SDK is installed; writes a line of JSON for each thing done."""

import json
import sys

from langfuse import Langfuse

major = int(sys.argv[1])
session = f"session python {major}"
dataset = f"recorded python {major}"
client = Langfuse()
raw = client.client if major == 2 else client.api


def tell(**facts):
    print(json.dumps(facts), flush=True)


model = {
    "model": "gpt-4o",
    "model_parameters": {"temperature": 0.5},
    "metadata": {"attempt": 1},
    "input": [{"role": "user", "content": "What is the weather?"}],
}
answer = {"output": "Rain", "usage_details": {"input": 120, "output": 30, "total": 150}}
run = {"question": "weather"}
tags = ["draft", "sdk"]
team = {"team": "weather"}


def record_second():
    trace = client.trace(name="draft", input=run, user_id="ada", session_id=session, tags=["draft"])
    span = trace.span(name="lookup", input={"place": "Oslo"})
    generation = span.generation(name="answer", **model)
    generation.score(name="helpful", value=0.75, comment="clear")
    # What follows changes what is stored.
    client.flush()
    generation.update(**answer)
    generation.end()
    span.update(output="found", metadata={"source": "cache"})
    span.end()
    trace.update(name="forecast", output="Rain", tags=["sdk"], metadata=team)
    trace.score(name="verdict", value="good")
    return trace.id, span.id, generation.id, lambda item: item.link(trace, "run 1")


def record_newer():
    from langfuse import propagate_attributes

    told = propagate_attributes(user_id="ada", session_id=session, tags=tags, trace_name="forecast", metadata=team)
    with told, client.start_as_current_observation(name="root") as root:
        root.update(input=run)
        span = root.start_observation(name="lookup", as_type="span", input={"place": "Oslo"})
        generation = span.start_observation(name="answer", as_type="generation", **model)
        generation.score(name="helpful", value=0.75, comment="clear")
        root.score_trace(name="verdict", value="good", data_type="CATEGORICAL")
        # Of spans that have not ended: the server has heard of none of them.
        client.flush()
        generation.update(**answer)
        generation.end()
        span.update(output="found", metadata={"source": "cache"})
        span.end()
        root.update(output="Rain")

    def link(item):
        # The fifth links what an experiment runs, and nothing else.
        if major == 3:
            from langfuse.api import CreateDatasetRunItemRequest

            linked = {"runName": "run 1", "datasetItemId": item.id, "traceId": root.trace_id}
            raw.dataset_run_items.create(request=CreateDatasetRunItemRequest(**linked))
        elif major == 4:
            raw.dataset_run_items.create(run_name="run 1", dataset_item_id=item.id, trace_id=root.trace_id)

    return root.trace_id, span.id, generation.id, link


def fail():
    failure = {"level": "ERROR", "status_message": "no such city"}
    if major == 2:
        trace = client.trace(name="search", public=True)
        span = trace.span(name="plan", **failure)
        span.event(name="noticed", input="rain", level="WARNING")
        span.end()
        return trace.id
    agent = client.start_observation(name="plan", as_type="agent")
    agent.start_observation(name="search", as_type="tool", input={"city": "Atlantis"}, **failure).end()
    # The third starts a trace of its own for an event below what is not a span.
    if major > 3:
        agent.create_event(name="noticed", input="rain", level="WARNING")
    if major == 3:
        agent.update_trace(public=True, name="search")
    else:
        agent.set_trace_as_public()
    agent.update(**failure)
    agent.end()
    return agent.trace_id


trace_id, span_id, generation_id, link = record_second() if major == 2 else record_newer()
failed_id = fail()
client.flush()
tell(step="recorded", traceId=trace_id, spanId=span_id, generationId=generation_id, failedId=failed_id)

# The second knows scores of traces alone.
if major > 2:
    client.create_score(session_id=session, name="mood", value=1, data_type="BOOLEAN")
client.flush()
client.create_dataset(name=dataset)
client.create_dataset_item(dataset_name=dataset, id=f"{dataset} item", input=run, expected_output="Rain")
items = client.get_dataset(dataset).items
link(items[0])
client.flush()


def text(value):
    return getattr(value, "value", value)


def tell_trace(trace, total_cost, observations, scores):
    tell(
        step="trace",
        name=trace.name,
        userId=trace.user_id,
        sessionId=trace.session_id,
        tags=sorted(trace.tags),
        input=trace.input,
        output=trace.output,
        team=trace.metadata["team"],
        totalCost=total_cost,
        observations=sorted(one.name for one in observations),
        scores=sorted(one.name for one in scores),
    )


def observation_of(score):
    subject = getattr(score, "subject", None)
    if subject is None:
        return getattr(score, "observation_id", None)
    return subject.id if subject.kind == "observation" else None


def tell_scores(scores):
    facts = [
        {
            "name": one.name,
            "value": one.value,
            "type": text(one.data_type),
            "text": getattr(one, "string_value", None),
            "observation": observation_of(one),
            "comment": one.comment,
        }
        for one in scores
    ]
    tell(step="scores", scores=sorted(facts, key=lambda one: one["name"]))


def tell_generation(one, model_name, usage, cost):
    tell(
        step="generation",
        type=one.type,
        name=one.name,
        parent=one.parent_observation_id,
        input=json.loads(one.input) if isinstance(one.input, str) else one.input,
        output=one.output,
        model=model_name,
        parameters=one.model_parameters,
        attempt=one.metadata["attempt"],
        usage=usage,
        cost=cost,
    )


if major < 5:
    trace = raw.trace.get(trace_id)
    tell_trace(trace, trace.total_cost, trace.observations, trace.scores)
    listed = raw.trace.list(session_id=session)
    tell(step="traces", ids=[one.id for one in listed.data], total=listed.meta.total_items)
    observations = raw.legacy.observations_v1 if major == 4 else raw.observations
    generation = observations.get(generation_id)
    of = generation.usage
    usage = {"input": of.input, "output": of.output, "total": of.total}
    tell_generation(generation, generation.model, usage, generation.calculated_total_cost)
    span = observations.get_many(trace_id=trace_id, name="lookup").data[0]
    tell(step="span", id=span.id, type=span.type, output=span.output, source=span.metadata["source"])
    tell(step="sessions", ids=[one.id for one in raw.sessions.list().data if one.id == session])
    tell(step="session", traces=[one.id for one in raw.sessions.get(session).traces])
    if major == 2:
        # Its read of scores has no filter by trace.
        scores = [one for one in raw.score.get().data if one.id in {of.id for of in trace.scores}]
    else:
        read = raw.score_v_2.get if major == 3 else raw.scores.get_many
        scores = [*read(trace_id=trace_id).data, *read(session_id=session).data]
    tell_scores(scores)
    tell(step="runs", names=[one.name for one in raw.datasets.get_runs(dataset).data])
    read_run = raw.datasets.get_run(dataset, "run 1")
    run_items = [{"item": one.dataset_item_id, "traceId": one.trace_id} for one in read_run.dataset_run_items]
    tell(step="run", items=run_items)
else:
    # The fifth has neither traces nor sessions to read: observations tell of both.
    fields = "core,basic,io,metadata,model,usage,trace_context"
    found = {one.name: one for one in raw.observations.get_many(trace_id=trace_id, fields=fields).data}
    sessions = sorted({one.session_id for one in found.values()})
    tell(step="observations", names=sorted(found), sessions=sessions)
    generation = found["answer"]
    usage = {key: generation.usage_details[key] for key in ["input", "output", "total"]}
    tell_generation(generation, generation.model, usage, generation.total_cost)
    span = found["lookup"]
    tell(step="span", id=span.id, type=span.type, output=span.output, source=span.metadata["source"])
    fields = "details,subject"
    read_scores = raw.scores.get_many(trace_id=trace_id, fields=fields).data
    tell_scores([*read_scores, *raw.scores.get_many(session_id=session, fields=fields).data])
client.shutdown()
tell(step="done")
