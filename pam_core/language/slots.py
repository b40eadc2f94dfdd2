"""What a slot of a sentence template is: its declaration, its surroundings and its value."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pam_core.language.moments import MomentPiece
from pam_core.language.periods import month_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a slot needs to know of the world: the moment, the user's money, week and units.

    `now` is in the user's zone. `units` is "us" or "metric".
    """

    now: datetime
    currency: str = "USD"
    first_weekday: int = 0
    units: str = "us"

    @property
    def today(self) -> date:
        """The user's day."""
        return self.now.date()

    @property
    def metric(self) -> bool:
        """Whether the user thinks in kilometres and degrees Celsius."""
        return self.units == "metric"


@dataclass(frozen=True, slots=True)
class Span:
    """A slot's value up to token `end`.

    `free` marks text taken as it comes: any typed reading of the same words is better.
    `may_go_on` says that the next word could still belong to it. `in_cents` is the other reading of
    money in bare digits: 6750 may be 67.50. `piece` is what it tells of a moment that may be said
    in two pieces. `misheard`: only with a word of it put right.
    """

    end: int
    value: Any
    free: bool = False
    may_go_on: bool = False
    in_cents: dict[str, str] | None = None
    piece: MomentPiece | None = None
    misheard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotSpec:
    """One slot of an action, as the sentence files declare it.

    `kind` names a slot kind; `lean` says which way a bare weekday points; `otherwise` is what is
    meant where the slot is left out ("today", "this month", None: nothing). `many`: it may be said
    several times, and its value is a list. `after` names the slot on whose day a moment is meant
    where only a time of day was said ("from two to three on friday"). `unless`: it is not needed
    where that slot was said (a reminder has a time, or it repeats).
    """

    name: str
    kind: str
    needed: bool = False
    lean: str = "past"
    otherwise: str | None = None
    many: bool = False
    after: str = ""
    unless: str = ""


def missing_of(specs: Mapping[str, SlotSpec], slots: Collection[str]) -> tuple[str, ...]:
    """The slots that must still be asked for, where `slots` are known."""
    return tuple(
        name
        for name, spec in specs.items()
        if spec.needed and name not in slots and spec.unless not in slots
    )


def default_of(spec: SlotSpec, context: Context) -> Any:
    """What is meant where the slot is left out; None for nothing."""
    if spec.otherwise == "today":
        return context.today.isoformat()
    if spec.otherwise == "now":
        return context.now.isoformat(timespec="seconds")
    if spec.otherwise == "this month":
        return month_of(context.today).to_slot()
    return spec.otherwise
