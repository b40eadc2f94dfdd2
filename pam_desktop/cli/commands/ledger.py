"""`pam ledger`: takes bank statements in, writes the ledger out."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK, USAGE

if TYPE_CHECKING:
    from pam_core.interchange.ledger.bringing_in import BroughtIn
    from pam_core.interchange.ledger.csv_statement import OnRow
    from pam_core.interchange.ledger.rows import Statement, Wanted
    from pam_desktop.cli.session import Session

HELP = "import FILE... from your bank (CSV, OFX, QFX), export [FILE] as CSV"

_TOLD_BAD_ROWS = 20

_MANY = 10_000
"""Rows from which on keeping them takes long enough to say so."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, its files, and what is said of them beyond what is in them."""
    parser.add_argument("action", choices=["import", "export"])
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help='statements, or where to export to ("-": stdout)'
    )
    parser.add_argument(
        "--days",
        choices=["month-first", "day-first"],
        help="how 03/04/2026 is meant, where a file does not show it",
    )
    parser.add_argument(
        "--spent",
        choices=["minus", "plus"],
        help="which sign means spent, where a file leaves that open",
    )
    parser.add_argument("--currency", help="what amounts are in where a file does not say")
    parser.add_argument("--json", action="store_true", help="print JSON, one object a file")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 2 where rows were left out. Raises PamError (`ledger.…`, `storage.…`)."""
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.session import in_session

    if arguments.action == "import" and not arguments.files:
        raise PamError(
            "ledger.unnamed",
            "Which file to import is missing.",
            mend="pam ledger import FILE...",
            fault=Fault.USER,
        )
    if arguments.action == "export" and len(arguments.files) > 1:
        raise PamError("ledger.two_files", "An export is one file.", fault=Fault.USER)

    async def work(session: "Session") -> int:
        if arguments.action == "export":
            return await _export(session, arguments)
        left_out = 0
        for name in arguments.files:
            left_out += await _import(session, Path(name), arguments)
        return USAGE if left_out else OK

    return in_session(arguments, work)


async def _import(session: "Session", path: Path, arguments: argparse.Namespace) -> int:
    """Bring one file in; how many of its rows were left out."""
    from pam_core.interchange.ledger.bringing_in import bring_in
    from pam_core.interchange.ledger.reading import read_statement
    from pam_core.language.grammar import Grammar

    kit = session.rooms.kit
    wanted = _wanted(arguments, kit.habits.currency)
    with _progress(path.name, quiet=arguments.json) as on_row:
        statement = read_statement(path, wanted, on_row)
    if len(statement.moved) >= _MANY and sys.stderr.isatty():
        print(f"{path.name}: keeping {len(statement.moved):,} rows ...", file=sys.stderr)
    brought = await bring_in(
        statement,
        name=path.name,
        memory=kit.memory,
        ledger=kit.ledger,
        categories={
            " ".join(phrase): category
            for phrase, category in Grammar.load().kinds.phrases["category"].items()
        },
        now=session.clock.now(),
    )
    _tell(path, statement, brought, arguments.json)
    return len(statement.left_out)


def _wanted(arguments: argparse.Namespace, currency: str) -> "Wanted":
    from pam_core.interchange.ledger.rows import DayOrder, Sign, Wanted
    from pam_core.vocabulary.errors import Fault, PamError

    said = (arguments.currency or currency).upper()
    if not (len(said) == 3 and said.isascii() and said.isalpha()):
        raise PamError(
            "ledger.currency",
            f"{said} is no currency.",
            mend="Give three letters, such as USD, CAD or EUR.",
            fault=Fault.USER,
        )
    return Wanted(
        currency=said,
        day_order=DayOrder(arguments.days) if arguments.days else None,
        spent=Sign(arguments.spent) if arguments.spent else None,
    )


@contextmanager
def _progress(name: str, *, quiet: bool) -> "Iterator[OnRow]":
    """A bar where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from tqdm import tqdm

    with tqdm(desc=name, unit=" rows") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _tell(path: Path, statement: "Statement", brought: "BroughtIn", as_json: bool) -> None:
    if as_json:
        told = {
            "file": str(path),
            "expenses": brought.expenses,
            "incomes": brought.incomes,
            "known": brought.known,
            "left_out": [{"where": row.where, "reason": row.reason} for row in statement.left_out],
            "remarks": list(statement.remarks),
        }
        print(json.dumps(told))
        return
    for row in statement.left_out[:_TOLD_BAD_ROWS]:
        print(f"{path.name}, {row.where}: left out, {row.reason}", file=sys.stderr)
    if len(statement.left_out) > _TOLD_BAD_ROWS:
        more = len(statement.left_out) - _TOLD_BAD_ROWS
        print(f"{path.name}: {more:,} more were left out (--json lists them all)", file=sys.stderr)
    for remark in statement.remarks:
        print(f"{path.name}: {remark}", file=sys.stderr)
    counts = f"{_many(brought.expenses, 'expense')} and {_many(brought.incomes, 'income')} are new"
    known = f"{brought.known:,} were there already, {len(statement.left_out):,} left out"
    print(f"{path.name}: {counts}; {known}.")
    if brought.expenses or brought.incomes:
        print('Say "undo" to take them all back.')


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


async def _export(session: "Session", arguments: argparse.Namespace) -> int:
    from pam_core.interchange.ledger.csv_export import ledger_rows, write_file, write_rows

    kit = session.rooms.kit
    rows = await ledger_rows(kit.memory, kit.ledger)
    if arguments.files == ["-"]:
        write_rows(rows, sys.stdout)
        return OK
    day = session.clock.now().date()
    named = Path(arguments.files[0]) if arguments.files else None
    path = named or kit.files / f"PAM ledger {day}.csv"
    write_file(rows, path)
    told = {"file": str(path), "rows": len(rows)}
    print(json.dumps(told) if arguments.json else f"{len(rows):,} rows are in {path}")
    return OK
