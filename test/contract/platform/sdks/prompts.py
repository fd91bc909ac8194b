"""Uses prompts as an application does, through whichever SDK is installed; writes a line of JSON for each thing that it has done."""

import json
import sys

import langfuse as package
from langfuse import Langfuse

major = int(sys.argv[1])
# The second version of the SDK takes 0 for no end.
once = {"max_retries": 1 if major == 2 else 0}
client = Langfuse()
raw = client.client if major == 2 else client.api


def tell(**facts):
    print(json.dumps(facts), flush=True)


def wait():
    sys.stdin.readline()


def facts(prompt):
    return {
        "name": prompt.name,
        "version": prompt.version,
        "prompt": prompt.prompt,
        "config": prompt.config,
        "labels": prompt.labels,
        "tags": prompt.tags,
        "commitMessage": prompt.commit_message,
        "isFallback": getattr(prompt, "is_fallback", False),
    }


def failure(call):
    try:
        call()
        return None
    except Exception as error:
        return {"type": type(error).__name__, "status": getattr(error, "status_code", None), "text": str(error)}


name = f"team/greeting python {major}"
created = client.create_prompt(
    name=name,
    prompt="Hello {{name}}, {{ mood }}?",
    labels=["production"],
    tags=["sdk"],
    config={"temperature": 0.5},
    commit_message="first",
)
tell(step="created", **facts(created))

read = client.get_prompt(name)
tell(step="read", **facts(read), compiled=read.compile(name="Ada", mood="{{name}}"))

second = client.create_prompt(name=name, prompt="Hi {{name}}", labels=["staging"])
tell(step="second", **facts(second))
tell(
    step="chosen",
    staging=client.get_prompt(name, label="staging").version,
    latest=client.get_prompt(name, label="latest").version,
    first=client.get_prompt(name, version=1).version,
)

updated = client.update_prompt(name=name, version=2, new_labels=["production"])
tell(step="updated", version=updated.version, labels=updated.labels)
tell(step="afterUpdate", **facts(client.get_prompt(name)))

chat = [{"role": "system", "content": "Speak {{language}}."}, {"role": "user", "content": "{{question}}"}]
placeholder = [{"type": "placeholder", "name": "history"}]
chat_name = f"chat python {major}"
# The second version of the SDK knows no placeholders.
messages = chat if major == 2 else chat[:1] + placeholder + chat[1:]
client.create_prompt(name=chat_name, type="chat", prompt=messages, labels=["production"])
chat_prompt = client.get_prompt(chat_name, type="chat")
values = {} if major == 2 else {"history": [{"role": "assistant", "content": "Salut"}]}
compiled = chat_prompt.compile(language="French", question="Why?", **values)
tell(step="chat", compiled=[{"role": m["role"], "content": m["content"]} for m in compiled])

listed = raw.prompts.list(name=name)
meta = listed.data[0]
tell(step="listed", name=meta.name, versions=meta.versions, labels=meta.labels, total=listed.meta.total_items)
tell(step="ready")
wait()

missing = f"nothing {major}"
tell(step="missing", failure=failure(lambda: client.get_prompt(missing, **once)))
fallback = client.get_prompt(missing, fallback="Good day {{name}}", **once)
tell(step="fallback", **facts(fallback), compiled=fallback.compile(name="Ada"))

client.get_prompt(name, cache_ttl_seconds=3600)
tell(step="stop the server")
wait()
tell(step="cached", **facts(client.get_prompt(name)))
offline = client.get_prompt(chat_name, label="other", type="chat", fallback=chat, **once, fetch_timeout_seconds=2)
tell(step="offline", isFallback=offline.is_fallback, compiled=list(offline.compile(language="French", question="Why?")))
tell(step="offline failure", failure=failure(lambda: client.get_prompt(name, label="other", **once)) is not None)
tell(step="start the server")
wait()
fresh = client.get_prompt(name, cache_ttl_seconds=0)
tell(step="fresh", **facts(fresh))
