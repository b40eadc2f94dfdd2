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

SIGNED_OUT = "Signed out. Everything you have told PAM stays here, and changes wait for a sign-in."
FORGOTTEN = "Signed out for good. Everything you have told PAM stays here; no server is told more."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--forget` and `--json`."""
    parser.add_argument(
        "--forget",
        action="store_true",
        help="for good: what is here belongs to no account then, and another may have it",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Sign out, network or not. Raises PamError (`keys.…`, `storage.…`)."""
    from pam_desktop.cli.membership import with_account

    async def sign_out(membership: "Membership") -> "tuple[SyncStanding, PamError | None]":
        before = await membership.standing()
        if arguments.forget:
            return before, await membership.forget()
        return before, await membership.sign_out()

    before, untold = with_account(arguments, sign_out)
    was_in = before.account is not None and before.is_signed_in
    if arguments.json:
        print(json.dumps({"was_signed_in": was_in, "server_was_told": was_in and untold is None}))
        return OK
    if not was_in and not (arguments.forget and before.account):
        print("Nobody was signed in.")
        return OK
    print(FORGOTTEN if arguments.forget else SIGNED_OUT)
    if untold is not None:
        print(_untold(untold))
    return OK


def _untold(trouble: "PamError") -> str:
    from pam_desktop.app.token_keeper import SEALED

    # Whoever has lost the passphrase must be able to sign out all the same.
    why = "that wants your passphrase." if trouble.code == SEALED else str(trouble)
    return f"The server could not be told, so its list still shows this sign-in: {why}"
