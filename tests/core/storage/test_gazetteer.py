"""Towns, postcodes and time zones, from a gazetteer built once."""

import multiprocessing
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pam_core.storage.atlas import SqliteAtlas
from pam_core.storage.gazetteer import sources
from pam_core.storage.gazetteer.build import build, is_built
from pam_core.storage.gazetteer.towns import Towns
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.place import Point
from tests.core.storage.place_examples import MOAB, PAGE, place
from tests.support.waiting import until


@pytest.fixture(scope="session")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gazetteer") / "gazetteer.db"
    assert build(path)
    return path


@pytest.fixture
def towns(gazetteer: Path) -> Iterator[Towns]:
    towns = Towns(gazetteer)
    yield towns
    towns.close()


@pytest.fixture
async def atlas(gazetteer: Path, tmp_path: Path) -> AsyncIterator[SqliteAtlas]:
    atlas = SqliteAtlas(tmp_path / "places.db", gazetteer, unbuilt)
    yield atlas
    await atlas.close()


def unbuilt() -> Any:
    raise AssertionError("nothing is to be built here")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Moab", "Moab, Utah"),
        ("moab", "Moab, Utah"),
        ("moe ab", "Moab, Utah"),
        ("Moab Utah USA", "Moab, Utah"),
        ("Page, Arizona", "Page, Arizona"),
        ("page az", "Page, Arizona"),
        ("86040", "Page, Arizona"),
        ("8 6 0 4 0", "Page, Arizona"),
        ("zip code 86040-1234", "Page, Arizona"),
        ("flag staff", "Flagstaff, Arizona"),
        ("St. George Utah", "Saint George, Utah"),
        ("Tuscon", "Tucson, Arizona"),
        ("bozman montana", "Bozeman, Montana"),
        ("Kansas City Missouri", "Kansas City, Missouri"),
        ("New York", "New York City, New York"),
        ("Vegas", "Las Vegas, Nevada"),
        ("salt lake", "Salt Lake City, Utah"),
        ("downtown Denver", "Denver, Colorado"),
        ("Puerto Penasco", "Puerto Peñasco, Sonora"),
        ("Washington D.C.", "Washington, DC"),
        ("Banff Alberta", "Banff, Alberta"),
        ("Paris", "Paris, France"),
        ("Paris Texas", "Paris, Texas"),
        ("Yellowstone", "Yellowstone, Wyoming"),
        ("zion national park", "Zion, Utah"),
        ("Beach North Dakota", "Beach, North Dakota"),
        ("Durango", "Durango, Colorado"),
        ("Durango Mexico", "Victoria de Durango, Durango"),
        ("Mexico", "Mexico City, Mexico"),
        ("Park City", "Park City, Utah"),
        ("Rock Springs", "Rock Springs, Wyoming"),
        ("Zion Illinois", "Zion, Illinois"),
        ("the Grand Canyon", "Grand Canyon, Arizona"),
    ],
)
def test_named(towns: Towns, said: str, meant: str) -> None:
    """A town is found however it is written or heard, with its state, its country, or neither."""
    assert [town.full_name for town in towns.named(said, None, 1)] == [meant]


@pytest.mark.parametrize(
    "said",
    [
        "Utah",
        "the moon base",
        "",
        " ",
        "😀",
        "q",
        "99999",
        "\0",
        "Åß",
        "river",
        "the beach",
        "group",
        "loop b",
    ],
)
def test_no_town(towns: Towns, said: str) -> None:
    """What is no town's name is nobody's town; a state or a common word is not taken for one."""
    assert towns.named(said, MOAB, 5) == []


def test_long_name(towns: Towns) -> None:
    """A name of ten thousand letters is just unknown."""
    assert towns.named("ab " * 3_333, None, 5) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_any_name(gazetteer: Path, name: str) -> None:
    """Whatever is taken for a town's name is looked up without a fault."""
    towns = Towns(gazetteer)
    assert len(towns.named(name, None, 3)) <= 3
    towns.close()


def test_likelier_near(towns: Towns) -> None:
    """Of several towns of a name the nearer is likelier, be it smaller."""
    boston = Point(latitude=42.36, longitude=-71.06)
    assert towns.named("Portland", boston, 1)[0].region == "ME"
    assert towns.named("Portland", MOAB, 1)[0].region == "OR"
    assert len(towns.named("Springfield", None, 5)) == 5


@pytest.mark.parametrize(
    ("latitude", "longitude", "town"),
    [
        (38.573, -109.55, "Moab"),
        (38.7, -109.6, "Moab"),
        (36.9, -111.45, "Page"),
        (33.41, -111.83, "Mesa"),
        (37.22, -112.97, "Springdale"),
    ],
)
def test_nearest_town(towns: Towns, latitude: float, longitude: float, town: str) -> None:
    """A point is near the town that a person would name."""
    found = towns.nearest(Point(latitude=latitude, longitude=longitude))
    assert found is not None
    assert found.name == town


@pytest.mark.parametrize(("latitude", "longitude"), [(0, -140), (90, 0), (-90, 180), (-60, -180)])
def test_nowhere(towns: Towns, latitude: float, longitude: float) -> None:
    """In the middle of the sea and at the poles there is no town near."""
    assert towns.nearest(Point(latitude=latitude, longitude=longitude)) is None


