"""Several things read out: a few at a time, the others when the user asks for more."""

from collections.abc import Sequence

from pam_core.skills.days.when import counted, shortened
from pam_core.vocabulary.reply import MOST_CHARACTERS

AT_ONCE = 4
_LONGEST_ITEM = 60
_ROOM_FOR_MORE = len(" There are 9,999 more.")


def read_out(
    opening: str, items: Sequence[str], *, between: str = ", ", at_once: int = AT_ONCE
) -> tuple[str, tuple[str, ...]]:
    """What is said first, and what "more" says, piece by piece.

    A piece holds as many items as fit the ear, at least one; `opening` stands before the first.
    """
    short = [shortened(one, _LONGEST_ITEM) for one in items]
    whole = _piece(opening, short, between) if 0 < len(short) <= at_once else ""
    if whole and len(whole) <= MOST_CHARACTERS:
        return whole, ()
    pieces: list[list[str]] = []
    for item in short:
        lead = opening if len(pieces) <= 1 else "Then "
        now = pieces[-1] if pieces else None
        longest = MOST_CHARACTERS - _ROOM_FOR_MORE
        if now and len(now) < at_once and len(_piece(lead, [*now, item], between)) <= longest:
            now.append(item)
        else:
            pieces.append([item])
    told = [
        _piece("Then " if number else opening, piece, between)
        for number, piece in enumerate(pieces)
    ]
    left = len(items) - len(pieces[0]) if pieces else 0
    if left:
        told[0] += f" There {'is' if left == 1 else 'are'} {left:,} more."
    return (told[0], tuple(told[1:])) if told else (opening, ())


def all_of(items: Sequence[str], most: int = 3) -> str:
    """As in "milk, eggs and bread", "milk, eggs, bread and 4 more"."""
    shown = list(items[:most])
    if len(items) > most:
        shown.append(f"{len(items) - most} more")
    *front, last = shown
    return f"{', '.join(front)} and {last}" if front else last


def fitting(items: Sequence[str], longest: int) -> str:
    """The same in at most so many characters, where that can be: fewer of them, and shorter."""
    for each in (30, 24, 16):
        for most in (3, 2, 1):
            told = all_of([shortened(one, each) for one in items], most)
            if len(told) <= longest:
                return told
    return told


def things(number: int) -> str:
    """As in "1 thing", "6 things"."""
    return counted(number, "thing")


def _piece(lead: str, items: Sequence[str], between: str) -> str:
    if lead.endswith(". "):
        items = [items[0][:1].upper() + items[0][1:], *items[1:]]
    if between == ", ":
        return f"{lead}{all_of(items, len(items))}."
    return f"{lead}{between.join(items)}."
