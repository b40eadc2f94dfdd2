"""Opening a file of places: which kind of file it is, where it comes from, and its rows."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from pam_core.interchange.places import osm, park_service
from pam_core.interchange.places.csv_table import read_csv
from pam_core.interchange.places.geojson import read_geojson
from pam_core.interchange.places.gpx import read_gpx
from pam_core.interchange.places.rows import BadRow, Origin
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.place import Place, PlaceKind

ENDINGS = ".gpx .csv .tsv .txt .geojson .json .jsonl .osm .pbf"
"""Files are told by their endings; `.gz` may follow, and `.bz2` after `.osm`."""

_OSM = (".osm", ".pbf", ".osm.gz", ".osm.bz2")
_TABLES = (".csv", ".tsv", ".txt")
_JSON = (".json", ".jsonl", ".geojson")
_BEGINNING = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the user says of a file beyond what is in it; None and "" leave it to the file."""

    source: str = ""
    as_of: date | None = None
    kind: PlaceKind | None = None
    currency: str = "USD"


def read_places(path: Path, wanted: Wanted) -> Iterator[Place | BadRow]:
    """Every place of a file, and every row that is none.

    Raises PamError: `places.missing`, `places.unknown_file`, `places.unreadable`; the last may come
    after some rows, of a file that is broken further on.
    """
    if not path.is_file():
        raise PamError(
            "places.missing",
            f"There is no file {path}.",
            mend="Check the name.",
            fault=Fault.USER,
        )
    try:
        yield from _rows(path, wanted)
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "it is no text") from error
    except json.JSONDecodeError as error:
        raise _unreadable(path, f"its JSON is broken: {error.msg}") from error
    except RecursionError as error:
        raise _unreadable(path, "its brackets are nested too deeply") from error
    except (ValueError, EOFError, zlib.error) as error:
        raise _unreadable(path, str(error)) from error


def _rows(path: Path, wanted: Wanted) -> Iterator[Place | BadRow]:
    name = path.name.lower()
    if name.endswith(_OSM):
        return osm.read_osm(path, _origin(path, wanted, osm.SOURCE, osm.made_on(path)))
    plain = name.removesuffix(".gz")
    if plain.endswith(".gpx"):
        return _gpx(path, wanted)
    if plain.endswith(_TABLES):
        return read_csv(_text(path).splitlines(keepends=True), _origin(path, wanted, path.name))
    if plain.endswith(_JSON):
        return _json(path, wanted)
    raise PamError(
        "places.unknown_file",
        f"{path.name} is no file of places that PAM knows.",
        mend=f"It reads {ENDINGS}.",
        fault=Fault.USER,
    )


def _gpx(path: Path, wanted: Wanted) -> Iterator[Place | BadRow]:
    opened = gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")
    with opened as file:
        yield from read_gpx(file, _origin(path, wanted, path.name))  # type: ignore[arg-type]


def _json(path: Path, wanted: Wanted) -> Iterator[Place | BadRow]:
    text = _text(path)
    if park_service.looks_like_pages(text[:_BEGINNING]):
        return park_service.read_pages(text, _origin(path, wanted, park_service.SOURCE))
    if '"features"' not in text:
        raise ValueError("it is neither GeoJSON nor a page of park service campgrounds")
    return read_geojson(text, _origin(path, wanted, path.name))


def _text(path: Path) -> str:
    """A text as UTF-8, or as the older tables of Windows programs."""
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if path.suffix.lower() == ".gz" else raw
    if b"\0" in raw[:_BEGINNING] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is no text")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def _origin(path: Path, wanted: Wanted, source: str, made: date | None = None) -> Origin:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    return Origin(
        source=wanted.source or source,
        as_of=wanted.as_of or made or changed,
        kind=wanted.kind,
        currency=wanted.currency,
    )


def _unreadable(path: Path, reason: str) -> PamError:
    return PamError(
        "places.unreadable",
        f"{path.name} cannot be read: {reason}.",
        mend="What stands after that was not imported.",
        fault=Fault.USER,
    )
