"""Moments as the database sorts them."""

from datetime import UTC, datetime


def sortable(moment: datetime) -> str:
    """The moment in UTC, always of the same length: later ones come later as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
