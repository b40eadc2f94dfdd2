"""How the providers stand, as a table for people and as JSON."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from pam_core.orchestrator.asking.breaker import BreakerState
from pam_core.orchestrator.asking.switchboard import ProviderState
from pam_core.vocabulary.model_call import ANSWERED, CANCELLED, ModelCall, Spent
from pam_core.vocabulary.reply import Table
from pam_desktop.cli.rows import lines_of

COLUMNS = ("name", "state", "model", "last", "today")


def as_lines(states: Sequence[ProviderState], now: datetime) -> Iterable[str]:
    """The table, then what there is to tell of each: where it is, or what it is missing."""
    rows = [
        (
            state.name,
            state_in_words(state, now),
            plain(state.model),
            last_in_words(state.last, now),
            spent_in_words(state.spent),
        )
        for state in states
    ]
    yield from lines_of(Table(columns=COLUMNS, rows=tuple(rows)))
    for state in states:
        if state.sentence:
            yield f"{state.name}: {plain(state.sentence)} {plain(state.mend)}".rstrip()


def as_json(states: Sequence[ProviderState]) -> list[dict[str, Any]]:
    """The same with every figure; moments in ISO 8601, durations in seconds."""
    return [
        {
            "name": state.name,
            "model": state.model,
            "on_this_machine": state.on_device,
            "ready": state.ready,
            "works": state.works,
            "sentence": state.sentence,
            "mend": state.mend,
            "breaker": str(state.breaker),
            "open_until": state.opens_until.isoformat() if state.opens_until else None,
            "last": _call_as_json(state.last),
            "today": _spent_as_json(state.spent),
        }
        for state in states
    ]


def state_in_words(state: ProviderState, now: datetime) -> str:
    """Whether it can be asked now, in two or three words."""
    if state.breaker is BreakerState.OPEN:
        until = state.opens_until.astimezone(now.tzinfo) if state.opens_until else None
        return f"rests until {until:%H:%M:%S}" if until else "rests"
    if not state.ready:
        return "not ready"
    if state.breaker is BreakerState.HALF_OPEN:
        return "ready, on trial"
    return "ready"


def last_in_words(call: ModelCall | None, now: datetime) -> str:
    """What became of the last call, how long ago, and how soon the first word came."""
    if call is None:
        return ""
    outcome = call.outcome if call.outcome in (ANSWERED, CANCELLED) else f"failed: {call.outcome}"
    words = f"{outcome.replace('_', ' ')} {age_in_words(now - call.began_at)} ago"
    if call.first_token_seconds is None:
        return words
    return f"{words}, first word after {call.first_token_seconds:.1f} s"


def spent_in_words(spent: Spent | None) -> str:
    """What a day has taken so far."""
    if spent is None or not spent.calls:
        return ""
    calls = f"{spent.calls:,} call" + ("" if spent.calls == 1 else "s")
    cost = "cost not known" if spent.dollars is None else f"${spent.dollars:.4f}"
    if spent.dollars == 0:
        cost = "free"
    return f"{calls}, {spent.tokens:,} tokens, {cost}"


def plain(text: str) -> str:
    """A text of somebody else's on one line, without what could move a terminal's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def age_in_words(age: timedelta) -> str:
    """A span in its biggest unit: "40 s", "5 min", "3 h", "12 days"."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 2 * 86400:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"


def _call_as_json(call: ModelCall | None) -> dict[str, Any] | None:
    if call is None:
        return None
    return {
        "at": call.began_at.isoformat(),
        "outcome": call.outcome,
        "model": call.model,
        "first_token_seconds": call.first_token_seconds,
        "seconds": call.seconds,
    }


def _spent_as_json(spent: Spent | None) -> dict[str, Any]:
    if spent is None:
        return {"calls": 0, "tokens": 0, "dollars": 0.0}
    return {"calls": spent.calls, "tokens": spent.tokens, "dollars": spent.dollars}
