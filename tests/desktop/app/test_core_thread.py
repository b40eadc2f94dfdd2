"""The two verbs between the window and the core."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import Event, LevelMeasured, PartialHeard, TroubleMet
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate

Make = Callable[[Callable[[Event], None]], CoreThread]


@pytest.fixture
def make_core() -> Iterator[Make]:
    made: list[CoreThread] = []

    def make(emit: Callable[[Event], None]) -> CoreThread:
        core = CoreThread(emit)
        core.start()
        made.append(core)
        return core

    yield make
    for core in made:
        assert core.stop(timeout_seconds=20)


def test_work_runs_on_a_named_thread(make_core: Make) -> None:
    """Submitted work runs on the thread "pam-core" and its result comes back in a future."""
    core = make_core(lambda event: None)

    async def where() -> str:
        return threading.current_thread().name

    assert core.submit(where()).result(timeout=10) == "pam-core"


def test_a_named_error_is_reported(make_core: Make, caplog: pytest.LogCaptureFixture) -> None:
    """A PamError in submitted work becomes a TroubleMet with its code, sentence and mend."""
    caplog.set_level(logging.WARNING)
    events: queue.Queue[Event] = queue.Queue()
    core = make_core(events.put)

    async def fail() -> None:
        raise PamError("disk.full", "The disk is full.", mend="Free it.", fault=Fault.ENVIRONMENT)

    with pytest.raises(PamError):
        core.submit(fail()).result(timeout=10)
    assert events.get(timeout=10) == TroubleMet(
        code="disk.full",
        sentence="The disk is full.",
        mend="Free it.",
        fault=Fault.ENVIRONMENT,
    )
    assert "disk.full" in caplog.text


def test_an_unforeseen_error_is_reported(make_core: Make, caplog: pytest.LogCaptureFixture) -> None:
    """A bug in submitted work is logged with its trace and shown, though nobody asked for it."""
    events: queue.Queue[Event] = queue.Queue()
    core = make_core(events.put)

    async def fail() -> None:
        raise ZeroDivisionError

    core.submit(fail())
    event = events.get(timeout=10)
    assert isinstance(event, TroubleMet)
    assert event.code == "core.unexpected"
    assert "ZeroDivisionError" in event.sentence
    assert "Traceback" in caplog.text


def test_stop_cancels_what_runs() -> None:
    """Stopping cancels running work, lets it clean up, and ends the thread."""
    core = CoreThread(lambda event: None)
    core.start()
    begun = threading.Event()
    cleaned = threading.Event()

    async def wait_for_ever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    future = core.submit(wait_for_ever())
    assert begun.wait(10)
    assert core.stop(timeout_seconds=20)
    assert cleaned.is_set()
    assert future.cancelled()


def test_work_that_comes_too_late_is_refused() -> None:
    """After stop, submitted work is not begun and its future is cancelled."""
    core = CoreThread(lambda event: None)
    core.start()
    core.stop()
    begun: list[bool] = []

    async def note() -> None:
        begun.append(True)

    with pytest.raises(CancelledError):
        core.submit(note()).result(timeout=10)
    assert begun == []


def test_stop_says_when_something_will_not_end(caplog: pytest.LogCaptureFixture) -> None:
    """Work that blocks the loop makes stop return False and is logged, instead of hanging."""
    core = CoreThread(lambda event: None)
    core.start()
    begun, let_go = threading.Event(), threading.Event()

    async def block() -> None:
        begun.set()
        let_go.wait(30)  # noqa: ASYNC251  blocking the loop is the point

    core.submit(block())
    assert begun.wait(10)
    assert not core.stop(timeout_seconds=0.1)
    assert "did not end" in caplog.text
    let_go.set()
    assert core.stop(timeout_seconds=20)


def test_early_events_are_kept_in_order() -> None:
    """Events emitted before a window listens arrive first, in order, when it does."""
    gate = EventGate()
    gate.emit(PartialHeard(text="one"))
    gate.emit(LevelMeasured(level_dbfs=-20))
    gate.emit(PartialHeard(text="two"))
    seen: list[Event] = []
    gate.open(seen.append)
    gate.emit(PartialHeard(text="three"))
    assert seen == [PartialHeard(text=word) for word in ("one", "two", "three")]


def test_early_events_are_bounded(caplog: pytest.LogCaptureFixture) -> None:
    """Beyond the limit the oldest early event is dropped, counted, and the count is logged."""
    gate = EventGate(limit=2)
    for word in ("one", "two", "three"):
        gate.emit(PartialHeard(text=word))
    seen: list[Event] = []
    gate.open(seen.append)
    assert seen == [PartialHeard(text="two"), PartialHeard(text="three")]
    assert gate.dropped == 1
    assert "1 early events" in caplog.text
