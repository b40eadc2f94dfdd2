"""Building the gazetteer, importing a hundred thousand places, and finding the nearest of them."""

import argparse
import asyncio
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.report import percentile, table, write_json
from pam_core.storage.file import DatabaseFile
from pam_core.storage.gazetteer.towns import Towns
from pam_core.storage.imported_places import PLACES, ImportedPlaces
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point

KINDS = tuple(PlaceKind)
AMENITIES = ("toilets", "showers", "full_hookups", "electric_hookups", "dump_station")
BATCH = 2_000
RADIUS_KM = 161.0
NAMES = ("Moab", "Page, Arizona", "86040", "flag staff", "Springfield", "Tuscon", "Xyzzy")
_BUILD = (
    "import sys, pathlib; from pam_core.storage.gazetteer.build import build;"
    " build(pathlib.Path(sys.argv[1]))"
)


def main(arguments: Sequence[str]) -> int:
    """Run and print; the exit code says whether every search found what a plain scan finds."""
    parser = argparse.ArgumentParser(prog="python -m bench places", description=__doc__)
    parser.add_argument("--places", type=int, default=100_000, help="(default 100,000)")
    parser.add_argument("--runs", type=int, default=200, help="of each question (default 200)")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        figures = _gazetteer(Path(folder) / "gazetteer.db", asked.runs)
        path = Path(folder) / "places.db"
        right, found = asyncio.run(_imported(path, asked.places, asked.runs))
        print(f"\n{path.stat().st_size / 1e6:.1f} MB on disk")
    print(f"\n{write_json('places', {**figures, **found})}")
    return 0 if right else 1


def _gazetteer(path: Path, runs: int) -> dict[str, Any]:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _BUILD, str(path)], check=True)
    seconds = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"gazetteer: {seconds:.1f} s, {peak_mib:.0f} MiB at most, {size:.1f} MB on disk\n")
    towns = Towns(path)
    near = Point(latitude=38.57, longitude=-109.55)
    rows, figures = [], {}
    for name in NAMES:
        times = []
        for _ in range(runs // 4):
            began = time.perf_counter()
            found = towns.named(name, near, 1)
            times.append(time.perf_counter() - began)
        figures[name] = {"seconds": times}
        told = f"{percentile(times, 0.95) * 1000:.1f} ms"
        rows.append((name, found[0].full_name if found else "unknown", told))
    towns.close()
    print(table(("town", "found", "p95"), rows) + "\n")
    built = {"seconds": seconds, "peak_mib": peak_mib, "megabytes": size}
    return {"gazetteer": built, "towns": figures}


async def _imported(path: Path, count: int, runs: int) -> tuple[bool, dict[str, Any]]:
    chance = random.Random(7)
    places = [_place(chance, number) for number in range(count)]
    file = DatabaseFile(path, PLACES)
    imported = ImportedPlaces(file)
    rates = {}
    for what in ("imported", "imported again"):
        began = time.perf_counter()
        for first in range(0, count, BATCH):
            await imported.keep(places[first : first + BATCH])
        rates[what] = count / (time.perf_counter() - began)
        print(f"{count:,} places {what}: {rates[what]:,.0f} a second")
    print()
    rows, figures, right = [], {}, True
    for name, wish in _wishes().items():
        times, same = await _timed(imported, places, wish, chance, runs)
        figures[name] = {"seconds": times, "right": same}
        right = right and same
        told = (f"{percentile(times, share) * 1000:.1f} ms" for share in (0.5, 0.95))
        rows.append((name, *told, "yes" if same else "NO"))
    await file.close()
    print(table(("nearest five", "p50", "p95", "as a plain scan finds"), rows))
    return right, {"rates": rates, "nearest": figures}


def _wishes() -> dict[str, dict[str, Any]]:
    return {
        "of a kind": {},
        "with full hookups": {"amenities": frozenset({"full_hookups"})},
        "with hookups, price and length": {
            "amenities": frozenset({"full_hookups"}),
            "max_price": Money(minor=3_000),
            "rig_length_ft": Decimal(40),
        },
        "that nobody has": {"amenities": frozenset({"moon_view"})},
    }


async def _timed(
    imported: ImportedPlaces,
    places: Sequence[Place],
    wish: dict[str, Any],
    chance: random.Random,
    runs: int,
) -> tuple[list[float], bool]:
    whole = {"amenities": frozenset(), "max_price": None, "rig_length_ft": None, **wish}
    times, same = [], True
    for number in range(runs):
        near = _somewhere(chance)
        kind = chance.choice(KINDS)
        began = time.perf_counter()
        found = await imported.nearest(kind, near=near, radius_km=RADIUS_KM, limit=5, **whole)
        times.append(time.perf_counter() - began)
        if number < 10:
            wanted = _scanned(places, kind, near, whole)
            same = same and [each.km for each in found] == wanted
    return times, same


def _scanned(
    places: Sequence[Place], kind: PlaceKind, near: Point, wish: dict[str, Any]
) -> list[float]:
    most, length = wish["max_price"], wish["rig_length_ft"]
    fitting = (
        near.km_to(place.point)
        for place in places
        if kind in place.kinds
        and wish["amenities"] <= place.amenities
        and (most is None or (place.price is not None and place.price.minor <= most.minor))
        and (length is None or (place.rig_length_ft or 0) >= length)
    )
    return sorted(km for km in fitting if km <= RADIUS_KM)[:5]


def _somewhere(chance: random.Random) -> Point:
    return Point(latitude=chance.uniform(28, 46), longitude=chance.uniform(-120, -75))


def _place(chance: random.Random, number: int) -> Place:
    return Place(
        id=f"bench:{number}",
        name=f"Place number {number}",
        kinds=frozenset(chance.sample(KINDS, chance.choice((1, 1, 1, 2)))),
        point=_somewhere(chance),
        source="bench",
        as_of=date(2026, 11, 1),
        amenities=frozenset(chance.sample(AMENITIES, 2)),
        price=Money(minor=chance.randrange(9_000)) if chance.random() < 0.5 else None,
        rig_length_ft=Decimal(chance.randrange(20, 60)) if chance.random() < 0.5 else None,
    )
