"""`pam places`: imports places from files, lists, counts and removes them, builds the gazetteer."""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK, USAGE

if TYPE_CHECKING:
    from pam_core.interchange.places.reading import Wanted
    from pam_core.interchange.places.rows import BadRow
    from pam_core.storage.imported_places import ImportedPlaces, Kept, SourceKept
    from pam_core.vocabulary.place import Place, PlaceKind

HELP = "import FILE... of campgrounds, fuel and more, list, count, remove SOURCE, build"

_BATCH = 2_000
"""Places that are kept together, all or none."""

_TOLD_BAD_ROWS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, its files or sources, and what is said of files beyond their words."""
    actions = ["import", "list", "count", "remove", "build"]
    parser.add_argument("action", nargs="?", choices=actions, default="list")
    parser.add_argument(
        "names", nargs="*", metavar="FILE|SOURCE", help="files, or sources to remove"
    )
    parser.add_argument("--kind", help="what the places are where a file does not say")
    parser.add_argument("--source", default="", help="what to call where they come from")
    parser.add_argument(
        "--as-of", type=_day, metavar="YYYY-MM-DD", help="the day the file was made"
    )
    parser.add_argument(
        "--currency", type=_currency, default="USD", help="what prices are in (USD)"
    )
    parser.add_argument("--yes", action="store_true", help="remove without asking")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 2 where rows of a file were left out. Raises PamError (`places.…`, `storage.…`)."""
    match arguments.action:
        case "build":
            return _build(arguments)
        case "import":
            return _on_file(lambda imported: _import_all(imported, arguments))
        case "remove":
            return _on_file(lambda imported: _remove(imported, arguments))
        case "count":
            return _on_file(lambda imported: _count(imported, arguments))
    return _on_file(lambda imported: _list(imported, arguments))


def _on_file(work: "Callable[[ImportedPlaces], Awaitable[int]]") -> int:
    from pam_core.settings.paths import find_places
    from pam_core.storage.file import DatabaseFile
    from pam_core.storage.imported_places import PLACES, ImportedPlaces

    async def opened() -> int:
        file = DatabaseFile(find_places().places_file, PLACES)
        try:
            return await work(ImportedPlaces(file))
        finally:
            await file.close()

    return asyncio.run(opened())


async def _import_all(imported: "ImportedPlaces", arguments: argparse.Namespace) -> int:
    from pam_core.interchange.places.reading import Wanted

    wanted = Wanted(
        source=arguments.source,
        as_of=arguments.as_of,
        kind=_kind(arguments.kind),
        currency=arguments.currency,
    )
    bad = 0
    for name in _named(arguments, "Which file to import"):
        bad += await _import(imported, Path(name), wanted, arguments.json)
    return USAGE if bad else OK


async def _import(imported: "ImportedPlaces", path: Path, wanted: "Wanted", as_json: bool) -> int:
    from pam_core.interchange.places.reading import read_places
    from pam_core.interchange.places.rows import BadRow
    from pam_core.storage.imported_places import Kept
    from pam_core.vocabulary.errors import PamError

    kept, bad, batch = Kept(), list[BadRow](), list["Place"]()
    try:
        for row in _watched(read_places(path, wanted), path.name, quiet=as_json):
            if isinstance(row, BadRow):
                bad.append(row)
                continue
            batch.append(row)
            if len(batch) == _BATCH:
                kept += await imported.keep(batch)
                batch = []
    except PamError:
        # Of a file that is broken further on, what was read before stays, and is told.
        if batch or bad or kept != Kept():
            _tell(path, kept + await imported.keep(batch), bad, as_json)
        raise
    _tell(path, kept + await imported.keep(batch), bad, as_json)
    return len(bad)


def _watched(
    rows: "Iterator[Place | BadRow]", name: str, *, quiet: bool
) -> "Iterable[Place | BadRow]":
    """The rows, with a bar where somebody watches."""
    if quiet or not sys.stderr.isatty():
        return rows
    from tqdm import tqdm

    return tqdm(rows, desc=name, unit=" places")


