"""Who answered an open question, in words for whoever looks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pam_core.vocabulary.model_failure import PROVIDER_TITLES
from pam_core.vocabulary.reply import Provenance
from pam_desktop.window.look.wording import as_moment, clock_time

OFFLINE_PROVIDER = "offline"
"""Who "answers" where nobody could be asked."""

LEAST_DOLLARS = 0.0001


def provenance_of(record: object) -> Provenance | None:
    """Where a kept turn's answer came from; `record` has its fields, or is None."""
    if not isinstance(record, Mapping):
        return None
    return Provenance(
        provider=str(record.get("provider") or ""),
        model=str(record.get("model") or ""),
        tried=_texts(record.get("tried")),
        tools=_texts(record.get("tools")),
        masked=_texts(record.get("masked")),
        tokens_in=int(record.get("tokens_in") or 0),
        tokens_out=int(record.get("tokens_out") or 0),
        cost_dollars=record.get("cost_dollars"),
        answered_at=as_moment(record.get("answered_at")),
    )


def who_answered(provider: str, model: str = "") -> str:
    """A provider as people call it, with its model: "OpenAI, gpt-5-mini"."""
    if provider == OFFLINE_PROVIDER:
        return "Nobody could be asked"
    title = PROVIDER_TITLES.get(provider, provider)
    return f"{title}, {model}" if model else title


def age(answered_at: datetime, given_at: datetime) -> str:
    """How old an answer was when it was given once more: "2 days old"."""
    passed = max(given_at - answered_at, timedelta())
    for unit, count in (
        ("day", passed.days),
        ("hour", passed.seconds // 3600),
        ("minute", passed.seconds // 60),
    ):
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} old"
    return "just answered"


def fine_print(provenance: Provenance) -> tuple[str, ...]:
    """All else that is known of an answer, one sentence a line."""
    lines = [f"Asked before: {sentence}" for sentence in provenance.tried]
    if provenance.answered_at is not None:
        at = provenance.answered_at
        lines.append(f"First answered {at:%A} {at.day} {at:%B %Y}, {clock_time(at)}")
    if provenance.tools:
        used = ", ".join(action.replace(".", " ").replace("_", " ") for action in provenance.tools)
        lines.append(f"Looked up or done here: {used}")
    if provenance.masked:
        lines.append(f"Kept here: {', '.join(provenance.masked)}")
    if taken := _taken(provenance):
        lines.append(taken)
    return tuple(lines)


def _taken(provenance: Provenance) -> str:
    parts = []
    if provenance.tokens_in or provenance.tokens_out:
        parts.append(f"{provenance.tokens_in} tokens sent, {provenance.tokens_out} answered")
    if provenance.cost_dollars:
        parts.append(_dollars(provenance.cost_dollars))
    return " · ".join(parts)


def _dollars(amount: float) -> str:
    if amount < LEAST_DOLLARS:
        return f"less than ${LEAST_DOLLARS}"
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.4f}"


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in found or ())
