"""A keyring in memory: one that is open, locked, failing, or that never answers."""

import threading

from pam_core.vocabulary.errors import PamError


class FakeSafe:
    """The `Safe` port on a dict; `opened` counts how often it was opened."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept
        self.trouble: PamError | None = None
        self.opened = 0
        self.hangs: threading.Event | None = None

    def open(self) -> "FakeSafe":
        """The door to it, as `Keys` wants it."""
        self.opened += 1
        if self.hangs is not None:
            self.hangs.wait(60)
        if self.trouble is not None:
            raise self.trouble
        return self

    def get(self, name: str) -> str | None:
        """The key of that name."""
        return self.kept.get(name)

    def put(self, name: str, key: str) -> None:
        """Keep it."""
        self.kept[name] = key

    def remove(self, name: str) -> bool:
        """Forget it."""
        return self.kept.pop(name, None) is not None
