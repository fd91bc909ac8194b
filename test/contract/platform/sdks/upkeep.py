"""Observes functions that fail, then comments on, rates and deletes their run, through whichever SDK is installed; a line of JSON for each thing done."""

import json
import sys

from langfuse import Langfuse

major = int(sys.argv[1])


def mask(*, data, **_):
    return data.replace("hush", "***") if isinstance(data, str) else data


client = Langfuse(mask=mask)
raw = client.client if major == 2 else client.api


def tell(**facts):
    print(json.dumps(facts), flush=True)


def status_of(call):
    try:
        call()
        return 200
    except Exception as error:
        return getattr(error, "status_code", repr(error))


def called(route, request, **fields):
    """Up to the third they take a request with the names of JSON, then the fields by their names in Python."""
    if major > 3:
        return route(**fields)
    api = __import__("langfuse.api", fromlist=[request])
    words = [(name.split("_"), value) for name, value in fields.items()]
    body = {first + "".join(word.title() for word in rest): value for (first, *rest), value in words}
    return route(request=getattr(api, request)(**body))


prompt = f"upkeep python {major}"
client.create_prompt(name=prompt, prompt="Book {{city}}", labels=["production"])
linked = client.get_prompt(prompt)
own = {"attempt": "first"}
inner = {"inner": "yes"}
team = {"team": "travel"}

if major == 2:
    from langfuse.decorators import langfuse_context, observe

    langfuse_context.configure(mask=mask)
    update = langfuse_context.update_current_observation
    update_generation = update
    trace_id_now = langfuse_context.get_current_trace_id
    kind = {}
else:
    from langfuse import observe, propagate_attributes

    update = client.update_current_span
    update_generation = client.update_current_generation
    trace_id_now = client.get_current_trace_id
    kind = {"as_type": "tool"}


@observe(name="ask", as_type="generation")
def ask():
    update_generation(model="gpt-4o", metadata=inner, prompt=linked)


@observe(name="book", **kind)
def book():
    update(metadata=inner)
    raise ValueError("no such city")


@observe(name="trip")
def trip(city):
    global trace_id
    trace_id = trace_id_now()
    update(metadata=own, input="hush")
    if major == 2:
        langfuse_context.update_current_trace(metadata=team)
        langfuse_context.score_current_trace(name="done", value=0.5)
    else:
        client.score_current_trace(name="done", value=0.5)
    ask()
    book()


try:
    if major == 2:
        # Here the outermost function is the trace itself.
        observe(name="run")(trip)("hush")
    else:
        with propagate_attributes(metadata=team):
            trip("hush")
except ValueError:
    pass
(langfuse_context if major == 2 else client).flush()
client.flush()

project = raw.projects.get().data[0].id
about = {"object_type": "TRACE", "object_id": trace_id}
comment = called(raw.comments.create, "CreateCommentRequest", project_id=project, content="Look here.", **about)
comments = raw.comments.get(**about).data
limits = {"name": f"fit python {major}", "data_type": "NUMERIC", "min_value": 0, "max_value": 1}
config = called(raw.score_configs.create, "CreateScoreConfigRequest", **limits)
scores = raw.score if major < 4 else raw.legacy.score_v1 if major == 4 else raw.scores
rated = {"trace_id": trace_id, "name": config.name, "config_id": config.id}


def rate(value):
    if major < 5:
        return called(scores.create, "CreateScoreRequest", value=value, **rated).id
    from langfuse.api import CreateScoreRequest

    # It takes lists, and tells in its answer what of one is refused.
    score_id = f"{trace_id} {value}"
    answer = scores.create(request=[CreateScoreRequest(id=score_id, value=value, **rated)])
    if getattr(answer, "rejected", 0) > 0:
        raise ValueError(answer.errors)
    return score_id


score_id = rate(0.75)
tell(
    step="kept",
    traceId=trace_id,
    commentId=raw.comments.get_by_id(comment.id).id,
    scoreId=score_id,
    comments=[one.content for one in comments],
    configs=[[one.name, one.min_value, one.max_value] for one in raw.score_configs.get(limit=1).data],
    isRefused=status_of(lambda: rate(2)) != 200,
)
sys.stdin.readline()
scores.delete(score_id)
tell(step="score deleted")
sys.stdin.readline()
raw.trace.delete(trace_id)
# The fifth does not read traces.
tell(step="trace deleted", status=404 if major == 5 else status_of(lambda: raw.trace.get(trace_id)))
client.shutdown()
