"""Traces a generation that is shown an image, through whichever SDK is installed, and reads it back; a line of JSON for each thing done."""

import json
import os
import sys

from langfuse import Langfuse

major = int(sys.argv[1])
image = os.environ["IMAGE_URI"]
client = Langfuse()
raw = client.client if major == 2 else client.api


def tell(**facts):
    print(json.dumps(facts), flush=True)


shown = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": image}}]}]
facts = {"name": "look", "model": "gpt-4o", "input": shown}
if major == 2:
    trace = client.trace(name="run")
    trace.generation(**facts).end(output="a dot")
    trace_id = trace.id
else:
    with client.start_as_current_observation(as_type="generation", **facts) as look:
        look.update(output="a dot")
        trace_id = look.trace_id
client.flush()
tell(step="sent", traceId=trace_id)
sys.stdin.readline()

if major < 5:
    [read] = [one.input for one in raw.trace.get(trace_id).observations if one.name == "look"]
else:
    # It reads observations alone, whose input comes as text.
    [look] = raw.observations.get_many(trace_id=trace_id, fields="core,basic,io").data
    read = json.loads(look.input)
resolved = client.resolve_media_references(obj=read, resolve_with="base64_data_uri")
tell(step="resolved", input=resolved)
client.shutdown()
