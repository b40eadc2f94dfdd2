"""Feedback and error reports over REST: kept once, for one user, without secrets."""

import json
import sqlite3

import pytest

from tests.support.server_world import ANN, World, a_world

BASE = "/api/v1/pam"
KEY = "0197a3e0-0000-7000-8000-0000000000f1"


@pytest.fixture
async def kept(tmp_path):
    """A world on SQLite, and what its database holds of a table."""
    async with a_world(f"sqlite:///{tmp_path}/kept.db") as world:
        yield world, lambda table, column: _rows(tmp_path / "kept.db", table, column)


def _rows(file, table: str, column: str) -> list[tuple[str, dict]]:
    connection = sqlite3.connect(file)
    try:
        found = connection.execute(f"SELECT user_id, {column} FROM {table}").fetchall()
    finally:
        connection.close()
    return [(user_id, json.loads(text)) for user_id, text in found]


async def test_an_opinion_is_kept(kept):
    """What a user thinks is on disk under its user once it was answered."""
    world, rows = kept
    async with world.client(ANN) as ann:
        given = {"text": "The route was right.", "thumb": 1, "about": "turn-1"}
        answer = await ann.post(f"{BASE}/feedback", json=given)
    assert answer.status_code == 201
    [(user_id, row)] = rows("feedback", "given")
    assert user_id == ANN
    assert (row["text"], row["thumb"], row["about"]) == ("The route was right.", 1, "turn-1")


async def test_a_thumb_sent_twice_is_one(kept):
    """The same Idempotency-Key is one opinion."""
    world, rows = kept
    async with world.client(ANN) as ann:
        for _ in range(2):
            given = {"about": "turn-1", "thumb": -1}
            headers = {"Idempotency-Key": KEY}
            answer = await ann.post(f"{BASE}/feedback/thumb", json=given, headers=headers)
            assert answer.json() == {"id": KEY}
    assert len(rows("feedback", "given")) == 1


@pytest.mark.parametrize("thumb", [0, 2, "1", True, None, 1.5])
async def test_a_thumb_is_up_or_down(world: World, thumb):
    """Nothing but 1 and -1 is a thumb."""
    async with world.client(ANN) as ann:
        answer = await ann.post(f"{BASE}/feedback/thumb", json={"about": "turn-1", "thumb": thumb})
    assert answer.status_code == 422


async def test_feedback_has_its_own_limit(world: World):
    """It is counted as feedback, for this user, and refused with when to come back."""
    world.limiter.refused["feedback"] = 2500
    async with world.client(ANN) as ann:
        answer = await ann.post(f"{BASE}/feedback", json={"text": "Again"})
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert answer.headers["retry-after"] == "3"
    assert world.limiter.asked == [("feedback", ANN)]


async def test_an_error_report_is_kept_without_secrets(kept):
    """Card numbers, addresses and keys in a report are masked before anything is written."""
    world, rows = kept
    report = {
        "id": KEY,
        "code": "bank.refused",
        "sentence": "Card 4111 1111 1111 1111 was refused.",
        "lines": ["mail to jane.doe@example.com", "still jane.doe@example.com"],
        "password": "hunter2",
    }
    async with world.client(ANN) as ann:
        for _ in range(2):
            answer = await ann.post(f"{BASE}/error-report", json=report)
            assert answer.status_code == 201
    [(user_id, row)] = rows("error_reports", "report")
    text = json.dumps(row)
    assert user_id == ANN
    assert row["code"] == "bank.refused"
    assert not any(secret in text for secret in ("4111", "jane.doe", "hunter2", "password"))


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"code": "A shout!"},
        {"code": "a", "lines": ["x"] * 201},
        {"code": "a", "lines": ["x" * 1001]},
        {"code": "a", "lines": "no list"},
        {"code": "a", "occurred_at": 12},
    ],
)
async def test_a_report_beyond_its_bounds_is_refused(world: World, report):
    """Size and form of a report are limited."""
    async with world.client(ANN) as ann:
        assert (await ann.post(f"{BASE}/error-report", json=report)).status_code == 422
