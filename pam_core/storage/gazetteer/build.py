"""Building the gazetteer: once, beside the file, and put in its place only when it is whole."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from pam_core.storage import trouble
from pam_core.storage.gazetteer import sources
from pam_core.storage.gazetteer.names import key, words
from pam_core.storage.gazetteer.regions import REGIONS
from pam_core.vocabulary.errors import Fault, PamError

APPLICATION_ID = 0x50414D47
""""PAMG" in the file's header."""

VERSION = 3
"""Grows when what is kept or how it is found changes: an older file is then built anew."""

OnProgress = Callable[[int, int], None]
"""Told how much is done of how much."""

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE towns (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    area TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    population INTEGER NOT NULL,
    weight INTEGER NOT NULL
);
CREATE TABLE names (
    key TEXT NOT NULL,
    other INTEGER NOT NULL,
    town INTEGER NOT NULL,
    PRIMARY KEY (key, other, town)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE towns_at USING rtree (number, south, north, west, east);
CREATE TABLE regions (
    key TEXT NOT NULL,
    region TEXT NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (key, region, country)
) WITHOUT ROWID;
CREATE TABLE postcodes (
    code TEXT PRIMARY KEY,
    town TEXT NOT NULL,
    region TEXT NOT NULL,
    area TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL
) WITHOUT ROWID;
"""
_COUNTRIES_AS_SAID = {
    "usa": "US",
    "u s a": "US",
    "us": "US",
    "america": "US",
    "uk": "GB",
    "england": "GB",
    "scotland": "GB",
}


def is_built(path: Path) -> bool:
    """Whether there is a gazetteer of this version; a broken one counts as none."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            (application,) = database.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError:
        return False
    return (application, version) == (APPLICATION_ID, VERSION)


def build(path: Path, on_progress: OnProgress = lambda done, total: None) -> bool:
    """Build the gazetteer at `path`; False where another process is at it already.

    What a build that was killed left beside the file is overwritten by the next. Takes some five
    seconds and 80 MB for as long. Raises PamError (`storage.…`).
    """
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.with_name(f"{path.name}.lock")) as alone:
            if not alone:
                return False
            part.unlink(missing_ok=True)
            with closing(sqlite3.connect(part)) as database:
                _fill(database, on_progress)
            _to_disk(part)
            os.replace(part, path)
    except sqlite3.Error as error:
        raise trouble.named(error, part) from error
    except OSError as error:
        raise PamError(
            "storage.unopenable",
            f"PAM cannot write {path}: {error.strerror}.",
            mend="Check the disk and that the folder may be written to.",
            fault=Fault.ENVIRONMENT,
        ) from error
    return True


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether nobody else holds the lock; SQLite's own goes with its process on every system."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            yield False
            return
        yield True
        lock.execute("ROLLBACK")


def _to_disk(part: Path) -> None:
    """A power cut after the renaming must not find an empty file under the name."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _fill(database: sqlite3.Connection, on_progress: OnProgress) -> None:
    # Nothing to roll back to: a build that fails is thrown away whole.
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(_TABLES)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute("BEGIN")
    named = chain(sources.towns(on_progress), sources.parks())
    for number, town in enumerate(named, start=1):
        _keep_town(database, number, town)
    _keep_regions(database)
    database.executemany(
        "INSERT OR REPLACE INTO postcodes VALUES (?, ?, ?, ?, ?, ?)",
        (
            (row.code, row.town, row.region, _us_area(row.region), row.latitude, row.longitude)
            for row in sources.postcodes()
        ),
    )
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    database.execute("INSERT INTO about VALUES ('built_at', ?)", (made_at,))
    # Written last: a file without it is not taken for whole.
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")
    database.execute("ANALYZE")


def _keep_town(database: sqlite3.Connection, number: int, town: sources.TownRow) -> None:
    where = (town.latitude, town.longitude)
    database.execute(
        "INSERT INTO towns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, town.name, town.region, town.country, town.area, *where, town.population),
            town.weight or town.population,
        ),
    )
    if not town.weight:
        # A park is gone to by its name, but nobody says that they are near it.
        database.execute(
            "INSERT INTO towns_at VALUES (?, ?, ?, ?, ?)",
            (number, where[0], where[0], where[1], where[1]),
        )
    own = key(words(town.name))
    others = {key(words(other)) for other in town.others} - {own, ""}
    database.executemany(
        "INSERT OR IGNORE INTO names VALUES (?, ?, ?)",
        [(own, 0, number), *((other, 1, number) for other in others)],
    )


def _keep_regions(database: sqlite3.Connection) -> None:
    rows = {
        (key(words(said)), short, country)
        for country, listed in REGIONS.items()
        for short, name in listed.values()
        for said in (short, name)
    }
    rows |= {("dc", "DC", "US"), ("districtofcolumbia", "DC", "US"), ("newfoundland", "NL", "CA")}
    rows |= {(key(words(name)), "", code) for code, name in sources.country_names().items()}
    rows |= {(key(words(said)), "", code) for said, code in _COUNTRIES_AS_SAID.items()}
    database.executemany("INSERT OR IGNORE INTO regions VALUES (?, ?, ?)", rows)


def _us_area(region: str) -> str:
    return REGIONS["US"].get(region, (region, region))[1]
