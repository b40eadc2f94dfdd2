"""The OpenAPI page: complete, stable, and readable without any other computer."""

import re
import tracemalloc

import pytest

from tests.support.openapi_conformance import operations
from tests.support.server_world import ANN, a_document

OPERATIONS = operations(a_document())
NAMES = [operation["operationId"] for _, _, operation in OPERATIONS]


def models() -> dict[str, dict]:
    return a_document()["components"]["schemas"]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=NAMES)
def test_every_operation_says_what_it_is(method, path, operation):
    """Tag, summary, description, and a shape for every answer there may be."""
    assert operation["tags"]
    assert operation["summary"]
    assert operation["description"]
    assert all(one["description"] for one in operation["responses"].values())


def test_operations_keep_their_names():
    """Clients are made from these names; one that changes breaks them."""
    assert sorted(NAMES) == [
        "chat_answer",
        "chat_say",
        "conversations_create",
        "conversations_delete",
        "conversations_list",
        "conversations_read",
        "error_report",
        "feedback_give",
        "feedback_thumb",
        "health",
        "livez",
        "readyz",
        "sync_commands",
        "sync_events",
        "sync_snapshot",
        "voice_stt",
        "voice_tts",
    ]


def test_every_refusal_is_a_problem():
    """No answer of an endpoint with a user has a shape of its own for what went wrong."""
    for _, path, operation in OPERATIONS:
        refused = {s: r for s, r in operation["responses"].items() if s.startswith(("4", "d"))}
        kinds = {kind for one in refused.values() for kind in one["content"]}
        assert kinds <= {"application/problem+json"}, path


def test_every_body_has_an_example():
    """Whoever reads the page sees what a request looks like."""
    bodies = [
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, operation in OPERATIONS
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    ]
    assert len(bodies) >= 6
    assert [name for name in bodies if not models()[name].get("examples")] == []


async def test_the_page_asks_no_other_computer(world):
    """It is read without a network: no script, no style or picture from elsewhere."""
    async with world.plain_client() as nobody:
        page = await nobody.get("/api/docs")
        document = await nobody.get("/api/openapi.json")
    assert page.headers["content-type"].startswith("text/html")
    assert all(path in page.text for path in document.json()["paths"])
    assert re.findall(r"<script|<link|<img|https?://", page.text) == []


async def test_an_upload_of_two_gigabytes_is_refused_without_reading_it(world):
    """Its length alone, or what has come of it so far, is enough: it is never held in memory."""
    sent = 0

    async def endless():
        nonlocal sent
        for _ in range(32_000):
            sent += 65_536
            yield b"x" * 65_536

    address = "/api/v1/pam/voice/stt"
    async with world.plain_client(ANN) as ann:
        told = await ann.post(address, content=b"", headers={"Content-Length": str(2**31)})
        tracemalloc.start()
        kind = {"Content-Type": "audio/wav"}
        streamed = await ann.post(address, content=endless(), headers=kind)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (told.status_code, streamed.status_code) == (413, 413)
    assert sent < 100_000_000
    assert peak < 100_000_000
