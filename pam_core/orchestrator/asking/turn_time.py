"""How long one turn may wait for a model, and when PAM says that it takes a moment."""

from dataclasses import dataclass

RESERVE_SECONDS = 3.0
"""What a spoken turn keeps for each provider that is still to be asked after this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long things may take in seconds, as issue 4 sets them.

    `first_token_seconds` is a provider's where its own terms say nothing else; `deadline_seconds`
    is for the first sound of a spoken turn, `typed_deadline_seconds` for the first text of a typed
    one.
    """

    connect_seconds: float = 3.0
    first_token_seconds: float = 8.0
    stall_seconds: float = 10.0
    filler_seconds: float = 1.5
    deadline_seconds: float = 12.0
    typed_deadline_seconds: float = 60.0


class TurnTime:
    """The time of one turn. `began` and every `now` are monotonic seconds."""

    def __init__(self, limits: Limits, began: float, spoken: bool) -> None:
        self._limits = limits
        self._spoken = spoken
        self._filler_at: float | None = began + limits.filler_seconds if spoken else None
        self._over_at = began + self._patience

    def first_token_within(
        self, now: float, *, candidate_seconds: float, others_left: int
    ) -> float:
        """Seconds the next provider has until its first token, 0.0 where the turn is over.

        A spoken turn keeps a reserve for each of the `others_left`; where there are more of them
        than fit, each has the reserve as long as it lasts. A typed turn gives the candidate all it
        asks for.
        """
        left = max(0.0, self._over_at - now)
        if not self._spoken:
            return min(candidate_seconds, left)
        share = max(left - RESERVE_SECONDS * others_left, RESERVE_SECONDS)
        return min(candidate_seconds, share, left)

    def filler_due_in(self, now: float) -> float | None:
        """Seconds until PAM says that it takes a moment, 0.0 when that is due; None: it does not.

        It does so in spoken turns only, and not once `without_filler` was called.
        """
        return None if self._filler_at is None else max(0.0, self._filler_at - now)

    def without_filler(self) -> None:
        """A filler is not wanted any more: it was said, or the answer began."""
        self._filler_at = None

    def said(self, now: float) -> None:
        """Words of the answer were released: whoever goes on has a deadline of its own from now."""
        self.without_filler()
        self._over_at = now + self._patience

    def is_over(self, now: float) -> bool:
        """Whether the deadline has passed without a word of the answer."""
        return now >= self._over_at

    @property
    def _patience(self) -> float:
        limits = self._limits
        return limits.deadline_seconds if self._spoken else limits.typed_deadline_seconds
