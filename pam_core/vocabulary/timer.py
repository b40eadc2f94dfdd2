"""A timer that runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pam_core.vocabulary.kept import Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(Kept):
    """A timer until it is told or cancelled; then it is taken back.

    It lasts `seconds` and runs out at `ends_at`, however the machine sleeps in between. `name` is
    what it is for ("eggs"), "" where the user did not say.
    """

    KIND: ClassVar[str] = "timer"

    seconds: int
    ends_at: datetime
    name: str = ""
