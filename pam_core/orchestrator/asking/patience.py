"""How long one turn waits for a model, and the one thing PAM says meanwhile."""

from pam_core.orchestrator.asking.turn_time import Limits, TurnTime
from pam_core.vocabulary.ports import Clock


class Patience:
    """Of one turn: `begin` with each request, then `wait` and `filler` while it is under way.

    `spoken`: the user waits for a sound, not for a text.
    """

    def __init__(self, limits: Limits, clock: Clock, filler: str, *, spoken: bool) -> None:
        self._limits = limits
        self._clock = clock
        self._filler = filler
        self._time = TurnTime(limits, began=clock.monotonic(), spoken=spoken)
        self._give_up_at = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it is too late to ask anybody else."""
        return self._time.is_over(self._clock.monotonic())

    def begin(self, limit_seconds: float, others_left: int) -> None:
        """Somebody is asked, whose first token may take so long."""
        now = self._clock.monotonic()
        self._give_up_at = now + self._time.first_token_within(
            now, candidate_seconds=limit_seconds, others_left=others_left
        )

    def said(self) -> None:
        """Words of the answer are on their way to the mouth."""
        self._time.said(self._clock.monotonic())

    def wait(self, begun: bool) -> float:
        """How many seconds the next piece may take, or until the filler is due."""
        if begun:
            self._time.without_filler()
            return self._limits.stall_seconds
        now = self._clock.monotonic()
        left = self._give_up_at - now
        due = self._time.filler_due_in(now)
        return left if due is None else min(left, due)

    def filler(self) -> str:
        """What is said now because nothing came yet: once in a turn, else ""."""
        now = self._clock.monotonic()
        due = self._time.filler_due_in(now)
        if due is None or due > 0 or now >= self._give_up_at:
            return ""
        self._time.without_filler()
        return self._filler
