"""Bodies that no endpoint should ever see: a clear 4xx, nothing repeated, and life goes on."""

import json

import pytest

from tests.support.server_world import ANN

BASE = "/api/v1/pam"
KEY = {"Idempotency-Key": "0197a3e0-0000-7000-8000-0000000000c1"}
JSON = {"Content-Type": "application/json"}


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


def chat(session_data: str) -> str:
    return '{"message": "hi", "context": {"session_data": {"a": ' + session_data + "}}}"


BODIES = {
    "nothing": "",
    "no JSON": "{message: hi}",
    "cut off": '{"message": "hi"',
    "not UTF-8": b'{"message": "\xff\xfe"}',
    "an array": "[]",
    "a number": "1",
    "null": "null",
    "wrong type": '{"message": ["hi"]}',
    "empty": '{"message": ""}',
    "long": json.dumps({"message": "x" * 4001}),
    "NUL": '{"message": "a\\u0000b"}',
    "NUL in a name": '{"message": "hi", "context": {"session_data": {"a\\u0000": 1}}}',
    "NUL inside": chat('"\\u0000"'),
    "lone surrogate": '{"message": "\\ud800"}',
    "lone surrogate inside": chat('"\\udfff"'),
    "deep": chat(deep(60)),
    "very deep": deep(200_000),
    "huge number": chat("9" * 30),
    "endless number": chat("9" * 100_000),
    "1e999": chat("1e999"),
    "NaN": chat("NaN"),
    "year 0": '{"message": "hi", "occurred_at": "0000-01-01T00:00:00Z"}',
    "seconds since 1970": '{"message": "hi", "occurred_at": 1}',
    "no zone": '{"message": "hi", "occurred_at": "2026-01-01T00:00:00"}',
    "odd conversation": '{"message": "hi", "conversation_id": "../../etc/passwd"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_a_body_that_cannot_be_is_a_problem(world, ann, body):
    """4xx problem+json, nothing of the body repeated, no chat taken, and the next one works."""
    answer = await ann.post(f"{BASE}/chat", content=body, headers=KEY | JSON)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 1000
    assert "passwd" not in answer.text
    assert await world.services.jobs.waiting() == 0
    assert (await ann.get(f"{BASE}/sync")).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "since=-1",
        "since=abc",
        "since=99999999999999999999999",
        "limit=0",
        "limit=501",
        "epoch=%00",
        "epoch=" + "x" * 65,
        "since=1e3",
        "since=%ED%A0%80",
    ],
)
async def test_a_query_that_cannot_be_is_a_problem(ann, query):
    """What stands in the address is judged like a body."""
    answer = await ann.get(f"{BASE}/sync?{query}")
    assert answer.status_code == 422


@pytest.mark.parametrize("id", ["%00", "x" * 65, "%ED%A0%80", "a%20b", "%0a"])
async def test_an_id_that_cannot_be_is_a_problem(ann, id):
    """An id in the address is judged before any database sees it."""
    assert (await ann.get(f"{BASE}/conversations/{id}")).status_code == 422
    assert (await ann.delete(f"{BASE}/conversations/{id}")).status_code == 422
    assert (await ann.get(f"{BASE}/chat/{id}")).status_code == 422


async def test_json_that_is_called_something_else_is_not_read(ann):
    """Only what says that it is JSON is taken for it: a web page's form cannot act for a user."""
    answer = await ann.post(
        f"{BASE}/chat", content='{"message": "hi"}', headers=KEY | {"Content-Type": "text/plain"}
    )
    assert answer.status_code in (415, 422)


async def test_a_request_too_often_says_when_to_come_back(world):
    """429 with Retry-After, and nothing was done."""
    world.limiter.refused["rest"] = 1
    async with world.client(ANN) as ann:
        answer = await ann.post(f"{BASE}/conversations", json={"title": "One more"})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        world.limiter.refused.clear()
        assert (await ann.get(f"{BASE}/conversations")).json()["conversations"] == []
