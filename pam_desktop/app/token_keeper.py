"""Where the sign-in is kept: in the system's keyring, or in a sealed file where there is none."""

from collections.abc import Callable
from pathlib import Path

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.app.away import Away
from pam_desktop.app.keys import AT_THE_DESK_SECONDS, PATIENCE_SECONDS
from pam_desktop.app.safe import NO_KEYRING, Safe, open_safe
from pam_desktop.app.sealed_file import SealedFile, sealed_shut

NEEDS_PASSPHRASE = "account.no_keyring"
"""There is no keyring, and nobody has chosen a passphrase yet."""

SEALED = sealed_shut().code
"""There is a sealed file, and nobody has given its passphrase yet."""


class TokenKeeper:
    """The `TokenSafe` port. The keyring is opened when first needed, and never on the loop.

    A sealed file that is there goes before the keyring: its owner has chosen it. While the user
    answers at the desk (`at_the_desk`) a keyring may take as long as its password needs.
    """

    def __init__(self, sealed: SealedFile, open_door: Callable[[], Safe] | None = None) -> None:
        self._sealed = sealed
        self._open_door = open_door or open_safe
        self._away = Away("sign-in")
        self.at_the_desk = False

    @property
    def is_sealed(self) -> bool:
        """Whether the sign-in is in a sealed file that waits for its passphrase."""
        return self._sealed.is_there and not self._sealed.is_open

    async def ready(self) -> None:
        """Make sure that a token could be kept, before one is asked for.

        Raises:
            PamError: `account.no_keyring`, `account.sealed`, `keys.…`.
        """
        await self._away.do(self._door, self._seconds)

    async def unlock(self, passphrase: str) -> None:
        """Open the sealed file, or choose what a new one is sealed with.

        Raises PamError (`account.wrong_passphrase`, `account.short_passphrase`, …).
        """
        await self._away.do(lambda: self._sealed.unlock(passphrase), AT_THE_DESK_SECONDS)

    async def get(self, server: str, user_id: str) -> str | None:
        """The token, None where none is kept. Raises PamError (`keys.…`, `account.…`)."""
        return await self._away.do(lambda: self._door().get(_entry(server, user_id)), self._seconds)

    async def put(self, server: str, user_id: str, token: str) -> None:
        """Keep a token in place of the one before. Raises PamError (`keys.…`, `account.…`)."""
        name = _entry(server, user_id)
        await self._away.do(lambda: self._door().put(name, token), self._seconds)

    async def forget(self, server: str, user_id: str) -> None:
        """Forget it; idempotent. Raises PamError (`keys.…`, `account.…`)."""
        name = _entry(server, user_id)
        await self._away.do(lambda: self._remove(name), AT_THE_DESK_SECONDS)

    @property
    def _seconds(self) -> float:
        return AT_THE_DESK_SECONDS if self.at_the_desk else PATIENCE_SECONDS

    def _remove(self, name: str) -> None:
        if self._sealed.is_there:
            self._sealed.remove(name)
            return
        try:
            self._open_door().remove(name)
        except PamError as trouble:
            # What was never kept is forgotten already.
            if trouble.code != NO_KEYRING:
                raise

    def _door(self) -> Safe:
        if self._sealed.is_there and not self._sealed.is_open:
            raise sealed_shut()
        if self._sealed.is_open:
            return self._sealed
        try:
            return self._open_door()
        except PamError as trouble:
            if trouble.code != NO_KEYRING:
                raise
            raise _no_keyring() from trouble


def keeper_in(data_folder: Path) -> TokenKeeper:
    """The user's own; nothing is read yet."""
    return TokenKeeper(SealedFile(data_folder / "sign-in.sealed"))


def _entry(server: str, user_id: str) -> str:
    return f"account {server} {user_id}"


def _no_keyring() -> PamError:
    return PamError(
        NEEDS_PASSPHRASE,
        "This system has no keyring that could keep your sign-in.",
        mend="Choose a passphrase: PAM then keeps it in a file that only the passphrase opens, and "
        "asks for it once after each start.",
        fault=Fault.ENVIRONMENT,
    )
