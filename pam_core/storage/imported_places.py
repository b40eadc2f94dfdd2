"""Places the user has imported: kept without doubles, and found nearest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pam_core.storage.boxes import boxes_around
from pam_core.storage.file import DatabaseFile, Shape
from pam_core.storage.place_rows import COLUMNS, KIND_NUMBERS, place_of, row_of
from pam_core.storage.text import clean
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceFound, PlaceKind, Point

if TYPE_CHECKING:
    from sqlite_utils import Database

PLACES = Shape(application_id=0x50414D50, steps="pam_core.storage.migrations.places")
""""PAMP": the file of imported places."""

_APART = 1000
"""Kinds lie this far apart in the R*Tree, so that it never mixes them in one leaf."""

_FIRST_KM = 8.0
_WIDER = 2.5

_KEEP = f"""
INSERT INTO places ({", ".join(COLUMNS)}) VALUES ({", ".join(f":{c}" for c in COLUMNS)})
ON CONFLICT (id) DO UPDATE SET {", ".join(f"{c} = excluded.{c}" for c in COLUMNS[1:])}
RETURNING number
"""
_IN_BOX = """
SELECT p.* FROM places_at AS a JOIN places AS p ON p.number = a.number / 16
WHERE a.kind_from >= :kind AND a.kind_to <= :kind
AND a.north >= :south AND a.south <= :north AND a.east >= :west AND a.west <= :east
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a batch: how many were new, were changed, or were there just so."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKept:
    """What one source has brought: how many places, of which days."""

    source: str
    places: int
    oldest: date
    newest: date


class ImportedPlaces:
    """Places on a database file of the shape PLACES. Raises PamError (`storage.…`)."""

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file

    async def keep(self, places: Sequence[Place]) -> Kept:
        """Keep a batch, all or none; a place whose id is there already is brought up to date."""
        return await self._file.write(lambda database: _keep_all(database, places))

    async def remove(self, source: str) -> int:
        """Take away everything of a source; how many places that were."""

        def work(database: "Database") -> int:
            rows = database.execute("SELECT number, kinds FROM places WHERE source = ?", (source,))
            for number, kinds in rows.fetchall():
                _unplace(database, number, kinds)
            gone = database.execute("DELETE FROM places WHERE source = ?", (source,))
            return int(gone.rowcount)

        return await self._file.write(work)

    async def sources(self) -> Sequence[SourceKept]:
        """What was imported, by source."""
        sql = (
            "SELECT source, count(*) AS places, min(as_of) AS oldest, max(as_of) AS newest"
            " FROM places GROUP BY source"
        )
        rows = await self._file.read(lambda database: list(database.query(sql)))
        return [
            SourceKept(
                source=row["source"],
                places=row["places"],
                oldest=date.fromisoformat(row["oldest"]),
                newest=date.fromisoformat(row["newest"]),
            )
            for row in rows
        ]

    async def counts(self) -> Mapping[PlaceKind, int]:
        """How many places of each kind; a place of two kinds counts for both."""
        return {kind: await self.count(kind) for kind in KIND_NUMBERS}

    async def count(self, kind: PlaceKind) -> int:
        """How many places of a kind."""
        at = KIND_NUMBERS[kind] * _APART
        sql = "SELECT count(*) FROM places_at WHERE kind_from >= ? AND kind_to <= ?"
        return await self._file.read(lambda db: int(db.execute(sql, (at, at)).fetchone()[0]))

    async def named(self, name: str, limit: int) -> Sequence[Place]:
        """Places in whose names all these words occur, the best match first."""
        words = " ".join(f'"{word}"' for word in clean(name).replace('"', " ").split())
        sql = (
            "SELECT p.* FROM places_found JOIN places AS p ON p.number = places_found.rowid"
            " WHERE places_found MATCH ? ORDER BY rank, length(p.name) LIMIT ?"
        )
        if not words:
            return []
        return await self._file.read(
            lambda db: [place_of(r) for r in db.query(sql, (words, limit))]
        )

    async def nearest(
        self,
        kind: PlaceKind,
        *,
        near: Point,
        radius_km: float,
        amenities: frozenset[str],
        max_price: Money | None,
        rig_length_ft: Decimal | None,
        limit: int,
    ) -> Sequence[PlaceFound]:
        """See `Atlas.places`."""

        def fits(place: Place) -> bool:
            return (
                amenities <= place.amenities
                and (max_price is None or _costs_at_most(place, max_price))
                and (rig_length_ft is None or _admits(place, rig_length_ft))
            )

        def work(database: "Database") -> list[PlaceFound]:
            km = min(_FIRST_KM, radius_km)
            while True:
                found = [f for f in _within(database, kind, near, km) if fits(f.place)]
                if len(found) >= limit or km >= radius_km:
                    return sorted(found, key=lambda each: (each.km, each.place.name))[:limit]
                km = min(km * _WIDER, radius_km)

        return await self._file.read(work)


def _within(database: "Database", kind: PlaceKind, near: Point, km: float) -> list[PlaceFound]:
    found = []
    for south, north, west, east in boxes_around(near, km):
        values = {"south": south, "north": north, "west": west, "east": east}
        for row in database.query(_IN_BOX, {**values, "kind": KIND_NUMBERS[kind] * _APART}):
            place = place_of(row)
            away = near.km_to(place.point)
            if away <= km:
                found.append(PlaceFound(place=place, km=away))
    return found


def _costs_at_most(place: Place, most: Money) -> bool:
    price = place.price
    if price is None or price.minor > most.minor:
        return False
    # Nothing is nothing in any currency.
    return price.currency == most.currency or not price.minor


def _admits(place: Place, rig_length_ft: Decimal) -> bool:
    return place.rig_length_ft is not None and place.rig_length_ft >= rig_length_ft


def _keep_all(database: "Database", places: Iterable[Place]) -> Kept:
    kept = Kept()
    for place in places:
        row = row_of(place)
        before = next(iter(database.query("SELECT * FROM places WHERE id = ?", (row["id"],))), None)
        if before is not None and all(before[column] == row[column] for column in COLUMNS):
            kept += Kept(same=1)
            continue
        if before is not None:
            _unplace(database, before["number"], before["kinds"])
        (number,) = database.execute(_KEEP, row).fetchone()
        at = (row["latitude"], row["latitude"], row["longitude"], row["longitude"])
        for kind in place.kinds:
            code = KIND_NUMBERS[kind]
            database.execute(
                "INSERT INTO places_at VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number * 16 + code, *at, code * _APART, code * _APART),
            )
        kept += Kept(new=1) if before is None else Kept(changed=1)
    return kept


def _unplace(database: "Database", number: int, kinds: str) -> None:
    for kind in kinds.split():
        at = number * 16 + KIND_NUMBERS[PlaceKind(kind)]
        database.execute("DELETE FROM places_at WHERE number = ?", (at,))
