"""Who answered an open question, in words for whoever looks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pam_core.vocabulary.model_failure import PROVIDER_TITLES
from pam_core.vocabulary.reply import Provenance
from pam_desktop.window.look.wording import as_moment, clock_time, long_day
from pam_desktop.window.look.words import _, ngettext

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
        return _("Nobody could be asked")
    title = PROVIDER_TITLES.get(provider, provider)
    return f"{title}, {model}" if model else title


def age(answered_at: datetime, given_at: datetime) -> str:
    """How old an answer was when it was given once more: "2 days old"."""
    passed = max(given_at - answered_at, timedelta())
    days, hours, minutes = passed.days, passed.seconds // 3600, passed.seconds // 60
    if days:
        return ngettext("{count} day old", "{count} days old", days).format(count=days)
    if hours:
        return ngettext("{count} hour old", "{count} hours old", hours).format(count=hours)
    if minutes:
        return ngettext("{count} minute old", "{count} minutes old", minutes).format(count=minutes)
    return _("just answered")


def fine_print(provenance: Provenance) -> tuple[str, ...]:
    """All else that is known of an answer, one sentence a line."""
    lines = [
        _("Asked before: {sentence}").format(sentence=sentence) for sentence in provenance.tried
    ]
    if provenance.answered_at is not None:
        at = provenance.answered_at
        told = _("First answered {day}, {time}")
        lines.append(told.format(day=long_day(at.date()), time=clock_time(at)))
    if provenance.tools:
        used = ", ".join(action.replace(".", " ").replace("_", " ") for action in provenance.tools)
        lines.append(_("Looked up or done here: {actions}").format(actions=used))
    if provenance.masked:
        lines.append(_("Kept here: {kinds}").format(kinds=", ".join(provenance.masked)))
    if taken := _taken(provenance):
        lines.append(taken)
    return tuple(lines)


def _taken(provenance: Provenance) -> str:
    parts = []
    if provenance.tokens_in or provenance.tokens_out:
        told = _("{sent} tokens sent, {answered} answered")
        parts.append(told.format(sent=provenance.tokens_in, answered=provenance.tokens_out))
    if provenance.cost_dollars:
        parts.append(_dollars(provenance.cost_dollars))
    return " · ".join(parts)


def _dollars(amount: float) -> str:
    if amount < LEAST_DOLLARS:
        return _("less than {amount}").format(amount=f"${LEAST_DOLLARS}")
    return f"${amount:.2f}" if amount >= 1 else f"${amount:.4f}"


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in found or ())
