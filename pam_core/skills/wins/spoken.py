"""Answers cut to what fits the ear: two sentences and 120 characters, the rest for "more"."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from pam_core.skills import wording
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.reply import MOST_CHARACTERS as LONGEST

LONGEST_QUOTE = 28
"""Characters of the user's own words within an answer."""


def fitted(*sentences: str) -> tuple[str, tuple[str, ...]]:
    """The first sentence, a second one if it fits; then the others for "more". Empty ones go."""
    given = [sentence for sentence in sentences if sentence]
    taken = 2 if len(" ".join(given[:2])) <= LONGEST else 1
    return " ".join(given[:taken]), tuple(given[taken:])


def one_or_two(both: str, first: str, second: str) -> tuple[str, ...]:
    """One sentence that says both things where it fits, else two."""
    return (both,) if len(both) <= LONGEST else (first, second)


def listed(
    opening: str, items: Iterable[str], *, at_a_time: int = 4
) -> tuple[str, tuple[str, ...]]:
    """As in "Your last three: a, b, c.": as many items as fit, the others for "more"."""
    pieces: list[list[str]] = [[]]
    start = f"{opening} "
    for item in items:
        so_far = pieces[-1]
        length = len(start if len(pieces) == 1 else "") + len(", ".join((*so_far, item))) + 1
        if so_far and (length > LONGEST or len(so_far) == at_a_time):
            pieces.append([])
        pieces[-1].append(item)
    first, *others = [f"{', '.join(piece)}." for piece in pieces]
    return start + first, tuple(other[0].upper() + other[1:] for other in others)


def quoted(text: str | None) -> str | None:
    """The user's own words, shortened at a word where they are long."""
    if text is None or len(text) <= LONGEST_QUOTE:
        return text
    start = text[: LONGEST_QUOTE + 1]
    return (start.rsplit(" ", 1)[0] if " " in start else start[:-1]).rstrip(" ,;:-")


def sums(totals: Sequence[Money]) -> str:
    """As in "45 dollars, and 30 euros": currencies are never added up."""
    return ", and ".join(wording.money(total) for total in totals)


def some(amount: Money) -> str:
    """As in "45 dollars"; "nothing" where it is zero."""
    return wording.money(amount) if amount.minor else "nothing"


def whole(amount: Money) -> str:
    """An estimate, to the whole unit of its currency where it is that much."""
    if abs(amount.amount) < 1:
        return some(amount)
    return wording.money(Money.of(amount.amount.quantize(Decimal(1)), amount.currency))
