"""`pam account`: takes along, or destroys, what the PAM server has of the user."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK

if TYPE_CHECKING:
    from pam_desktop.app.membership import Membership

HELP = "what the PAM server has of you: export FILE, or erase"

SURE = "erase"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the action, FILE, and where secrets come from."""
    parser.add_argument("action", choices=["export", "erase"])
    parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="a new JSON file")
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the passphrase of a sealed sign-in, or with erase the password, from stdin",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it. Raises PamError (`account.…`, `sync.…`, `keys.…`, `storage.…`)."""
    return _erase(arguments) if arguments.action == "erase" else _export(arguments)


def _export(arguments: argparse.Namespace) -> int:
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.membership import Typed, with_account

    if arguments.file is None:
        raise PamError(
            "account.no_file",
            "Which file to write is missing.",
            mend="Write it as `pam account export FILE`.",
            fault=Fault.USER,
        )
    path = arguments.file.expanduser().absolute()
    if path.exists():
        raise PamError(
            "account.file_exists",
            f"{path} is there already.",
            mend="Name a new file.",
            fault=Fault.USER,
        )
    typed = Typed(from_stdin=arguments.password_stdin)
    everything = with_account(arguments, lambda membership: membership.export(), typed)
    _write(path, json.dumps(everything, indent=2, ensure_ascii=False))
    print(json.dumps({"file": str(path)}) if arguments.json else f"All of it is in {path}")
    return OK


def _write(path: Path, text: str) -> None:
    """Only the user may read it; a half-written one is taken away."""
    import os

    from pam_core.vocabulary.errors import Fault, PamError

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PamError(
            "account.unwritable",
            f"PAM cannot write {path} ({error.strerror}).",
            mend="Check that its folder is yours and that the disk is not full.",
            fault=Fault.ENVIRONMENT,
        ) from error


def _erase(arguments: argparse.Namespace) -> int:
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.cli.membership import Typed, with_account

    typed = Typed(from_stdin=arguments.password_stdin)
    # Whoever has no account is not asked for its password.
    email = with_account(arguments, _whose)
    if typed.can_ask:
        print(
            f"This destroys the account of {email} and everything the server has of it, for all "
            "your computers. What is on this machine stays."
        )
        if typed.line(f"Type {SURE} to go on:") != SURE:
            raise PamError("account.not_erased", "Nothing was erased.", mend="", fault=Fault.USER)
    password = typed.secret("Password of the account")
    with_account(arguments, lambda membership: membership.erase(password), typed)
    if arguments.json:
        print(json.dumps({"erased": email}))
    else:
        print(f"The account of {email} is gone from the server. What is on this machine stays.")
    return OK


async def _whose(membership: "Membership") -> str:
    session = await membership.session()
    if session is None:
        from pam_desktop.app.membership import nobody

        raise nobody()
    return session.account.email
