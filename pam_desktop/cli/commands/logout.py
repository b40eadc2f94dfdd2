"""`pam logout`: signs out of the PAM server; everything stays here."""

import argparse
import json
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK

if TYPE_CHECKING:
    from pam_core.vocabulary.errors import PamError
    from pam_core.vocabulary.sync import SyncStanding
    from pam_desktop.app.membership import Membership

HELP = "sign out of the PAM server; everything stays here"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Sign out, network or not. Raises PamError (`keys.…`, `storage.…`)."""
    from pam_desktop.cli.membership import with_account

    async def sign_out(membership: "Membership") -> "tuple[SyncStanding, PamError | None]":
        before = await membership.standing()
        return before, await membership.sign_out()

    before, untold = with_account(arguments, sign_out)
    was_in = before.account is not None and before.is_signed_in
    if arguments.json:
        print(json.dumps({"was_signed_in": was_in, "server_was_told": was_in and untold is None}))
        return OK
    if not was_in:
        print("Nobody was signed in.")
        return OK
    print("Signed out. Everything you have told PAM stays here, and changes wait for a sign-in.")
    if untold is not None:
        print(f"The server could not be told, so its list still shows this sign-in. {untold}")
    return OK
