"""One PAM for each user and home: who comes first opens a door, who comes later knocks at it.

A knock is one word and a newline ("show", "toggle"); the answer is one line: "ok", or "no" and why.
Any program that runs PAM's core can answer, with a window or without.
"""

import getpass
import hashlib
import sys
from pathlib import Path
from typing import Protocol

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.knocks import Answers

KNOCK_SECONDS = 5.0
"""How long a knock waits for its answer: a start that is loading its models answers late."""


class Door(Protocol):
    """Held by the one PAM that runs, until it closes it or ends in whatever way."""

    async def listen(self, answers: Answers) -> None:
        """Answer knocks from now on. Those that came since the door was opened are waiting."""
        ...

    def close(self) -> None:
        """Let another PAM be the one; idempotent, callable from any thread."""
        ...


def open_door(home: Path) -> Door | None:
    """The door of this home, or None where another PAM holds it.

    Raises PamError (`instance.no_place`) where no door can be made at all.
    """
    if sys.platform == "win32":
        from pam_desktop.host.pipe_door import PipeDoor

        return PipeDoor.open(name_of(home))
    from pam_desktop.host.unix_door import UnixDoor

    return UnixDoor.open(name_of(home))


def knock(home: Path, word: str, timeout_seconds: float = KNOCK_SECONDS) -> bool:
    """Send a word to the PAM that runs; False where none does.

    Raises PamError (`instance.refused`, `instance.silent`) where it runs and does not do it.
    """
    if sys.platform == "win32":
        from pam_desktop.host.pipe_door import knock_at_pipe

        answer = knock_at_pipe(name_of(home), word, timeout_seconds)
    else:
        from pam_desktop.host.unix_door import knock_at_socket

        answer = knock_at_socket(name_of(home), word, timeout_seconds)
    if answer is None:
        return False
    if answer == "":
        raise PamError(
            "instance.silent",
            "PAM is running but does not answer.",
            mend="Wait a moment; if it stays so, end it and start it again.",
            fault=Fault.ENVIRONMENT,
        )
    if answer != "ok":
        raise PamError(
            "instance.refused",
            f"PAM would not do it: {answer[3:].rstrip('.')}.",
            mend="Its window, or `pam doctor`, tells more.",
            fault=Fault.ENVIRONMENT,
        )
    return True


def name_of(home: Path) -> str:
    """A short name for this user's PAM with this home, good in a socket's path."""
    told_apart = f"{getpass.getuser()}\n{home.resolve()}"
    return f"pam-{hashlib.sha256(told_apart.encode()).hexdigest()[:16]}"
