"""Keeps what happened until somebody listens, then hands everything on in order."""

import logging
from collections import deque
from threading import Lock

from pam_core.vocabulary.events import Event, LevelMeasured, ReplyGrew
from pam_core.vocabulary.ports import EventSink

log = logging.getLogger(__name__)

KEPT_EVENTS = 512
"""Far more than start-up emits; reached only where a window never comes."""


class EventGate:
    """The way up from the core: `emit` from any thread, one listener behind it.

    Events emitted before `open` are kept, at most `limit` of them: beyond that the oldest is
    dropped and counted in `dropped`. Microphone levels are not kept, a late level says nothing; nor
    are drafts of an answer, whose whole comes.
    """

    def __init__(self, limit: int = KEPT_EVENTS) -> None:
        self._lock = Lock()
        self._kept: deque[Event] = deque()
        self._limit = limit
        self._sink: EventSink | None = None
        self.dropped = 0

    def emit(self, event: Event) -> None:
        """Hand the event on, or keep it. Returns at once."""
        with self._lock:
            if self._sink is not None:
                self._sink(event)
            elif not isinstance(event, LevelMeasured | ReplyGrew):
                self._keep(event)

    def open(self, sink: EventSink) -> None:
        """Deliver what was kept to `sink`, then everything that follows.

        `sink` is called on the emitting thread, with a lock held: it must only pass the event on,
        as a queued signal does.
        """
        with self._lock:
            if self.dropped:
                log.warning("%d early events were dropped before a window listened", self.dropped)
            while self._kept:
                sink(self._kept.popleft())
            self._sink = sink

    def close(self) -> None:
        """Keep events again: the listener is going away."""
        with self._lock:
            self._sink = None

    def _keep(self, event: Event) -> None:
        if len(self._kept) >= self._limit:
            self._kept.popleft()
            self.dropped += 1
        self._kept.append(event)