async def test_zones(atlas: SqliteAtlas) -> None:
    """Arizona keeps its own time, the Navajo Nation within it does not."""
    assert await atlas.zone_at(PAGE) == "America/Phoenix"
    assert await atlas.zone_at(MOAB) == "America/Denver"
    kayenta = Point(latitude=36.7278, longitude=-110.2546)
    assert await atlas.zone_at(kayenta) == "America/Denver"


async def test_imported_place_by_name(atlas: SqliteAtlas) -> None:
    """An imported place can be gone to by its name, said with the state it lies in."""
    await atlas._imported.keep([place("Devils Garden Campground")])
    for said in ("campground", "the campground", "garden"):
        assert await atlas.towns(said) == []
    (found,) = await atlas.towns("devils garden campground")
    assert found.full_name == "Devils Garden Campground, Utah"


def test_progress_and_order(tmp_path: Path) -> None:
    """Progress only grows and ends near the whole; every town of North America is read."""
    told: list[tuple[int, int]] = []
    rows = sum(1 for _ in sources.towns(lambda done, total: told.append((done, total))))
    assert rows > 70_000
    assert told == sorted(told)
    assert told[-1][0] >= 0.95 * told[-1][1]


def test_broken_file_is_built_anew(gazetteer: Path, tmp_path: Path) -> None:
    """Neither an empty, a foreign, a broken nor an older file counts as a gazetteer."""
    path = tmp_path / "gazetteer.db"
    assert not is_built(path)
    path.write_bytes(b"")
    assert not is_built(path)
    path.write_bytes(b"this is no database" * 100)
    assert not is_built(path)
    path.write_bytes(gazetteer.read_bytes())
    assert is_built(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 0")
    assert not is_built(path)


def test_one_builds(tmp_path: Path) -> None:
    """While one process builds a second leaves it to that one."""
    path = tmp_path / "gazetteer.db"
    with closing(sqlite3.connect(f"{path}.lock", isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        assert not build(path)
    assert not path.exists()


def test_killed_build(tmp_path: Path) -> None:
    """A build that is killed leaves no gazetteer; the next one is not in its way."""
    path = tmp_path / "gazetteer.db"
    child = multiprocessing.get_context("spawn").Process(target=build, args=(path,))
    child.start()
    part = tmp_path / "gazetteer.db.part"
    until(lambda: part.exists() and part.stat().st_size > 100_000, "half a file")
    child.kill()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert not is_built(path)
    assert build(path)
    assert is_built(path)


def test_unwritable(tmp_path: Path) -> None:
    """Where the folder cannot be made the error says so."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PamError) as caught:
        build(tmp_path / "file" / "gazetteer.db")
    assert caught.value.code == "storage.unopenable"


class Child:
    """Stands for the process that builds."""

    def __init__(self) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code


async def test_being_prepared(tmp_path: Path, gazetteer: Path) -> None:
    """Without a gazetteer it is built once, in the background; until then the answer says so."""
    path = tmp_path / "gazetteer.db"
    child, started = Child(), []

    def start() -> "Popen[bytes]":
        started.append(child)
        return child  # type: ignore[return-value]

    atlas = SqliteAtlas(tmp_path / "places.db", path, start)
    for _ in range(2):
        with pytest.raises(PamError) as caught:
            await atlas.towns("Moab")
        assert caught.value.code == "places.preparing"
    assert len(started) == 1
    path.write_bytes(gazetteer.read_bytes())
    child.code = 0
    assert [town.name for town in await atlas.towns("Moab")] == ["Moab"]
    await atlas.close()


async def test_failed_preparation(tmp_path: Path) -> None:
    """A build that failed is told once, and tried again with the next question."""
    child, started = Child(), []

    def start() -> "Popen[bytes]":
        started.append(child)
        return child  # type: ignore[return-value]

    atlas = SqliteAtlas(tmp_path / "places.db", tmp_path / "gazetteer.db", start)
    assert not await atlas.prepare()
    child.code = 3
    with pytest.raises(PamError) as caught:
        await atlas.towns("Moab")
    assert caught.value.code == "places.unprepared"
    assert not await atlas.prepare()
    assert len(started) == 2
    await atlas.close()


async def test_damaged_inside(
    tmp_path: Path, gazetteer: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A gazetteer whose pages are damaged is thrown away and built anew, as a lost one is."""
    path, started = tmp_path / "gazetteer.db", []
    whole = gazetteer.read_bytes()
    path.write_bytes(whole[:8192] + bytes(byte ^ 0x5A for byte in whole[8192:]))

    def start() -> "Popen[bytes]":
        started.append(path.exists())
        return Child()  # type: ignore[return-value]

    atlas = SqliteAtlas(tmp_path / "places.db", path, start)
    with pytest.raises(PamError) as caught:
        await atlas.towns("Moab")
    assert caught.value.code == "places.preparing"
    assert started == [False]
    assert "built anew" in caplog.text
    caplog.clear()
    path.write_bytes(whole)
    assert [town.name for town in await atlas.towns("Moab")] == ["Moab"]
    await atlas.close()