def _tell(path: Path, kept: "Kept", bad: "list[BadRow]", as_json: bool) -> None:
    if as_json:
        told = {
            "file": str(path),
            "new": kept.new,
            "changed": kept.changed,
            "same": kept.same,
            "left_out": [{"where": row.where, "reason": row.reason} for row in bad],
        }
        print(json.dumps(told))
        return
    for row in bad[:_TOLD_BAD_ROWS]:
        print(f"{path.name}, {row.where}: left out, {row.reason}", file=sys.stderr)
    if len(bad) > _TOLD_BAD_ROWS:
        more = len(bad) - _TOLD_BAD_ROWS
        print(f"{path.name}: {more} more were left out (--json lists them all)", file=sys.stderr)
    counts = f"{kept.new:,} new, {kept.changed:,} changed, {kept.same:,} as before"
    print(f"{path.name}: {counts}, {len(bad):,} left out.")


async def _list(imported: "ImportedPlaces", arguments: argparse.Namespace) -> int:
    sources = await imported.sources()
    if arguments.json:
        print(json.dumps([_told(source) for source in sources], indent=2))
    elif not sources:
        print("No places were imported yet: pam places import FILE...")
    for source in () if arguments.json else sources:
        days = f"as of {source.oldest}"
        if source.newest != source.oldest:
            days += f" to {source.newest}"
        print(f"{source.source:24}  {source.places:8,} places  {days}")
    return OK


async def _count(imported: "ImportedPlaces", arguments: argparse.Namespace) -> int:
    counts = {str(kind): count for kind, count in (await imported.counts()).items()}
    if arguments.json:
        print(json.dumps(counts))
        return OK
    for kind, count in counts.items():
        print(f"{kind:14}  {count:8,}")
    return OK


async def _remove(imported: "ImportedPlaces", arguments: argparse.Namespace) -> int:
    from pam_core.vocabulary.errors import Fault, PamError

    known = {source.source: source.places for source in await imported.sources()}
    for name in _named(arguments, "Which source to remove"):
        if name not in known:
            raise PamError(
                "places.unknown_source",
                f"There are no places from {name}.",
                mend="`pam places list` names the sources.",
                fault=Fault.USER,
            )
        if not (arguments.yes or _agreed(f"Remove the {known[name]:,} places from {name}?")):
            print("Nothing was removed.")
            continue
        gone = await imported.remove(name)
        print(
            json.dumps({"source": name, "removed": gone}) if arguments.json else f"{gone:,} gone."
        )
    return OK


def _build(arguments: argparse.Namespace) -> int:
    from pam_core.settings.paths import find_places
    from pam_core.storage.gazetteer.build import build, is_built

    path = Path(arguments.names[0]) if arguments.names else find_places().gazetteer_file
    built = is_built(path)
    ready = built or _built(path, build, quiet=arguments.json)
    if arguments.json:
        print(json.dumps({"path": str(path), "ready": ready, "new": ready and not built}))
    else:
        print(f"The gazetteer is {'ready' if ready else 'being built by another PAM'}: {path}")
    return OK


def _built(
    path: Path, build: "Callable[[Path, Callable[[int, int], None]], bool]", *, quiet: bool
) -> bool:
    if quiet or not sys.stderr.isatty():
        return build(path, lambda done, total: None)
    from tqdm import tqdm

    with tqdm(desc="gazetteer", unit="B", unit_scale=True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return build(path, show)


def _agreed(question: str) -> bool:
    """Ask on the terminal; without one the answer is no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} [y/N] ").strip().casefold() in ("y", "yes")


def _named(arguments: argparse.Namespace, what: str) -> list[str]:
    from pam_core.vocabulary.errors import Fault, PamError

    if not arguments.names:
        raise PamError("places.unnamed", f"{what} is missing.", fault=Fault.USER)
    names: list[str] = arguments.names
    return names


def _kind(said: str | None) -> "PlaceKind | None":
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_core.vocabulary.place import PlaceKind

    kinds = ", ".join(PlaceKind)
    if said is not None and said not in tuple(PlaceKind):
        raise PamError(
            "places.unknown_kind",
            f"{said} is no kind of place.",
            mend=f"The kinds are {kinds}.",
            fault=Fault.USER,
        )
    return PlaceKind(said) if said else None


def _day(text: str) -> date:
    """For argparse, which puts the option's name before what is wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day, as in 2026-11-23") from None


def _currency(text: str) -> str:
    """Another currency than its three letters would leave out every row of a file."""
    if len(text) != 3 or not (text.isascii() and text.isalpha()):
        raise argparse.ArgumentTypeError(f"{text} is no currency, as in USD or CAD")
    return text.upper()


def _told(source: "SourceKept") -> dict[str, object]:
    return {
        "source": source.source,
        "places": source.places,
        "oldest": source.oldest.isoformat(),
        "newest": source.newest.isoformat(),
    }
