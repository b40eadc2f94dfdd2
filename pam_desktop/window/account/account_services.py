"""What the window asks about the account and its conflicts: one port and its values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pam_desktop.app.conflict_words import Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSheet:
    """What the account's dialog shows.

    `email` "" where nobody ever signed in. `server` is the one to be signed in to by default.
    `offers_talks`: the choice that what was said goes too is made beforehand. `waiting` changes
    have not gone out yet. `is_sealed`: the sign-in waits for a passphrase. `is_demo`: the demo has
    no account.
    """

    server: str = ""
    email: str = ""
    is_signed_in: bool = False
    offers_talks: bool = False
    waiting: int = 0
    conflicts: int = 0
    is_sealed: bool = False
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInWish:
    """What was typed. `passphrase` "" where none was asked for."""

    server: str
    email: str
    password: str = field(repr=False)
    is_new: bool = False
    with_talks: bool = False
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of it: `code` "" where it went well, else that of the error and its sentence.

    `wants_passphrase`: there is no keyring, so a passphrase is needed before it can be done.
    """

    code: str = ""
    sentence: str = ""
    wants_passphrase: bool = False


class AccountServices(Protocol):
    """Everything is called on the core thread. What the user mistyped is an Outcome, no error."""

    async def sheet(self) -> AccountSheet:
        """How the account stands."""
        ...

    async def sign_in(self, wish: SignInWish) -> Outcome:
        """Sign in or open an account; then syncing begins."""
        ...

    async def unlock(self, passphrase: str) -> Outcome:
        """Open the sealed file with the sign-in; then syncing begins."""
        ...

    async def sign_out(self) -> Outcome:
        """Sign out here; what the server could not be told is the outcome's sentence."""
        ...

    async def conflicts(self) -> Sequence[Versions]:
        """Those not decided, the oldest first."""
        ...

    async def keep(self, conflict_id: str, *, mine: bool) -> Outcome:
        """Let one version stand."""
        ...

    async def reach(self) -> None:
        """Look for the server now, instead of when the next attempt is due."""
        ...

    async def acted(self, actions_id: str, item: int, *, done: bool) -> None:
        """Tell the server whether the window did an item (from 0) of what it asked for."""
        ...
