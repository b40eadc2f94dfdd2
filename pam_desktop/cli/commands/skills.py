"""`pam skills`: lists what PAM can do, and from whom."""

import argparse
import json
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK
from pam_desktop.cli.options import settings_of

if TYPE_CHECKING:
    from pam_core.skills.catalogue import Entry

HELP = "list what PAM can do, and from whom; table: as Markdown, PAM's own only"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action and `--json`."""
    parser.add_argument("action", nargs="?", choices=["list", "table"], default="list")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """List; packs that were left out are named on stderr. Raises PamError (`settings.…`)."""
    from pam_core.settings.paths import find_places
    from pam_core.skills.catalogue import catalogue, table
    from pam_core.skills.door import enter
    from pam_desktop.app.kit import unopened_kit
    from pam_desktop.cli.session import tell_left_out

    kit = unopened_kit(find_places(), settings_of(arguments).settings)
    # The table is a file of PAM's own: what else is installed here is no part of it.
    entered = enter(kit, [] if arguments.action == "table" else None)
    entries = catalogue(entered.skills, entered.grammar)
    if arguments.json:
        print(json.dumps([entry.as_json() for entry in entries], indent=1))
    elif arguments.action == "table":
        print(table(entries), end="")
    else:
        _list(entries)
    tell_left_out(entered.troubles)
    return OK


def _list(entries: "list[Entry]") -> None:
    name = max(len(entry.action.name) for entry in entries)
    source = max(len(entry.source) for entry in entries)
    for entry in entries:
        action = entry.action
        print(
            f"{action.name:{name}}  {entry.source:{source}}  {action.summary}: “{action.example}”"
        )
