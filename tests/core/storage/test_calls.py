"""What became of the calls to language models: kept for a while, summed up, never guessed."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from pam_core.storage.calls import SqliteCallLog
from pam_core.storage.file import DatabaseFile
from pam_core.storage.moments import sortable
from pam_core.vocabulary.model_call import ANSWERED, ModelCall, Spent, SwitchedOff
from pam_core.vocabulary.model_failure import Failure
from tests.core.storage.examples import NOW

DENVER = timezone(timedelta(hours=-7))


def call(call_id: str, at: datetime = NOW, **other: Any) -> ModelCall:
    given: dict[str, Any] = {
        "turn_id": "turn",
        "provider": "openai",
        "model": "small",
        "outcome": ANSWERED,
        "first_token_seconds": 0.4,
        "seconds": 1.5,
        "tokens_in": 100,
        "tokens_out": 20,
        "cost_dollars": 0.001,
    }
    return ModelCall(call_id=call_id, began_at=at, **(given | other))


@pytest.fixture
def log(file: DatabaseFile) -> SqliteCallLog:
    return SqliteCallLog(file)


async def test_comes_back(log: SqliteCallLog) -> None:
    """Calls come back whole, the oldest first, whatever order and zone they were kept in."""
    second = call("b", NOW.astimezone(DENVER))
    first = call(
        "a",
        NOW - timedelta(microseconds=1),
        outcome=Failure.BUSY,
        first_token_seconds=None,
        cost_dollars=None,
        retry_after_seconds=30.0,
    )
    for each in (second, first):
        await log.record(each)
    assert await log.recent(NOW - timedelta(hours=1)) == [first, second]


async def test_since(log: SqliteCallLog) -> None:
    """A moment in another zone is the same moment; what began before it is left out."""
    await log.record(call("a", NOW - timedelta(seconds=1)))
    await log.record(call("b", NOW))
    assert [one.call_id for one in await log.recent(NOW.astimezone(DENVER))] == ["b"]


async def test_same_id_replaces(log: SqliteCallLog) -> None:
    """A call that is recorded again is one call."""
    await log.record(call("a", outcome=Failure.STALLED))
    await log.record(call("a"))
    assert [one.outcome for one in await log.recent(NOW)] == [ANSWERED]


async def test_last_thousand(log: SqliteCallLog, file: DatabaseFile) -> None:
    """Of very many the last thousand are told."""
    await log.record(call("first"))
    await file.write(lambda database: _fill(database, 1000))
    recent = await log.recent(NOW)
    assert (len(recent), recent[0].call_id, recent[-1].call_id) == (1000, "c0", "c999")


def _fill(database: Any, count: int) -> None:
    (one,) = database.table("model_calls").rows
    rows = (
        {
            "call_id": f"c{number}",
            "began_at": sortable(NOW + timedelta(seconds=number + 1)),
        }
        for number in range(count)
    )
    database.table("model_calls").insert_all({**one, "number": None, **row} for row in rows)


async def test_kept_for_a_season(log: SqliteCallLog) -> None:
    """Calls are dropped after 90 days."""
    await log.record(call("old"))
    await log.record(call("young", NOW + timedelta(days=1)))
    await log.record(call("now", NOW + timedelta(days=90, seconds=1)))
    assert [one.call_id for one in await log.recent(NOW)] == ["young", "now"]


async def test_spent(log: SqliteCallLog) -> None:
    """Each provider's calls, tokens and dollars are summed up; calls before are not."""
    await log.record(call("before", NOW - timedelta(days=1)))
    await log.record(call("a"))
    await log.record(call("b", cost_dollars=0.25))
    await log.record(call("c", provider="embedded", cost_dollars=None, tokens_out=5))
    spent = await log.spent(NOW)
    assert spent["openai"] == Spent(calls=2, tokens=240, dollars=pytest.approx(0.251))
    assert spent["embedded"] == Spent(calls=1, tokens=105, dollars=None)


async def test_a_price_not_known(log: SqliteCallLog) -> None:
    """One call of unknown price makes the sum unknown; one that took nothing does not."""
    await log.record(call("a"))
    await log.record(call("b", tokens_in=0, tokens_out=0, cost_dollars=None))
    assert (await log.spent(NOW))["openai"].dollars == pytest.approx(0.001)
    await log.record(call("c", cost_dollars=None))
    assert (await log.spent(NOW))["openai"].dollars is None


async def test_last_calls(log: SqliteCallLog) -> None:
    """The last call of each provider, also where it was recorded before an earlier one."""
    await log.record(call("new", NOW + timedelta(seconds=5)))
    await log.record(call("old"))
    await log.record(call("other", provider="embedded"))
    last = await log.last_calls()
    assert {name: one.call_id for name, one in last.items()} == {
        "openai": "new",
        "embedded": "other",
    }


async def test_switched_off(log: SqliteCallLog) -> None:
    """A provider that refused PAM is noted with why, anew each time, until it may be asked."""
    refused = SwitchedOff(
        provider="openai",
        failure=Failure.KEY_REFUSED,
        fingerprint="f1",
        at=NOW.astimezone(DENVER),
    )
    empty = SwitchedOff(provider="openai", failure=Failure.NO_QUOTA, fingerprint="f2", at=NOW)
    await log.switch_off(refused)
    assert await log.switched_off() == {"openai": refused}
    await log.switch_off(empty)
    assert await log.switched_off() == {"openai": empty}
    await log.switch_on("openai")
    await log.switch_on("never heard of")
    assert await log.switched_off() == {}


async def test_every_pam_knows(log: SqliteCallLog, file: DatabaseFile) -> None:
    """Another program with the same file sees what this one recorded."""
    await log.record(call("a"))
    other = DatabaseFile(file.path)
    seen = await SqliteCallLog(other).recent(NOW)
    await other.close()
    assert [one.call_id for one in seen] == ["a"]
