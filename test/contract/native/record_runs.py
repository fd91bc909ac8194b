"""Records runs with the promptetheus SDK as a user would: URL and key come from the environment, nothing else is set.

Each command prints one JSON line with what it recorded, for the test to compare with what the server gives back.
"""

import json
import sys
import time

import promptetheus


def whole_run(png_path: str) -> None:
    """Spans, a nested span, a tool call, a screenshot, a model call, an error: a run that fails."""
    recorded = []
    with open(png_path, "rb") as file:
        png = file.read()
    session = promptetheus.start(
        agent="booker",
        user_goal="Book Tuesday, stop before payment",
        environment="test",
        tags=["sdk"],
        metadata={"release": "1.2.3"},
    )
    spans = {}
    with session:
        recorded.append(session.user_message("Book Tuesday"))
        with session.span("plan") as plan:
            spans["plan"] = plan
            recorded.append(session.llm_call("example-model", input_tokens=120, output_tokens=30, latency_ms=800))
            with session.span("search") as search:
                spans["search"] = search
                recorded.append(session.tool_call("calendar", {"day": "Tuesday", "zwölf": "☕"}, call_id="call-1"))
                recorded.append(session.tool_result("call-1", result={"slots": ["10:00"]}))
        recorded.append(session.screenshot(png))
        recorded.append(session.goal_check(False, ["payment was submitted"]))
        try:
            raise ValueError("the slot is gone")
        except ValueError as error:
            recorded.append(session.error(error))
        recorded.append(session.agent_message("x" * 5000))
        recorded.append(session.end("failed", error="ValueError: the slot is gone"))
    print_result(session, recorded, spans)


def steady_run(count: str) -> None:
    """Many events while the server may die. Says when it has begun, and when told to goes on and ends."""
    recorded = []
    session = promptetheus.start(agent="steady", user_goal="Count")
    with session:
        for step in range(int(count) // 2):
            recorded.append(session.metric("step", step))
            time.sleep(0.002)
            if step == 50:
                print(json.dumps({"session_id": session.session_id}), flush=True)
        sys.stdin.readline()
        for step in range(int(count) // 2, int(count)):
            recorded.append(session.metric("step", step))
        recorded.append(session.end("completed"))
    print_result(session, recorded, {})


def print_result(session, recorded, spans) -> None:
    print(json.dumps({"session_id": session.session_id, "recorded": recorded, "spans": spans}), flush=True)


if __name__ == "__main__":
    {"whole-run": whole_run, "steady-run": steady_run}[sys.argv[1]](sys.argv[2])
