"""Values that are worked out once, by whichever thread comes first."""

import threading

from pam_core.language.grammar import Grammar
from pam_core.language.lazy import lazy


class Left:
    """Needs a Right, as a Right needs a Left."""

    def __init__(self, gate: threading.Barrier) -> None:
        self.gate = gate
        self.other: Right | None = None
        self.times = 0

    @lazy
    def value(self) -> int:
        """One more than the other side's."""
        self.times += 1
        if self.other is None:
            return 1
        self.gate.wait(20)
        return self.other.value + 1


class Right(Left):
    @lazy
    def value(self) -> int:
        """One more than the other side's."""
        if self.other is None:
            return 1
        self.gate.wait(20)
        return self.other.value + 1


def test_once() -> None:
    """What was worked out is not worked out again."""
    left = Left(threading.Barrier(1))
    assert (left.value, left.value, left.times) == (1, 1, 1)


def test_two_threads_that_meet() -> None:
    """Two threads that go from one kind of object to the other, and back, both come through."""
    gate = threading.Barrier(2)
    left, right = Left(gate), Right(gate)
    left.other, right.other = Right(gate), Left(gate)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.value), daemon=True)
        for one in (left, right)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [2, 2]


def test_two_grammars_at_once() -> None:
    """Two threads load PAM's sentences side by side."""
    loaded: list[Grammar] = []
    threads = [
        threading.Thread(target=lambda: loaded.append(Grammar.load()), daemon=True)
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(loaded) == 2
