"""What an expense usually is at most: beyond it a slip of the ear is likelier than the expense."""

from pam_core.vocabulary.money import Money

_AT_MOST = {
    "groceries": 1_000,
    "fuel": 2_000,
    "dining": 500,
    "laundry": 200,
    "tolls": 500,
    "propane": 500,
    "supplies": 2_000,
    "entertainment": 1_000,
    "camping": 5_000,
}
_OTHERWISE_AT_MOST = 10_000
"""In dollars; in other currencies near enough for asking once too often or too seldom."""


def is_unusual(amount: Money, category: str | None) -> bool:
    """Whether an expense of that category is rarely so high."""
    return amount.amount > _AT_MOST.get(category or "", _OTHERWISE_AT_MOST)
