"""Savings goals, and what was put aside for them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.money import Money

_NOT_OF_THE_NAME = frozenset("a an the my our some fund goal savings".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Kept):
    """One revision of something to save for; `by` is the day it should be reached."""

    KIND: ClassVar[str] = "goal"

    name: str
    target: Money
    by: date | None = None

    def is_called(self, name: str) -> bool:
        """Whether a name said in passing ("the tires", "tire fund") means this goal."""
        said, own = _bare(name), _bare(self.name)
        return bool(said and own) and (said <= own or own <= said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving(Kept):
    """Money put aside for a goal on a day in the user's zone."""

    KIND: ClassVar[str] = "saving"

    goal_id: str
    amount: Money
    saved_on: date

    def day(self) -> date:
        """The day it was put aside."""
        return self.saved_on


def _bare(name: str) -> frozenset[str]:
    """The words that tell one goal from another, without regard to case and number."""
    words = (word.removesuffix("s") for word in name.casefold().split())
    return frozenset(words) - _NOT_OF_THE_NAME - {"saving"}
