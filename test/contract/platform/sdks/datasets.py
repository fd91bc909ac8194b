"""Runs an experiment on a dataset as an application does, through whichever SDK is installed; writes a line of JSON for each thing done."""

import json
import sys

from langfuse import Langfuse

major = int(sys.argv[1])
# The second version of the SDK does not encode names in paths.
name = f"evals python {major}" if major == 2 else f"team/evals python {major}"
client = Langfuse()


def tell(**facts):
    print(json.dumps(facts), flush=True)


def item_facts(item):
    return {
        "input": item.input,
        "expected": item.expected_output,
        "metadata": item.metadata,
        "status": item.status.value if hasattr(item.status, "value") else item.status,
    }


made = client.create_dataset(name=name, description="of a test", metadata={"from": "sdk"})
tell(step="dataset", name=made.name, description=made.description, metadata=made.metadata)
for text in ["a", "b"]:
    client.create_dataset_item(
        dataset_name=name, id=f"{name} {text}", input=text, expected_output="A", metadata={"n": 1}
    )
archived = client.create_dataset_item(dataset_name=name, id=f"{name} old", input="old", expected_output="OLD")
archived = client.create_dataset_item(dataset_name=name, id=archived.id, status="ARCHIVED")
tell(step="archived", **item_facts(archived))
dataset = client.get_dataset(name)
items = sorted((item for item in dataset.items if item.input != "old"), key=lambda item: item.input)
tell(step="items", items=[item_facts(item) for item in items])

if major == 2:
    for item in items:
        trace = client.trace(name="task", input=item.input, output=item.input.upper())
        item.link(trace, "run 1", run_description="why", run_metadata={"m": 1})
        trace.score(name="accuracy", value=1.0 if item.input == "a" else 0.0)
else:
    from langfuse import Evaluation

    def task(*, item, **_):
        return item.input.upper()

    def accuracy(*, output, expected_output, **_):
        return Evaluation(name="accuracy", value=1.0 if output == expected_output else 0.0)

    def average(*, item_results, **_):
        return Evaluation(name="average", value=0.5)

    result = client.run_experiment(
        name="experiment",
        run_name="run 1",
        description="why",
        data=items,
        task=task,
        evaluators=[accuracy],
        run_evaluators=[average],
        metadata={"m": "1"},
    )
    tell(step="experiment", outputs=sorted(one.output for one in result.item_results))
client.flush()

if major < 5:
    run = (
        client.get_dataset_run(dataset_name=name, dataset_run_name="run 1")
        if major == 2
        else client.get_dataset_run(dataset_name=name, run_name="run 1")
    )
    tell(step="run", name=run.name, items=len(run.dataset_run_items))
tell(step="done")
