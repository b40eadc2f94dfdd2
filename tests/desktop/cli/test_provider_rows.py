"""How the providers' states are told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pam_core.orchestrator.asking.breaker import BreakerState
from pam_core.orchestrator.asking.switchboard import ProviderState
from pam_core.vocabulary.model_call import ModelCall, Spent
from pam_desktop.cli.provider_rows import (
    age_in_words,
    as_lines,
    last_in_words,
    spent_in_words,
    state_in_words,
)

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=timezone(timedelta(hours=-7)))


def state(
    *,
    ready: bool = True,
    sentence: str = "",
    model: str = "m",
    breaker: BreakerState = BreakerState.CLOSED,
) -> ProviderState:
    return ProviderState(
        name="local_server",
        model=model,
        on_device=True,
        ready=ready,
        sentence=sentence,
        mend="",
        breaker=breaker,
        opens_until=datetime(2026, 11, 23, 21, 5, tzinfo=UTC),
        last=None,
        spent=None,
        works=True,
        is_set_up=True,
    )


def call(outcome: str, first_token_seconds: float | None) -> ModelCall:
    return ModelCall(
        call_id="c",
        turn_id="t",
        provider="openai",
        model="m",
        began_at=NOW - timedelta(minutes=3),
        outcome=outcome,
        first_token_seconds=first_token_seconds,
        seconds=2.0,
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (state(), "ready"),
        (state(sentence="Ollama with llama3.2 at 127.0.0.1:11434"), "ready"),
        (state(ready=False, sentence="There is no key."), "not ready"),
        (state(ready=False, breaker=BreakerState.OPEN), "rests until 14:05:00"),
        (state(breaker=BreakerState.HALF_OPEN), "ready, on trial"),
    ],
)
def test_state(given: ProviderState, told: str) -> None:
    """Whether it can be asked now; until when it rests is told by the user's clock."""
    assert state_in_words(given, NOW) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, ""),
        (call("answered", 0.84), "answered 3 min ago, first word after 0.8 s"),
        (call("cancelled", None), "cancelled 3 min ago"),
        (call("key_refused", None), "failed: key refused 3 min ago"),
    ],
)
def test_last(given: ModelCall | None, told: str) -> None:
    """What became of the last call, how long ago, and how soon its first word came."""
    assert last_in_words(given, NOW) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, ""),
        (Spent(calls=0, tokens=0, dollars=0.0), ""),
        (Spent(calls=1, tokens=1234, dollars=None), "1 call, 1,234 tokens, cost not known"),
        (Spent(calls=2, tokens=99, dollars=0.0), "2 calls, 99 tokens, free"),
        (Spent(calls=2, tokens=99, dollars=0.00123), "2 calls, 99 tokens, $0.0012"),
    ],
)
def test_spent(given: Spent | None, told: str) -> None:
    """What the day has taken; a cost that nobody knows is not called nothing."""
    assert spent_in_words(given) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "0 s"), (59, "59 s"), (60, "1 min"), (3600, "1 h"), (90000, "25 h"), (172800, "2 days")],
)
def test_age(seconds: int, told: str) -> None:
    """An age is told in its biggest unit; a clock that was set back makes none negative."""
    assert age_in_words(timedelta(seconds=seconds)) == told


def test_names_of_others() -> None:
    """What a server calls its model moves no cursor and breaks no line."""
    lines = list(as_lines([state(model="evil\x1b[2J\nmodel")], NOW))
    assert "\x1b" not in "".join(lines)
    assert len(lines) == 3
