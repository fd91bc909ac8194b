"""What recorded exports say, read with nothing of the product: python3 derive_golden.py <recordings> <fixtures>.

It knows of the conventions only what each recording's own words mean, so that the product's reading can be held against it.
"""

import gzip
import json
import sys
from pathlib import Path


def value_of(value):
    kind, inner = next(iter(value.items()), (None, None))
    if kind == "arrayValue":
        return [value_of(item) for item in inner.get("values", [])]
    return int(inner) if kind == "intValue" else inner


def attributes_of(owner):
    return {each["key"]: value_of(each["value"]) for each in owner.get("attributes", [])}


def crewai_spans(file):
    """As sent, each id once: the recording repeats spans, word by word."""
    seen = {}
    for line in gzip.open(file, "rt"):
        for resource in json.loads(line)["data"]["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    was = seen.setdefault((span["traceId"], span["spanId"]), span)
                    assert was == span
    return [{**span, "attributes": attributes_of(span)} for span in seen.values()]


def strands_spans(file):
    codes = {"UNSET": 0, "OK": 1, "ERROR": 2}
    rows = [row["raw_otel_json"] for row in json.load(open(file))]
    return [{**row, "status": {**row["status"], "code": codes[row["status"]["code"]]}} for row in rows]


def tree_of(spans):
    """Depth and name, parents before children, siblings by their start and then as sent."""
    ids = {span["spanId"] for span in spans}
    below = {}
    for span in sorted(spans, key=lambda span: int(span["startTimeUnixNano"])):
        parent = span.get("parentSpanId")
        below.setdefault(parent if parent in ids else None, []).append(span)

    def walk(parent, depth):
        for span in below.get(parent, []):
            yield f"{'  ' * depth}{span['name']}"
            yield from walk(span["spanId"], depth + 1)

    return list(walk(None, 0))


def describe(spans, usages, tools):
    """What both recordings say in the same words; tokens and tools are read by the reader of each."""
    first = next((span for span in spans if span["attributes"].get("session.id")), {"attributes": {}})
    tree = tree_of(spans)
    return {
        "trace_id": spans[0]["traceId"],
        "trace_name": tree[0],
        "session_id": first["attributes"].get("session.id"),
        "user_id": first["attributes"].get("user.id"),
        "span_count": len(spans),
        "input_tokens": sum(usage[0] for usage in usages),
        "output_tokens": sum(usage[1] for usage in usages),
        "errors": sum(span.get("status", {}).get("code") == 2 for span in spans),
        "tree": tree,
        "tools": tools,
    }


def compact(text):
    """JSON in one form, and every other text as it is."""
    try:
        return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return text


def by_start(spans):
    return sorted(spans, key=lambda span: int(span["startTimeUnixNano"]))


def crewai(spans):
    """A crew tells its tokens when it is done; `_use` spans are the calls of tools."""
    kickoffs = [span for span in spans if span["name"].endswith(".kickoff")]
    told = [json.loads(span["attributes"].get("output.value", "{}")).get("token_usage") for span in kickoffs]
    usages = [(each["prompt_tokens"], each["completion_tokens"]) for each in told if each]
    calls = [span for span in by_start(spans) if span["attributes"].get("openinference.span.kind") == "TOOL"]
    tools = [
        {
            "name": span["attributes"]["tool.name"],
            "arguments": json.loads(span["attributes"]["input.value"])["tool_string"],
            "result": compact(span["attributes"]["output.value"])[:200],
            "result_length": len(compact(span["attributes"]["output.value"])),
        }
        for span in calls
    ]
    return describe(spans, usages, tools)


def strands(spans):
    """The agent repeats the tokens of its `chat` spans, so only those count."""
    chats = [span["attributes"] for span in spans if span["name"] == "chat"]
    usages = [(chat["gen_ai.usage.input_tokens"], chat["gen_ai.usage.output_tokens"]) for chat in chats]
    calls = [span["attributes"] for span in by_start(spans) if span["name"].startswith("execute_tool ")]
    tools = [{"name": call["gen_ai.tool.name"], "id": call["gen_ai.tool.call.id"]} for call in calls]
    return describe(spans, usages, tools)


def write(file, spans, read):
    traces = {}
    for span in spans:
        traces.setdefault(span["traceId"], []).append(span)
    golden = [read(of_trace) for of_trace in traces.values()]
    file.write_text(json.dumps(golden, indent=2, ensure_ascii=False) + "\n")


recordings, fixtures = map(Path, sys.argv[1:])
write(fixtures / "crewai.json", crewai_spans(recordings / "sideseat/traces-crewai.jsonl.gz"), crewai)
write(fixtures / "strands.json", strands_spans(recordings / "sideseat/raw_otel_strands_openai_spans.json"), strands)
