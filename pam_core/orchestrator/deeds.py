"""What a plan changes, done: kept first, then its effect, then whoever watches is told."""

from collections.abc import Awaitable, Callable

from pam_core.skills.skill import Plan
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.kept import Memory


async def _nothing_to_do() -> None:
    """Nobody wants to know of changes."""


class Deeds:
    """The one way from a plan to the disk, whoever asked for it."""

    def __init__(
        self, memory: Memory, on_change: Callable[[], Awaitable[None]] = _nothing_to_do
    ) -> None:
        self._memory = memory
        self._on_change = on_change
        self.disk_works = True
        """Whether what was to be kept last could be kept."""

    async def carry_out(self, plan: Plan, *, by: str = "") -> None:
        """Keep what the plan keeps and do the rest; returns once it survives a power cut.

        `by` is the language model's call that the plan came from. Raises PamError; then nothing
        was kept.
        """
        if plan.keeps:
            await self._keep(plan, by)
        if plan.effect is not None:
            await plan.effect()
        if plan.changes_something:
            await self._on_change()

    async def _keep(self, plan: Plan, by: str) -> None:
        try:
            await self._memory.keep(plan.keeps, what=plan.what, by=by)
        except PamError as error:
            self.disk_works = error.fault is not Fault.ENVIRONMENT
            raise
        self.disk_works = True
