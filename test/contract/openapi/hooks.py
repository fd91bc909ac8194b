"""What schemathesis does not know by itself: the form of errors, and rows that are there."""

import json
import os

import schemathesis

ROWS = json.loads(os.environ["FUZZ_ROWS"])
ERROR_FIELDS = {"detail": str, "code": str, "request_id": str, "retry": str}
RETRIES = {"after_fix", "conditional", "backoff"}


@schemathesis.check
def errors_have_their_form(ctx, response, case):
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    media_type = response.headers.get("content-type", [""])[0]
    assert media_type.startswith("application/json"), f"an error as {media_type!r}"
    body = json.loads(response.content)
    assert isinstance(body, dict) and {k: type(v) for k, v in body.items()} == ERROR_FIELDS, f"an error of another form: {body}"
    assert body["retry"] in RETRIES, f"retry is {body['retry']!r}"
    assert response.headers["x-request-id"] == [body["request_id"]], "another request id in the header"


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Every other request is about rows that exist: made-up ids never get past the look-up. What is there is not removed."""
    if not path_parameters or context.operation.method.upper() == "DELETE":
        return path_parameters
    segments = context.operation.path.split("/")
    for before, segment in zip(segments, segments[1:]):
        name = segment.strip("{}")
        value = path_parameters.get(name)
        if before in ROWS and value is not None and sum(str(value).encode()) % 2 == 0:
            path_parameters[name] = ROWS[before]
    return path_parameters
