"""`pam login`: signs in to a PAM server, or opens an account there."""

import argparse
import json
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import OK
from pam_desktop.cli.options import settings_of

if TYPE_CHECKING:
    from pam_core.settings.schema import Settings
    from pam_desktop.app.membership import Membership, SignIn
    from pam_desktop.cli.membership import Typed

HELP = "sign in to a PAM server, so that your computers share what you keep"

_LEAVES = (
    "What goes to the server: expenses, budgets, reminders, lists, trips and the like. What stays "
    "here: sound, models, settings and timers."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the server, the email, what goes along, and where the password comes from."""
    parser.add_argument("--server", metavar="URL", help="the PAM server (or account.server)")
    parser.add_argument("--email", metavar="EMAIL", help="your email address there")
    parser.add_argument("--register", action="store_true", help="open a new account")
    parser.add_argument(
        "--talks",
        action=argparse.BooleanOptionalAction,
        help="send what you and PAM say, too (else asked for)",
    )
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the password from stdin; where there is no keyring, the passphrase behind it",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Sign in. Raises PamError (`account.…`, `keys.…`, `sync.…`, `storage.…`)."""
    from pam_desktop.cli.membership import Typed, with_account

    settings, typed = settings_of(arguments).settings, Typed(from_stdin=arguments.password_stdin)
    wish = _wish(arguments, settings, typed)

    async def sign_in(membership: "Membership") -> tuple[int, str]:
        waiting = await membership.sign_in(wish)
        account = (await membership.standing()).account
        return waiting, account.email if account else wish.email

    waiting, email = with_account(arguments, sign_in, typed)
    if arguments.json:
        print(json.dumps({"email": email, "waiting": waiting, "talks": wish.with_talks}))
        return OK
    print(f"Signed in as {email}.")
    if waiting:
        many = f"{waiting:,} change{'' if waiting == 1 else 's'}"
        print(f"{many} will go to the server: `pam sync now`, or by themselves while PAM runs.")
    return OK


def _wish(arguments: argparse.Namespace, settings: "Settings", typed: "Typed") -> "SignIn":
    from pam_desktop.app.membership import SignIn

    server = arguments.server or settings.account.server or typed.line("PAM server (https://…):")
    email = arguments.email or typed.line("Email:")
    _complete(server, email)
    if typed.can_ask:
        print(_LEAVES)
    talks = arguments.talks
    if talks is None:
        talks = settings.account.sync_talk
        if typed.can_ask:
            usual = "Y/n" if talks else "y/N"
            answer = typed.line(f"Send what you and PAM say to each other, too? [{usual}]").lower()
            talks = answer.startswith("y") if answer else talks
    return SignIn(
        server=server,
        email=email,
        password=typed.secret("Password"),
        is_new=arguments.register,
        with_talks=talks,
    )


def _complete(server: str, email: str) -> None:
    from pam_core.vocabulary.errors import Fault, PamError

    for given, what, option in ((server, "server", "--server URL"), (email, "email", "--email")):
        if not given:
            raise PamError(
                f"account.no_{what}",
                f"There is no {what} to sign in {'to' if what == 'server' else 'with'}.",
                mend=f"Give it with {option}.",
                fault=Fault.USER,
            )
