"""A stretch of whole days in the user's time zone."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def from_slot(cls, slot: dict[str, str]) -> "Period":
        """From the slot shape {"from": "2026-11-01", "to": "2026-11-30"}."""
        return cls(first=date.fromisoformat(slot["from"]), last=date.fromisoformat(slot["to"]))

    def to_slot(self) -> dict[str, str]:
        """The slot shape {"from": "2026-11-01", "to": "2026-11-30"}."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last
