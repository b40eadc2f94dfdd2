"""The global talk key: what every platform's key offers, and how a key is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pam_core.vocabulary.errors import Fault, PamError

TOGGLE_INSTEAD = "Bind the command `pam toggle` to a key in your desktop's keyboard settings."
MODIFIERS = ("ctrl", "alt", "shift", "super")

OnKey = Callable[[], None]
"""Called on a thread of the key's own; must return at once."""

OnLost = Callable[[PamError], None]
"""Called when the key stops working after it was opened."""


class TalkKey(Protocol):
    """A key that is heard whichever program has the focus.

    One press and one release for each time it is held; the keyboard's own repeat is left out.
    """

    @property
    def label(self) -> str:
        """The key as people read it: "F9"."""
        ...

    async def close(self) -> None:
        """Give the key back; idempotent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A key with its modifiers, in the order of MODIFIERS; `key` is lower case ("f9", "space")."""

    modifiers: tuple[str, ...]
    key: str

    @property
    def label(self) -> str:
        """As people read it: "Ctrl+F9"."""
        return "+".join(part.capitalize() for part in (*self.modifiers, self.key))


def read_combination(text: str) -> Combination:
    """A key as it is written in the settings: "f9", "ctrl+alt+space".

    Raises PamError (`talk_key.unknown`).
    """
    *modifiers, key = (part.strip().lower() for part in text.split("+"))
    unknown = [it for it in modifiers if it not in MODIFIERS]
    if not key or unknown:
        raise unknown_key(text)
    return Combination(modifiers=tuple(it for it in MODIFIERS if it in modifiers), key=key)


def unknown_key(text: str) -> PamError:
    """The error for a key that is on no keyboard."""
    return PamError(
        "talk_key.unknown",
        f"There is no key called “{text}”.",
        mend="Write it as f9, pause or ctrl+alt+space.",
        fault=Fault.USER,
    )
