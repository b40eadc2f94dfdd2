"""The system's own keyring, and no other place: where the keys of language models are kept."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

NO_KEYRING = "keys.no_keyring"

SERVICE = "pam-desktop"
"""What PAM's entries are filed under."""

_BACKENDS = {
    "linux": ("keyring.backends.SecretService:Keyring", "keyring.backends.kwallet:DBusKeyring"),
    "darwin": ("keyring.backends.macOS:Keyring",),
    "win32": ("keyring.backends.Windows:WinVaultKeyring",),
}
"""Chosen here and never by what else is installed: other backends ask for a password on the
terminal, or write keys into a file in clear."""


class Safe(Protocol):
    """Where keys are kept. Every method blocks, and raises PamError (`keys.…`)."""

    def get(self, name: str) -> str | None:
        """The key of a provider, None where none is kept."""
        ...

    def put(self, name: str, key: str) -> None:
        """Keep a key in place of the one before."""
        ...

    def remove(self, name: str) -> bool:
        """Forget a key; whether there was one."""
        ...


class SystemSafe:
    """The `Safe` port on one of the keyring package's backends."""

    def __init__(self, backend: "KeyringBackend") -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        """The key of a provider, None where none is kept."""
        with _told():
            return self._backend.get_password(SERVICE, name)

    def put(self, name: str, key: str) -> None:
        """Keep a key in place of the one before."""
        with _told():
            self._backend.set_password(SERVICE, name, key)

    def remove(self, name: str) -> bool:
        """Forget a key; whether there was one."""
        with _told():
            if self._backend.get_password(SERVICE, name) is None:
                return False
            self._backend.delete_password(SERVICE, name)
            return True


def open_safe() -> Safe:
    """The keyring of this system; a quarter of a second where it is opened for the first time.

    Raises:
        PamError: `keys.no_keyring`.
    """
    for place in _BACKENDS.get(sys.platform, ()):
        module, _, name = place.partition(":")
        kind: type[KeyringBackend] = getattr(import_module(module), name)
        if _is_there(kind):
            return SystemSafe(kind())
    raise PamError(
        NO_KEYRING,
        "This system has no keyring that PAM can use.",
        mend="Start one, such as GNOME Keyring or KWallet with its Secret Service; or give the key "
        "in an environment variable such as PAM_KEY_OPENAI.",
        fault=Fault.ENVIRONMENT,
    )


def locked() -> PamError:
    """The keyring is locked, or waits for the user's word on the screen."""
    return PamError(
        "keys.locked",
        "The system's keyring is locked.",
        mend="Unlock it (your desktop may be asking for its password now) and try again.",
        fault=Fault.ENVIRONMENT,
    )


def _is_there(kind: "type[KeyringBackend]") -> bool:
    try:
        # What a backend has instead of a question whether it would work here.
        return kind.priority > 0
    except (RuntimeError, OSError):
        # RuntimeError is the package's own word for it; a bus that is not there comes as it is.
        return False


@contextmanager
def _told() -> Iterator[None]:
    """What the keyring met, said as PamError."""
    from keyring.errors import KeyringLocked

    try:
        yield
    except KeyringLocked as error:
        raise locked() from error
    except Exception as error:
        # Each backend lets errors of its own libraries through.
        raise _failed(error) from error


def _failed(error: Exception) -> PamError:
    return PamError(
        "keys.keyring_failed",
        f"The system's keyring failed ({type(error).__name__}).",
        mend="See whether your desktop's own keyring program can open it.",
        fault=Fault.ENVIRONMENT,
    )
