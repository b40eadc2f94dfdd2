"""An iCalendar file cut into its components, so that a broken one leaves the others whole."""

from collections.abc import Iterator
from dataclasses import dataclass

ENTRIES = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")
"""What stands in a calendar beside its frame and its time zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One component as its lines, from BEGIN to END, joined by CRLF; `line` is its first, from 1.

    `name` is "VEVENT" and the like, or "VCALENDAR" for all that stands around the entries. Not
    `closed`: its END is missing.
    """

    name: str
    line: int
    text: str
    closed: bool = True


def pieces(text: str) -> Iterator[Piece]:
    """The entries in order; last the frame around them."""
    frame: list[str] = []
    name, begun, inside = "", 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        verb, _, what = line.strip().upper().partition(":")
        begins = verb == "BEGIN" and what in ENTRIES
        if name and (begins or (verb, what) == ("END", "VCALENDAR")):
            yield _piece(name, begun, inside, closed=False)
            name = ""
        if begins:
            name, begun, inside = what, number, [line]
        elif name:
            inside.append(line)
            if (verb, what) == ("END", name):
                yield _piece(name, begun, inside)
                name = ""
        else:
            frame.append(line)
    if name:
        yield _piece(name, begun, inside, closed=False)
    yield _piece("VCALENDAR", 1, frame)


def _piece(name: str, line: int, lines: list[str], closed: bool = True) -> Piece:
    return Piece(name=name, line=line, text="\r\n".join([*lines, ""]), closed=closed)
