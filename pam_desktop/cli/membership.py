"""What the commands of the account share: the door to it, and what only the user can type."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from pam_desktop.cli.options import settings_of, start_logs_for

if TYPE_CHECKING:
    from pam_desktop.app.membership import Membership
    from pam_desktop.app.token_keeper import TokenKeeper

T = TypeVar("T")

MOST_CHARACTERS = 1000


class Typed:
    """Reads what must not be seen: without echo from a terminal, else a line of stdin each.

    It is never an argument: every program on the machine can see those.
    """

    def __init__(self, *, from_stdin: bool = False) -> None:
        self._from_stdin = from_stdin or not sys.stdin.isatty()

    @property
    def can_ask(self) -> bool:
        """Whether somebody sits there who could be asked."""
        return not self._from_stdin

    def secret(self, question: str) -> str:
        """What was typed, "" where there was nothing more to be read."""
        if self._from_stdin:
            return sys.stdin.readline(MOST_CHARACTERS + 2).rstrip("\r\n")
        from getpass import getpass

        try:
            return getpass(f"{question} (it is not shown): ")
        except EOFError:
            return ""

    def line(self, question: str) -> str:
        """What was answered, "" where nobody could be asked."""
        if self._from_stdin:
            return ""
        try:
            return input(f"{question} ").strip()
        except EOFError:
            return ""


def with_account(
    arguments: argparse.Namespace,
    work: Callable[["Membership"], Awaitable[T]],
    typed: Typed | None = None,
) -> T:
    """Do the work on the account; where its file is sealed the passphrase is asked for first.

    Raises PamError (`account.…`, `keys.…`, `storage.…`, `sync.…`).
    """
    from pam_core.settings.paths import find_places
    from pam_core.vocabulary.errors import PamError
    from pam_desktop.app.token_keeper import NEEDS_PASSPHRASE, SEALED, keeper_in

    keeper = keeper_in(find_places().data_folder)
    keeper.at_the_desk = True

    async def all_of_it() -> T:
        async with open_membership(arguments, keeper) as membership:
            return await work(membership)

    logs = start_logs_for(arguments, settings_of(arguments))
    try:
        # Questions are asked outside of the loop: Ctrl+C must give the terminal its echo back.
        try:
            return asyncio.run(all_of_it())
        except PamError as trouble:
            if typed is None or trouble.code not in (NEEDS_PASSPHRASE, SEALED):
                raise
            asyncio.run(keeper.unlock(_passphrase(typed, trouble)))
            return asyncio.run(all_of_it())
    finally:
        logs.close()


def has_database(arguments: argparse.Namespace) -> bool:
    """Whether the user has begun one. Raises PamError (`settings.…`)."""
    from pam_core.settings.paths import find_places

    return find_places().database(settings_of(arguments).settings.storage.database).exists()


@asynccontextmanager
async def open_membership(
    arguments: argparse.Namespace, keeper: "TokenKeeper"
) -> AsyncIterator["Membership"]:
    """The account of the user's database. Raises PamError (`settings.…`, `storage.…`)."""
    from pam_core.settings.paths import find_places
    from pam_core.storage.file import DatabaseFile
    from pam_desktop.app.clock import SystemClock
    from pam_desktop.app.membership import Membership
    from pam_desktop.app.sync_store import store_on

    settings, places = settings_of(arguments).settings, find_places()
    file = DatabaseFile(places.database(settings.storage.database))
    membership = Membership(
        store_on(file),
        keeper,
        SystemClock(settings.thinking.zone()),
        allow_http=settings.account.allow_http,
    )
    try:
        await file.open()
        yield membership
    finally:
        await membership.close()
        await file.close()


def _passphrase(typed: Typed, trouble: Exception) -> str:
    from pam_core.vocabulary.errors import Fault, PamError
    from pam_desktop.app.token_keeper import NEEDS_PASSPHRASE

    is_new = isinstance(trouble, PamError) and trouble.code == NEEDS_PASSPHRASE
    if is_new and typed.can_ask:
        print(trouble, file=sys.stderr)
    passphrase = typed.secret("Choose a passphrase" if is_new else "Passphrase of your sign-in")
    if not passphrase:
        raise trouble
    if is_new and typed.can_ask and typed.secret("The same once more") != passphrase:
        raise PamError(
            "account.other_passphrase",
            "Those are two different passphrases.",
            mend="Try again.",
            fault=Fault.USER,
        )
    return passphrase
