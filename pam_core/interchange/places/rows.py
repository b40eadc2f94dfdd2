"""What a file of places gives, row by row: a place, or why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point

_LONGEST_NAME = 120
_LONGEST_NOTE = 500
_NEAR_DEGREES = 4
"""Decimals of a degree (some 10 metres) by which places without a key of their own are told
apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out: where it stands ("line 12"), and why."""

    where: str
    reason: str


class RowError(ValueError):
    """A row that makes no place; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file's places come from.

    `source` names it in ids and lists, `as_of` is the day it was made, `kind` is what its places
    are where the file does not say, `currency` what its prices are in where it does not say.
    """

    source: str
    as_of: date
    kind: PlaceKind | None = None
    currency: str = "USD"


def point_at(latitude: object, longitude: object) -> Point:
    """A point on the globe from numbers or their text. Raises RowError."""
    if _missing(latitude) or _missing(longitude):
        raise RowError("it has no coordinates")
    try:
        north, east = float(str(latitude).strip()), float(str(longitude).strip())
    except ValueError:
        raise RowError(f"{latitude}, {longitude} are no coordinates"[:80]) from None
    if not (isfinite(north) and isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        raise RowError(f"{latitude}, {longitude} lies off the globe"[:80])
    if north == 0 == east:
        raise RowError("0, 0 stands for coordinates that were not known")
    return Point(latitude=north, longitude=east)


def place(
    origin: Origin,
    *,
    name: str,
    point: Point,
    kinds: Iterable[PlaceKind] = (),
    key: str = "",
    region: str = "",
    amenities: Iterable[str] = (),
    price: Money | None = None,
    rig_length_ft: Decimal | None = None,
    phone: str = "",
    url: str = "",
    note: str = "",
) -> Place:
    """A place of a file. Raises RowError where it has no name or is of no kind PAM knows.

    `key` is the source's own; without one the name and the whereabouts tell places apart.
    """
    short = _tidy(name)[:_LONGEST_NAME]
    if not short:
        raise RowError("it has no name")
    known = frozenset(kinds) or frozenset({origin.kind} if origin.kind else ())
    if not known:
        raise RowError("it does not say what kind of place it is (give --kind)")
    near = f"{point.latitude:.{_NEAR_DEGREES}f},{point.longitude:.{_NEAR_DEGREES}f}"
    return Place(
        id=f"{origin.source}:{_tidy(key) or f'{short.casefold()}@{near}'}",
        name=short,
        kinds=known,
        point=point,
        source=origin.source,
        as_of=origin.as_of,
        region=_tidy(region)[:_LONGEST_NAME],
        amenities=frozenset(amenities),
        price=price,
        rig_length_ft=rig_length_ft,
        phone=_tidy(phone)[:_LONGEST_NAME],
        url=_tidy(url)[:_LONGEST_NOTE],
        note=_tidy(note)[:_LONGEST_NOTE],
    )


def _missing(value: object) -> bool:
    return value is None or not str(value).strip()


def _tidy(text: str) -> str:
    """On one line, without control characters and half characters."""
    bare = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(bare.split())
