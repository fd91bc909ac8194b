"""What schemathesis does not know by itself: the form of errors, and rows that are there."""

import json
import os

import schemathesis

ROWS = json.loads(os.environ["FUZZ_ROWS"])
RETRIES = {"after_fix", "conditional", "backoff"}


def is_native(response, body):
    fields = {"detail": str, "code": str, "request_id": str, "retry": str}
    assert {k: type(v) for k, v in body.items()} == fields, f"an error of another form: {body}"
    assert body["retry"] in RETRIES, f"retry is {body['retry']!r}"
    assert response.headers["x-request-id"] == [body["request_id"]], "another request id in the header"


def is_status(response, body):
    """google.rpc.Status"""
    assert {k: type(v) for k, v in body.items() if k != "details"} == {"code": int, "message": str}, f"no status: {body}"
    assert isinstance(body.get("details", []), list), f"details are no list: {body}"


def is_otel_error(response, body):
    assert {k: type(v) for k, v in body.items()} == {"error": str, "code": str, "message": str}, f"no such form: {body}"


def is_telemetry_error(response, body):
    assert body.keys() == {"success", "error", "meta"} and body["success"] is False, f"no such form: {body}"
    fields = {k: type(v) for k, v in body["error"].items()}
    assert fields in ({"code": str, "message": str}, {"code": str, "message": str, "details": dict}), f"no such error: {body}"
    assert ("details" in fields) == (response.status_code == 422), f"details with {response.status_code}: {body}"
    assert response.headers["x-request-id"] == [body["meta"]["requestId"]], "another request id in the header"


def is_sessions_error(response, body):
    error = body.get("error")
    assert body.keys() == {"success", "error"} and body["success"] is False and isinstance(error, dict), f"no such form: {body}"
    told = {k: type(v) for k, v in error.items() if k != "retryAfterMs"}
    assert told == {"code": str, "message": str}, f"no such form: {body}"


def is_platform_error(response, body):
    error = body.get("error")
    # An export that came to /v1/traces is answered as exporters expect it.
    if error is None and response.request.url.split("?")[0].endswith("/v1/traces"):
        return is_status(response, body)
    assert body.keys() == {"error"} and isinstance(error, dict), f"no such form: {body}"
    assert {k: type(v) for k, v in error.items()} == {"code": str, "message": str, "details": dict}, f"no such error: {body}"


def is_langfuse_error(response, body):
    assert body.keys() == {"message", "error"} and isinstance(body["message"], str), f"no such form: {body}"
    wrong = body["error"]
    if isinstance(wrong, list):
        assert response.status_code == 400 and wrong, f"wrong fields with {response.status_code}: {body}"
        assert all(set(one) == {"path", "message"} for one in wrong), f"no such form: {body}"
    else:
        assert isinstance(wrong, str), f"no such form: {body}"


# The form of errors by the beginning of the path; the first that fits.
FORMS = [
    ("/api/public/otel/", is_status),
    ("/api/public/", is_langfuse_error),
    ("/otel/", is_status),
    ("/v1/logs", is_status),
    ("/v1/metrics", is_status),
    ("/ingest/", is_telemetry_error),
    ("/api/v1/http-requests", is_telemetry_error),
    ("/api/v1/project", is_otel_error),
    ("/api/v1/", is_platform_error),
    ("/v1/", is_platform_error),
    ("/api/projects/{projectId}/sessions", is_sessions_error),
    ("/", is_native),
]


@schemathesis.check
def server_does_not_fail(ctx, response, case):
    """What other servers of an API have and this one does not says so by 501: no failure."""
    assert response.status_code < 500 or response.status_code == 501, f"the server failed: {response.status_code}"


@schemathesis.check
def errors_have_their_form(ctx, response, case):
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    # A head that is too large is refused before anybody has read which surface it names.
    form_of_head = is_native if response.status_code == 431 else None
    has_form = form_of_head or next(form for prefix, form in FORMS if case.operation.path.startswith(prefix))
    media_type = response.headers.get("content-type", [""])[0]
    if has_form is is_status and media_type == "application/x-protobuf":
        return
    assert media_type.startswith("application/json"), f"an error as {media_type!r}"
    body = json.loads(response.content)
    assert isinstance(body, dict), f"an error that is no object: {body}"
    has_form(response, body)


@schemathesis.serializer("application/x-protobuf")
def not_quite_protobuf(ctx, value):
    """Bytes that no decoder has seen: what is refused must be refused in form."""
    return json.dumps(value).encode()


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
