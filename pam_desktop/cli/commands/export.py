"""`pam export`: writes everything that is kept into a folder, as CSV and JSON."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK

if TYPE_CHECKING:
    from pam_desktop.cli.session import Session

HELP = "write everything PAM has kept into FOLDER, as CSV and JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare FOLDER, --json and --demo."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a new folder, or an empty one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--demo", action="store_true", help="write what the demo holds")


def run(arguments: argparse.Namespace) -> int:
    """Write all of it, or nothing. Raises PamError (`export.…`, `storage.…`)."""
    from pam_core.interchange.everything import export_everything
    from pam_desktop.cli.session import in_session

    async def export(session: "Session") -> int:
        folder = arguments.folder.expanduser().absolute()
        done = await export_everything(session.rooms.kit.archive, folder, session.clock.now())
        counts = dict(sorted(done.counts.items()))
        if arguments.json:
            print(json.dumps({"folder": str(done.folder), "counts": counts}))
            return OK
        for kind, many in counts.items():
            print(f"{kind}: {many}")
        print(f"Everything is in {done.folder}")
        return OK

    return in_session(arguments, export, demo=arguments.demo)
