"""`pam calendar`: takes calendar files in, writes the calendar out."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK, USAGE

if TYPE_CHECKING:
    from pam_core.interchange.calendar.importing import Report
    from pam_core.interchange.calendar.reading import OnProgress
    from pam_desktop.cli.session import Session

HELP = "import FILE... (.ics) into PAM's calendar, export [FILE]"

_TOLD_PROBLEMS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action and its files."""
    parser.add_argument("action", choices=["import", "export"])
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help='calendars, or where to export to ("-": stdout)'
    )
    parser.add_argument("--json", action="store_true", help="print JSON, one object a file")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 2 where events were left out. Raises PamError (`calendar.…`, `storage.…`)."""
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.session import in_session

    if arguments.action == "import" and not arguments.files:
        raise PamError(
            "calendar.unnamed",
            "Which file to import is missing.",
            mend="pam calendar import FILE...",
            fault=Fault.USER,
        )
    if arguments.action == "export" and len(arguments.files) > 1:
        raise PamError("calendar.two_files", "An export is one file.", fault=Fault.USER)

    async def work(session: "Session") -> int:
        if arguments.action == "export":
            return await _export(session, arguments)
        left_out = 0
        for name in arguments.files:
            left_out += await _import(session, Path(name), arguments.json)
        return USAGE if left_out else OK

    return in_session(arguments, work)


async def _import(session: "Session", path: Path, as_json: bool) -> int:
    """Take one file in; how many of its events were left out."""
    from pam_core.interchange.calendar.importing import import_calendar

    memory, now = session.rooms.kit.memory, session.clock.now()
    with _progress(path.name, quiet=as_json) as on_progress:
        report = await import_calendar(path, memory, now, on_progress)
    _tell(path, report, as_json)
    return len(report.problems)


@contextmanager
def _progress(name: str, *, quiet: bool) -> "Iterator[OnProgress]":
    """A bar of events where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=name, unit=" events") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _tell(path: Path, report: "Report", as_json: bool) -> None:
    counts = {
        "new": report.added,
        "changed": report.changed,
        "same": report.unchanged,
        "called_off": report.called_off,
        "no_events": report.other,
    }
    if as_json:
        left_out = [{"line": one.line, "reason": one.sentence} for one in report.problems]
        print(json.dumps({"file": str(path), **counts, "left_out": left_out}))
        return
    for problem in report.problems[:_TOLD_PROBLEMS]:
        print(f"{path.name}, line {problem.line}: left out, {problem.sentence}", file=sys.stderr)
    if len(report.problems) > _TOLD_PROBLEMS:
        more = len(report.problems) - _TOLD_PROBLEMS
        print(f"{path.name}: {more:,} more were left out (--json lists them all)", file=sys.stderr)
    words = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    print(f"{path.name}: {words}, {len(report.problems):,} left out.")
    if report.added or report.changed or report.called_off:
        print('Say "undo" to take it all back.')


async def _export(session: "Session", arguments: argparse.Namespace) -> int:
    from pam_core.interchange.calendar.importing import ALL
    from pam_core.interchange.calendar.writing import write_calendar, write_file
    from pam_core.vocabulary.event import Event

    kit = session.rooms.kit
    events = await kit.memory.find(Event, limit=ALL)
    text = write_calendar(events)
    if arguments.files == ["-"]:
        sys.stdout.write(text)
        return OK
    day = session.clock.now().date()
    path = Path(arguments.files[0]) if arguments.files else kit.files / f"PAM calendar {day}.ics"
    write_file(text, path)
    told = {"file": str(path), "events": len(events)}
    print(json.dumps(told) if arguments.json else f"{len(events):,} events are in {path}")
    return OK
