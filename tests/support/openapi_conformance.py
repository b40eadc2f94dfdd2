"""Whether an answer is what the OpenAPI document says of it."""

import re
from typing import Any

import jsonschema_rs

Document = dict[str, Any]


def operations(document: Document) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of all."""
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def check(document: Document, method: str, address: str, status: int, kind: str, body: Any) -> None:
    """Raises AssertionError where status, content type or content are not the document's.

    `body` is parsed JSON, None where it is none.
    """
    operation = _operation(document, method.lower(), address)
    responses = operation["responses"]
    told = responses.get(str(status), responses.get("default"))
    assert told is not None, f"{method} {address} answers {status}, which is nowhere written"
    contents = told.get("content", {})
    assert (kind in contents) if contents else not kind, f"{method} {address} {status}: {kind}"
    schema = contents.get(kind, {}).get("schema", {})
    if body is not None:
        whole = schema | {"components": document["components"]}
        jsonschema_rs.validator_for(whole, validate_formats=True).validate(body)


def _operation(document: Document, method: str, address: str) -> dict[str, Any]:
    for path, methods in document["paths"].items():
        pattern = "[^/]+".join(re.escape(part) for part in re.split(r"\{[^}]+\}", path))
        if method in methods and re.fullmatch(pattern, address):
            found: dict[str, Any] = methods[method]
            return found
    raise AssertionError(f"{method} {address} is nowhere written")
