"""For whom a key was put into the keyring: the names alone, so that else it is never opened."""

from collections.abc import Collection
from pathlib import Path

from pam_core.settings.schema_answers import KEYED
from pam_core.vocabulary.errors import Fault, PamError

_HEADING = "# For whom PAM has put a key into the system's keyring. There is no key in this file.\n"


class KeyNames:
    """A small text file, one name a line; a missing one is empty.

    Opening a locked keyring asks the user for its password: whoever gave PAM no key is not asked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Collection[str]:
        """The names, in the usual order. Raises PamError (`keys.unreadable`)."""
        try:
            lines = self._path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._trouble("keys.unreadable", "read", error) from error
        return tuple(name for name in KEYED if name in map(str.strip, lines))

    def add(self, name: str) -> None:
        """Note a name. Raises PamError (`keys.unreadable`, `keys.unwritable`)."""
        self._write({*self.read(), name})

    def remove(self, name: str) -> None:
        """Strike a name out. Raises PamError (`keys.unreadable`, `keys.unwritable`)."""
        if name in (names := self.read()):
            self._write({*names} - {name})

    def _write(self, names: Collection[str]) -> None:
        text = _HEADING + "".join(f"{name}\n" for name in KEYED if name in names)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise self._trouble("keys.unwritable", "write", error) from error

    def _trouble(self, code: str, verb: str, error: OSError) -> PamError:
        return PamError(
            code,
            f"PAM cannot {verb} {self._path} ({error.strerror}).",
            mend="Check that the file is yours and that the disk is not full.",
            fault=Fault.ENVIRONMENT,
        )
