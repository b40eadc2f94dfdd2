"""Everything that the server has and this machine has not, page by page over REST."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from pam_core.protocol.translation import event_of
from pam_core.sync.pages import Pages, SnapshotNeededError
from pam_core.sync.refusals import unreadable
from pam_core.vocabulary.sync import ServerEvent, SyncStore

_MOST_RESTARTS = 3
"""How often a snapshot is begun anew because the server was restored meanwhile."""

Took = Callable[[Sequence[ServerEvent], int], None]
"""Called after each page that stands here: what was new, and how many events are left.

A page of a snapshot is told as no events.
"""


class CatchingUp:
    """Pulls until the end of the log as it was when the last page was made."""

    def __init__(self, store: SyncStore, pages: Pages, took: Took) -> None:
        self._store = store
        self._pages = pages
        self._took = took

    async def run(self) -> None:
        """Everything up to now stands here when it returns. Raises PamError."""
        left, snapshots = 1, 0
        while left:
            standing = await self._store.standing()
            try:
                page = await self._pages.events(standing.epoch, standing.since)
            except SnapshotNeededError:
                snapshots += 1
                if snapshots > _MOST_RESTARTS:
                    # It wants one again right after it gave one.
                    raise unreadable() from None
                await self.snapshot()
                continue
            events = tuple(event_of(frame) for frame in page.events)
            new = await self._store.apply(page.epoch, events)
            reached = events[-1].seq if events else page.head_seq
            left = max(0, page.head_seq - reached)
            self._took(new, left)

    async def snapshot(self) -> None:
        """All that stands at the server; then events are asked from where it began.

        Raises PamError.
        """
        for _ in range(_MOST_RESTARTS):
            if await self._one_snapshot():
                return
        raise unreadable()

    async def _one_snapshot(self) -> bool:
        """Whether it was of one epoch throughout."""
        first = await self._pages.snapshot("")
        page, is_first = first, True
        while True:
            # What changed while the pages were read is told again as events after the first one.
            await self._store.take_in(replace(page, as_of=first.as_of), first=is_first)
            self._took((), 0)
            if not page.next:
                return True
            page, is_first = await self._pages.snapshot(page.next), False
            if page.epoch != first.epoch:
                return False
