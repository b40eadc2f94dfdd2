"""PAM speaks up by itself: asks each watch what is due, tells it, and keeps that it was told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pam_core.assistant.faults import named
from pam_core.skills.skill import Watch
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.reply import Notice

LOOKS_AGAIN_SECONDS = 5.0
"""The wall clock may be put right, the machine may have slept, another PAM ("pam ask") may have
kept something, and nobody says so. A look takes some milliseconds, with ten thousand events too."""

RESTS_SECONDS = 0.1
"""However soon something is due again: a watch in error must not take all of the machine."""

Tell = Callable[[Notice], Awaitable[None]]
"""Hands a notice to the mouth; returns once it was taken, not when it was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at one watch brought: what is due, when to look again, what went wrong."""

    notices: Sequence[Notice] = ()
    next_at: datetime | None = None
    trouble: PamError | None = None


def seconds_to_rest(looks: Sequence[Look], now: datetime) -> float:
    """How long nothing needs to be looked at, in seconds."""
    waits = [(look.next_at - now).total_seconds() for look in looks if look.next_at]
    return max(RESTS_SECONDS, min([LOOKS_AGAIN_SECONDS, *waits]))


class Watching:
    """The driver of all watches. `run` belongs into a task group of its owner.

    `changed` is set by whoever keeps anything, so that what was just said is watched at once.
    `tell` is given every notice, `trouble_met` what goes wrong, once until it goes well again.
    A notice that was told is marked so in the memory; where that fails it is not told again by
    this driver, but by the next one: rather twice than never.
    """

    def __init__(
        self,
        watches: Sequence[Watch],
        memory: Memory,
        clock: Clock,
        *,
        changed: asyncio.Event,
        tell: Tell,
        trouble_met: Callable[[PamError], None],
    ) -> None:
        self._watches = tuple(watches)
        self._memory = memory
        self._clock = clock
        self._changed = changed
        self._tell = tell
        self._trouble_met = trouble_met
        self._told: set[str] = set()
        self._complained: dict[object, str] = {}

    async def run(self) -> None:
        """Watch, for ever."""
        while True:
            self._changed.clear()
            rest = seconds_to_rest(await self.look(), self._clock.now())
            try:
                async with asyncio.timeout(rest):
                    await self._changed.wait()
            except TimeoutError:
                # Time to look by the clock; nothing was kept meanwhile.
                continue

    async def look(self) -> Sequence[Look]:
        """Ask every watch once, tell what is due and keep that it was told."""
        looks = []
        for watch in self._watches:
            look = await self._ask(watch)
            for notice in look.notices:
                await self._pass_on(notice)
            self._complain(watch, look.trouble)
            looks.append(look)
        return looks

    async def _ask(self, watch: Watch) -> Look:
        now = self._clock.now()
        try:
            return Look(notices=await watch.due(now), next_at=await watch.next_at(now))
        except Exception as fault:
            # One watch may fail on a fault of ours; the others must be heard all the same.
            trouble = named(
                fault,
                "bug.watch",
                "Something went wrong while I looked for what is due.",
                "Some reminders or alerts may be missing.",
            )
            return Look(trouble=trouble)

    async def _pass_on(self, notice: Notice) -> None:
        if notice.key not in self._told:
            try:
                await self._tell(notice)
            except Exception as fault:
                # It is due still, and told when it can be.
                self._complain(
                    "tell",
                    named(fault, "bug.notice", "Something I had to tell was not said.", ""),
                )
                return
            self._complain("tell", None)
            self._told.add(notice.key)
        self._complain(notice.key, await self._mark(notice))

    async def _mark(self, notice: Notice) -> PamError | None:
        try:
            await self._memory.keep(notice.keeps)
        except PamError as error:
            # The user was quicker than the mark: what they said stands, and is looked at anew.
            return None if error.code == "storage.outdated" else error
        return None

    def _complain(self, about: object, trouble: PamError | None) -> None:
        if trouble is None:
            self._complained.pop(about, None)
        elif self._complained.get(about) != trouble.code:
            self._complained[about] = trouble.code
            self._trouble_met(trouble)
