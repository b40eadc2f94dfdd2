"""A model's thread runs one call at a time and drops what nobody waits for any more."""

import asyncio
import contextlib
import threading

import pytest

from audio.model_thread import ModelThread

HANG_SECONDS = 20


async def test_calls_run_one_after_another_in_the_named_thread() -> None:
    """Results come back in order from a single thread that bears the name."""
    thread = ModelThread("pam-test")
    names = await asyncio.gather(
        *(thread.run(lambda: threading.current_thread().name) for _ in range(5))
    )
    await thread.close()
    assert len(set(names)) == 1
    assert names[0].startswith("pam-test")


async def test_a_call_cancelled_in_the_queue_never_runs() -> None:
    """Only the call under way and the one still wanted run."""
    thread = ModelThread("pam-test")
    go = threading.Event()
    ran: list[str] = []

    def hold() -> None:
        assert go.wait(HANG_SECONDS)
        ran.append("held")

    first = asyncio.create_task(thread.run(hold))
    unwanted = asyncio.create_task(thread.run(ran.append, "unwanted"))
    wanted = asyncio.create_task(thread.run(ran.append, "wanted"))
    await asyncio.sleep(0)
    unwanted.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await unwanted
    go.set()
    await asyncio.gather(first, wanted)
    await thread.close()
    assert ran == ["held", "wanted"]


async def test_an_exception_reaches_the_caller_and_the_thread_lives_on() -> None:
    """A failed call harms no later one."""
    thread = ModelThread("pam-test")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: 7) == 7
    await thread.close()


async def test_closing_waits_for_what_runs_and_may_be_repeated() -> None:
    """After `close` the call under way is over and no more are taken."""
    thread = ModelThread("pam-test")
    began, go = threading.Event(), threading.Event()
    over: list[bool] = []

    def hold() -> None:
        began.set()
        assert go.wait(HANG_SECONDS)
        over.append(True)

    running = asyncio.create_task(thread.run(hold))
    assert await asyncio.to_thread(began.wait, HANG_SECONDS)
    closing = asyncio.create_task(thread.close())
    await asyncio.sleep(0)
    assert not closing.done()
    go.set()
    await closing
    await thread.close()
    await running
    assert over == [True]
    with pytest.raises(RuntimeError):
        await thread.run(lambda: 1)
