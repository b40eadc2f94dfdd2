"""The real `pam` on a machine with a keyring: one in a file, for programs that come and go."""

import json
import os
import sys
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

FILE = "TEST_KEYRING"
"""The environment variable that names the file."""


class FileKeyring(KeyringBackend):
    """Passwords in clear in a JSON file."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._read().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._read(), f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        kept = self._read()
        if kept.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError
        self._write(kept)

    def _read(self) -> dict[str, str]:
        path = Path(os.environ[FILE])
        kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return kept

    def _write(self, kept: dict[str, str]) -> None:
        path = Path(os.environ[FILE])
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(kept))
        beside.replace(path)


def use() -> None:
    """Let this process's PAM find it as the system's keyring."""
    from pam_desktop.app import safe

    safe._BACKENDS = {sys.platform: (f"{__name__}:FileKeyring",)}


if __name__ == "__main__":
    from pam_desktop.cli.main import main
    from tests.support import file_keyring

    file_keyring.use()
    sys.exit(main())
