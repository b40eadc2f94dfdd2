"""Waiting for what gives no sign of its own: looked at again and again, up to a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from tests.support.child import PATIENCE_SECONDS

T = TypeVar("T")

LOOK_SECONDS = 0.02


def until(
    look: Callable[[], T],
    what: str,
    *,
    seconds: float = PATIENCE_SECONDS,
    look_seconds: float = LOOK_SECONDS,
) -> T:
    """What `look` gives as soon as it is true; fails the test, naming `what`, where it never is."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        pause.wait(look_seconds)
    pytest.fail(f"waited {seconds:.0f} s in vain for {what}")
