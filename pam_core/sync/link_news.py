"""What one connection tells whoever opened it."""

from collections.abc import Sequence
from typing import Protocol

from pam_core.protocol.frames import ChatDelta
from pam_core.vocabulary.sync import Conflict, Receipt, ServerEvent


class LinkNews(Protocol):
    """Each method returns at once."""

    def ready(self) -> None:
        """The server said that it is ready."""
        ...

    def behind(self, count: int) -> None:
        """So many events are still to come; 0: all that there are stand here."""
        ...

    def came(self, events: Sequence[ServerEvent]) -> None:
        """New events stand here; a page of a snapshot is told as none."""
        ...

    def settled(self, receipts: Sequence[Receipt], conflicts: Sequence[Conflict]) -> None:
        """Commands left the outbox."""
        ...

    def grew(self, delta: ChatDelta) -> None:
        """A piece of an answer came."""
        ...
