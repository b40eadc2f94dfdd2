"""`pam audit`: what language models had PAM do, and what came of each call."""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pam_desktop.cli.exits import OK
from pam_desktop.cli.options import settings_of

if TYPE_CHECKING:
    from pam_core.vocabulary.tool_use import ToolUse

HELP = "list what language models had PAM do, and whether it was undone"

_FEW = 50
_MOST = 10_000
_SHOWN_CHARACTERS = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--limit` and `--json`."""
    parser.add_argument(
        "--limit",
        type=_count,
        default=_FEW,
        metavar="N",
        help=f"the last N calls, {_FEW} unless told",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, whole arguments included")


def run(arguments: argparse.Namespace) -> int:
    """List, the latest first. Raises PamError (`settings.…`, `storage.…`)."""
    uses = asyncio.run(_uses(arguments))
    if arguments.json:
        print(json.dumps([_as_json(use) for use in uses], indent=2))
        return OK
    if not uses:
        print("No language model has had PAM do anything.")
        return OK
    for line in _lines(uses):
        print(line)
    return OK


async def _uses(arguments: argparse.Namespace) -> Sequence["ToolUse"]:
    from pam_core.settings.paths import find_places
    from pam_core.storage.audit import SqliteAudit
    from pam_core.storage.file import DatabaseFile

    path = find_places().database(settings_of(arguments).settings.storage.database)
    if not path.exists():
        # Looking makes no database.
        return ()
    file = DatabaseFile(path)
    try:
        await file.open()
        return await SqliteAudit(file).uses(arguments.limit)
    finally:
        await file.close()


def _lines(uses: Sequence["ToolUse"]) -> Sequence[str]:
    from pam_core.vocabulary.reply import Table
    from pam_desktop.cli.rows import lines_of

    rows = tuple(
        (
            f"{use.at:%Y-%m-%d %H:%M}",
            _short(f"{use.provider}/{use.model}"),
            _short(use.action),
            str(use.access),
            f"{use.outcome}, undone" if use.undone else str(use.outcome),
            _short(use.arguments),
            _short(use.result),
        )
        for use in uses
    )
    columns = ("when", "model", "action", "access", "outcome", "arguments", "result")
    return lines_of(Table(columns=columns, rows=rows))


def _as_json(use: "ToolUse") -> dict[str, Any]:
    return asdict(use) | {"at": use.at.isoformat()}


def _short(text: str) -> str:
    from pam_desktop.cli.provider_rows import plain

    line = plain(text)
    return line if len(line) <= _SHOWN_CHARACTERS else f"{line[: _SHOWN_CHARACTERS - 1]}…"


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST):
        raise argparse.ArgumentTypeError(f"takes a whole number from 1 to {_MOST}, not {text}")
    return int(text)
