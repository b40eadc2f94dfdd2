"""The OpenAPI page: what it says of itself, and a plain page to read it that asks no one else."""

import html
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse

from pam_server.api.problems_shown import Problem

OPENAPI_PATH = "/api/openapi.json"
DOCS_PATH = "/api/docs"
TITLE = "PAM server"
DESCRIPTION = """\
The server side of PAM: accounts, sync, chat. Refusals are problem+json (RFC 9457) with a stable \
`code`. Whatever changes something has an id that the client makes, so that sending it again is \
harmless. The socket, `/api/v1/pam/ws/{user_id}`, subprotocol `pam.v1`, takes and gives the same \
frames as `sync` does. Tokens go into the header `Authorization`, never into an address."""
TAGS = [
    {"name": "account", "description": "Register, sign in and out, export, erase."},
    {"name": "sync", "description": "One log per user: what happened, what stands, what was done."},
    {"name": "chat", "description": "Messages for PAM's mind and its answers."},
    {"name": "conversations", "description": "What was talked about."},
    {"name": "feedback", "description": "Opinions, and errors users choose to tell of."},
    {"name": "voice", "description": "Speech to text and back, where the server has it."},
    {"name": "health", "description": "For load balancers and systemd."},
]


def describe(app: FastAPI) -> None:
    """Let the application answer with a whole OpenAPI document, made at first use."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]


def router(app: FastAPI) -> APIRouter:
    """The document at /api/openapi.json and a page to read it at /api/docs."""
    pages = APIRouter(include_in_schema=False)

    @pages.get(OPENAPI_PATH)
    async def document() -> dict[str, Any]:
        return app.openapi()

    @pages.get(DOCS_PATH)
    async def page() -> HTMLResponse:
        return HTMLResponse(page_of(app.openapi()))

    return pages


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=TITLE, version=app.version, description=DESCRIPTION, tags=TAGS, routes=app.routes
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(shape.pop("$defs", {}), Problem=shape)
    # FastAPI's own shape of a refusal, which this server never answers with.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def page_of(document: dict[str, Any]) -> str:
    """The document as one page of HTML: no script, nothing from elsewhere."""
    parts = [_operation(path, method, one) for path, method, one in _operations(document)]
    title, text = html.escape(document["info"]["title"]), html.escape(DESCRIPTION)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
        f"<h1>{title}</h1><p>{text}</p>"
        f'<p><a href="{OPENAPI_PATH}">The OpenAPI document</a></p>' + "".join(parts) + "</html>"
    )


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, one)
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]


def _operation(path: str, method: str, one: dict[str, Any]) -> str:
    given = [f"{p['name']} ({p['in']})" for p in one.get("parameters", ())]
    given += ["body: " + ", ".join(one["requestBody"]["content"])] if "requestBody" in one else []
    answers = [f"{status}: {told['description']}" for status, told in one["responses"].items()]
    told = html.escape(one.get("description") or "")
    return (
        f"<h2><code>{html.escape(method.upper())} {html.escape(path)}</code></h2>"
        f"<p><b>{html.escape(one.get('summary') or '')}.</b> {told}</p>"
        f"{_list('Takes', given)}{_list('Answers', answers)}"
    )


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<h3>{title}</h3><ul>{items}</ul>"
