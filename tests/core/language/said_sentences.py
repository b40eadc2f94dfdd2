"""The test sentences, read from their files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=ZoneInfo("America/Denver"))
"""A Monday afternoon, when all of the sentences are said."""

_ONE_WORD = {"driving_mode": "driving_mode"}
"""Actions whose underscore is their own; else the first one stands for the dot."""

_FOLDER = Path(__file__).parent / "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A test sentence, and what it says: an action with its slots, or none."""

    text: str
    action: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


def said(name: str) -> Any:
    """What a file holds."""
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))


def logged() -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Sentence, slots, missing slots of each expense to be logged."""
    for case in said("expense_log.yaml"):
        slots: dict[str, Any] = {"date": str(case.get("date", NOW.date()))}
        if "amount" in case:
            currency = case.get("currency", "USD")
            slots["amount"] = {"amount": case["amount"], "currency": currency}
        named = ("category", "merchant", "description")
        slots |= {name: case[name] for name in named if name in case}
        yield case["say"], slots, tuple(case.get("missing", ()))


def asked() -> Iterator[tuple[str, dict[str, Any]]]:
    """Sentence and slots of each question about expenses."""
    for case in said("expense_query.yaml"):
        first, _, last = case.get("period", "2026-11-01..2026-11-30").partition("..")
        slots = {"period": {"from": first, "to": last}}
        yield case["say"], slots | {k: case[k] for k in ("category", "merchant") if k in case}


def told_itself() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Sentence, action and slots of what is said to PAM about itself."""
    for key, sentences in said("itself.yaml").items():
        action, _, about = key.partition(" ")
        for sentence in sentences:
            yield sentence, action, {"about": about} if about else {}


def paused() -> Iterator[tuple[str, str]]:
    """Sentence and how finished it sounds."""
    for completeness, sentences in said("completeness.yaml").items():
        for sentence in sentences:
            yield sentence, completeness


def commands() -> Iterator[tuple[str, str, dict[str, Any], tuple[str, ...]]]:
    """Sentence, action, slots, missing slots: one file an action, named for it."""
    for path in sorted((_FOLDER / "commands").glob("*.yaml")):
        action = _ONE_WORD.get(path.stem, path.stem.replace("_", ".", 1))
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield case["say"], action, case.get("slots", {}), tuple(case.get("missing", ()))


def not_commands() -> Iterator[str]:
    """Sentences that PAM must not take for commands."""
    for path in sorted((_FOLDER / "not_commands").glob("*.yaml")):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def cases() -> Iterator[Case]:
    """All test sentences."""
    for text, slots, missing in logged():
        yield Case(text=text, action="expense.log", slots=slots, missing=missing)
    for text, slots in asked():
        yield Case(text=text, action="expense.query", slots=slots)
    for text, action, slots in told_itself():
        yield Case(text=text, action=action, slots=slots)
    for text, action, slots, missing in commands():
        yield Case(text=text, action=action, slots=slots, missing=missing)
    for text in (*said("nothing.yaml"), *not_commands()):
        yield Case(text=text)


def by_others() -> Iterator[Case]:
    """Sentences by people who had not seen the templates; `slots` are those they were sure of."""
    for path in sorted((_FOLDER / "by_others").glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in content["commands"]:
            yield Case(text=case["say"], action=case["action"], slots=case.get("slots", {}))
        for text in content["not_commands"]:
            yield Case(text=text)
