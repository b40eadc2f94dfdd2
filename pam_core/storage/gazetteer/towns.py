"""Finding towns: by name as it was said, by postcode, and the one a point is near."""

import sqlite3
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from math import log10
from pathlib import Path

from pam_core.storage import trouble
from pam_core.storage.boxes import boxes_around
from pam_core.storage.gazetteer.asked import Reading, readings, regions_named
from pam_core.storage.gazetteer.names import key, words
from pam_core.storage.gazetteer.regions import NORTH_AMERICA
from pam_core.vocabulary.place import Point, Town

_SHORTEST_BEGINNING = 4
_ALIKE = 0.86
"""How alike a name must be that was heard badly: "Tuscon" and "Tucson" are 0.83 … 0.92."""

_CITY_INHABITANTS = 200_000
"""A city that bears its state's name is meant rather than the state ("New York")."""

_NEAR_KM = (30.0, 100.0, 400.0)
_PULL_KM = 4.0
"""By how much nearer than it is a town of ten times the inhabitants feels."""

_BY_KEY = """
SELECT t.*, n.other FROM names AS n JOIN towns AS t ON t.number = n.town
WHERE n.key = ? ORDER BY t.weight DESC LIMIT 200
"""
_BY_BEGINNING = """
SELECT t.*, n.other FROM names AS n JOIN towns AS t ON t.number = n.town
WHERE n.key > ? AND n.key < ? AND NOT n.other ORDER BY t.weight DESC LIMIT 200
"""
_ALIKE_KEYS = """
SELECT DISTINCT key FROM names WHERE key >= ? AND key < ? AND NOT other
AND length(key) BETWEEN ? AND ?
"""
_IN_BOX = """
SELECT t.* FROM towns_at AS a JOIN towns AS t ON t.number = a.number
WHERE a.north >= ? AND a.south <= ? AND a.east >= ? AND a.west <= ?
"""


class Towns:
    """The gazetteer at `path`, opened for reading; for one thread.

    Every method raises PamError (`storage.…`) where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            uri = f"{path.absolute().as_uri()}?mode=ro"
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise trouble.named(error, path) from error
        self._database.row_factory = sqlite3.Row

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def named(self, name: str, near: Point | None, limit: int) -> list[Town]:
        """Towns of that name or postcode, the likeliest first; see `Atlas.towns`."""
        try:
            if found := self._postcode(name):
                return found
            ways = readings(self._database, name)
            rows = self._exact(ways) or self._beginning(ways) or self._alike(ways)
        except sqlite3.Error as error:
            raise trouble.named(error, self._path) from error
        best = sorted(rows, key=lambda row: -_likelihood(row, near))
        unique = dict.fromkeys(row["number"] for row in best)
        by_number = {row["number"]: row for row in best}
        return [_town(by_number[number]) for number in list(unique)[:limit]]

    def nearest(self, point: Point) -> Town | None:
        """The town a person would say they are near; see `Atlas.nearest_town`."""
        for km in _NEAR_KM:
            found = [
                (town.point.km_to(point), town)
                for box in boxes_around(point, km)
                for town in map(_town, self._rows(_IN_BOX, box))
            ]
            near = [(away, town) for away, town in found if away <= km]
            if near:
                return min(near, key=lambda each: each[0] - _pull_km(each[1]))[1]
        return None

    def _rows(self, sql: str, values: Sequence[object]) -> list[sqlite3.Row]:
        try:
            return self._database.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise trouble.named(error, self._path) from error

    def _postcode(self, name: str) -> list[Town]:
        said = [word for word in words(name) if word.isdecimal()]
        code = "".join(said)[:5] if said and len(words(name)) <= 5 else ""
        row = self._database.execute("SELECT * FROM postcodes WHERE code = ?", (code,)).fetchone()
        if row is None:
            return []
        point = Point(latitude=row["latitude"], longitude=row["longitude"])
        town = Town(
            name=row["town"], region=row["region"], country="US", point=point, area=row["area"]
        )
        return [town]

    def _exact(self, ways: Sequence[Reading]) -> list[sqlite3.Row]:
        for way in ways:
            rows = self._admitted(way, self._rows(_BY_KEY, (way.key,)))
            named = regions_named(self._database, way.key)
            if any(region and country != "MX" for region, country in named):
                # "We are in Nevada" is not about the town of that name in Missouri; but "Durango"
                # is about the town in Colorado.
                rows = [row for row in rows if way.within or row["population"] > _CITY_INHABITANTS]
            if rows:
                return rows
        return []

    def _beginning(self, ways: Sequence[Reading]) -> list[sqlite3.Row]:
        for way in ways:
            if len(way.key) < _SHORTEST_BEGINNING or regions_named(self._database, way.key):
                continue
            rows = self._rows(_BY_BEGINNING, (way.key, f"{way.key}\U0010ffff"))
            whole_words = [row for row in rows if _begins_with(row["name"], way.key)]
            if rows := self._admitted(way, whole_words):
                return rows
        return []

    def _alike(self, ways: Sequence[Reading]) -> list[sqlite3.Row]:
        """Names that were heard or spelled a little wrong, in North America."""
        for way in ways:
            size, first = len(way.key), way.key[:1]
            if size < _SHORTEST_BEGINNING or regions_named(self._database, way.key):
                continue
            keys = self._rows(_ALIKE_KEYS, (first, f"{first}\U0010ffff", size - 1, size + 1))
            close = [row["key"] for row in keys if _are_alike(way.key, row["key"])]
            rows = [row for name in close[:10] for row in self._rows(_BY_KEY, (name,))]
            rows = [row for row in rows if row["country"] in NORTH_AMERICA]
            if rows := self._admitted(way, rows):
                return rows
        return []

    @staticmethod
    def _admitted(way: Reading, rows: Iterable[sqlite3.Row]) -> list[sqlite3.Row]:
        return [row for row in rows if way.admits(row["region"], row["country"])]


def _begins_with(name: str, beginning: str) -> bool:
    """Whether the first words of a name are these: "Salt Lake" of Salt Lake City."""
    said = words(name)
    return any(key(said[:length]) == beginning for length in range(1, len(said)))


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= _ALIKE
        and matcher.quick_ratio() >= _ALIKE
        and matcher.ratio() >= _ALIKE
    )


def _likelihood(row: sqlite3.Row, near: Point | None) -> float:
    """Larger is likelier: inhabitants and nearness in powers of ten, at home before abroad."""
    likely = log10(row["weight"] + 50)
    at_home = row["country"] in NORTH_AMERICA
    if row["other"]:
        # Another name counts for less than the town's own: "Park City" is Bridgeport too.
        likely -= 1.5 if at_home else 2.0
    if near is None:
        return likely + (1.0 if row["country"] == "US" else 0.5 if at_home else 0.0)
    away = near.km_to(Point(latitude=row["latitude"], longitude=row["longitude"]))
    return likely + (2.0 if at_home else 0.0) - 1.2 * log10(1 + away / 100)


def _pull_km(town: Town) -> float:
    return _PULL_KM * log10(town.population + 1)


def _town(row: sqlite3.Row) -> Town:
    return Town(
        name=row["name"],
        region=row["region"],
        country=row["country"],
        point=Point(latitude=row["latitude"], longitude=row["longitude"]),
        population=row["population"],
        area=row["area"],
    )
