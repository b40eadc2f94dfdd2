"""What a skill is: it plans an answer without effect, and the plan carries its effect with it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from pam_core.vocabulary.kept import Kept
from pam_core.vocabulary.reply import Control, Intent, Notice, Page, Table

Effect = Callable[[], Awaitable[None]]
"""Changes something; returns once the change survives a power cut. Raises PamError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillContext:
    """What a skill is told besides the intent.

    `now` is when the user spoke, in their time zone. `confirmed`: the user has said yes to this
    very intent. `last_text` is what PAM said last, "" at the beginning. `topic` is what the talk is
    about, see `Plan.topic`. `driving`: driving mode is on.
    """

    now: datetime
    confirmed: bool = False
    last_text: str = ""
    topic: str = ""
    driving: bool = False

    def said_yes_to(self, question: str) -> bool:
        """Whether this very question was confirmed: "the last one" may be another one by now."""
        return self.confirmed and question in self.last_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answer worked out: what will be said, and what has to happen first.

    `text` is said once `keeps` is kept and `effect` (None: nothing else happens) is through: at
    most two sentences and 120 characters. `what` names the change for "undo", as in "I took back
    45 dollars for fuel"; where `keeps` is not empty and `what` is, the change is PAM's own mark and
    cannot be undone. `said_back` puts a change in a few words ("log 45 dollars for fuel") for
    asking whether it was heard right; a plan that changes something has it.

    `asks` names the slot that `text` asks for; `confirms` says that `text` asks for a yes before
    anything happens. `rest` is what "more" says next, piece by piece. `table` is the same for the
    eye. `topic` is what the talk is about from now on ("checklist": then "next" needs no more
    words); None leaves it, "" ends it. `page` is the page of the window to show; `driving` turns
    driving mode on or off from now on, None leaves it. `begins_anew`: what was said before in this
    talk is forgotten.
    """

    text: str
    control: Control | None = None
    keeps: tuple[Kept, ...] = ()
    what: str = ""
    effect: Effect | None = None
    said_back: str = ""
    asks: str | None = None
    confirms: bool = False
    rest: tuple[str, ...] = ()
    table: Table | None = None
    topic: str | None = None
    page: Page | None = None
    driving: bool | None = None
    begins_anew: bool = False

    @property
    def changes_something(self) -> bool:
        """Whether carrying it out leaves a trace."""
        return bool(self.keeps) or self.effect is not None


class Skill(Protocol):
    """One thing PAM can do. Whatever it needs (a memory, a phrase book) it is built with."""

    @property
    def actions(self) -> frozenset[str]:
        """The names of the actions it answers; their sentences are in resources/sentences."""
        ...

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Read what is needed and word the answer; changes nothing. Raises PamError."""
        ...


@runtime_checkable
class Watch(Protocol):
    """Something that speaks up by itself: a reminder, a timer, a budget that runs out."""

    async def due(self, now: datetime) -> Sequence[Notice]:
        """What is to be said now. Each notice carries what is kept so that it comes only once."""
        ...

    async def next_at(self, now: datetime) -> datetime | None:
        """When to look again at the latest, even if nothing is kept until then; None: never."""
        ...
