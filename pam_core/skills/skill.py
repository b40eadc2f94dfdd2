"""What a skill is: it plans an answer without effect, and the plan carries its effect with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pam_core.vocabulary.reply import Control, Intent

Effect = Callable[[], Awaitable[None]]
"""Changes something; returns once the change survives a power cut. Raises PamError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillContext:
    """What a skill is told besides the intent.

    `now` is when the user spoke, in their time zone. `confirmed`: the user has said yes to this
    very intent. `last_text` is what PAM said last, "" at the beginning.
    """

    now: datetime
    confirmed: bool = False
    last_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An answer worked out: what will be said, and what has to happen first.

    `text` is said once `effect` (None: nothing changes) is through. `said_back` puts the effect in
    a few words ("log 45 dollars for fuel") for asking whether it was heard right; a plan with an
    effect has it. `asks` names the slot that `text` asks for; `confirms` says that `text` asks for
    a yes before anything happens.
    """

    text: str
    control: Control | None = None
    effect: Effect | None = None
    said_back: str = ""
    asks: str | None = None
    confirms: bool = False


class Skill(Protocol):
    """One thing PAM can do. Whatever it needs (a ledger, a phrase book) it is built with."""

    @property
    def actions(self) -> frozenset[str]:
        """The names of the actions it answers; their sentences are in resources/sentences."""
        ...

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """Read what is needed and word the answer; changes nothing. Raises PamError."""
        ...
